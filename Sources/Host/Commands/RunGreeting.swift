internal import RuleEngine

/// What a live host says when it is ready, and when it ends.
struct RunGreeting {
  /// The socket it listens on; nil where on none.
  let socket: String?
  /// Whether it reads standard input.
  let readsInput: Bool
  /// Where it records.
  let store: String

  /// That it is ready, and where it can be asked; a warning where nobody can.
  func entry(timeMs: Int64, _ language: Language) -> LogEntry {
    let places = [
      socket.map { LocalizedText(zh: "监听 \($0)", en: "listening on \($0)") },
      readsInput ? LocalizedText(zh: "读取标准输入", en: "reading standard input") : nil,
    ].compactMap { $0?[language] }
    if places.isEmpty {
      let text = LocalizedText(
        zh: "⚠️ 无人可以提问: 标准输入是终端, 又没有 --listen",
        en: "⚠️ nobody can ask: standard input is a terminal, and there is no --listen")
      return LogEntry(level: .warning, timeMs: timeMs, message: text[language])
    }
    let title = LocalizedText(zh: "🟢 宿主就绪", en: "🟢 the host is ready")[language]
    let record = LocalizedText(zh: "记录于 \(store)", en: "recording in \(store)")[language]
    return LogEntry(level: .info, timeMs: timeMs, message: ([title] + places + [record]).joined(separator: " | "))
  }

  /// That it has ended, and what it answered.
  static func farewell(_ counts: PipelineCounts, timeMs: Int64, _ language: Language) -> LogEntry {
    let rejected = counts.rejected.values.reduce(0, +)
    let text = LocalizedText(
      zh: "⏹️ 宿主已结束 | 放行 \(counts.approved) | 拒绝 \(rejected)",
      en: "⏹️ the host has ended | approved \(counts.approved) | rejected \(rejected)")
    return LogEntry(level: .info, timeMs: timeMs, message: text[language])
  }
}

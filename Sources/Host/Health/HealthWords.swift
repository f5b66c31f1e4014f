internal import RuleEngine

/// What is found about an entry, in words.
struct HealthWords {
  let language: Language

  /// The log line and the alert about a finding: `🩺 entry purr-futures-spot-arb (line 7) has no data: …`.
  func line(_ finding: HealthFinding) -> String {
    let line = finding.line.map { say("(第 \($0) 行)", " (line \($0))") } ?? ""
    let shadow = finding.isShadow ? "[shadow] " : ""
    return shadow + say("🩺 规则 \(finding.id)\(line) ", "🩺 entry \(finding.id)\(line) ") + sentence(finding)
  }

  /// That a finding holds no more.
  func over(_ finding: HealthFinding) -> String {
    say(
      "🩺 规则 \(finding.id) 恢复正常: 不再是 \(finding.kind.rawValue)",
      "🩺 entry \(finding.id) is well again: no more \(finding.kind.rawValue)")
  }

  /// What is found, and what to look at.
  func sentence(_ finding: HealthFinding) -> String {
    let (count, code) = (finding.count, finding.code ?? "")
    let since = finding.sinceMs.map { CivilTime(ms: $0).iso8601 } ?? ""
    switch finding.kind {
    case .blocksAll:
      return say(
        "连续拦截了全部 \(count) 个信号 (\(code), 自 \(since)); 请核对阈值与单位",
        "has blocked each of the last \(count) signals (\(code), since \(since)); look at its threshold and unit")
    case .noData:
      return say(
        "连续 \(count) 次没有数据 (\(code), 自 \(since)); 请检查其订单簿与 max_age_ms",
        "had no data for the last \(count) signals (\(code), since \(since)); look at its feeds and max_age_ms")
    case .passedOnUnknown:
      return say(
        "在不可知时放行了 \(count) 个信号 (最近 \(code), 自 \(since)); 请检查其输入与 on_unavailable",
        "let \(count.of("signal")) pass without knowing (last \(code), since \(since)); look at its inputs and on_unavailable"
      )
    case .neverBlocks:
      return say(
        "自 \(since) 起没有拦截过任何信号; 请核对阈值是否过松",
        "has blocked nothing since \(since); look whether its threshold can be reached")
    case .neverAsked:
      return say(
        "\(count) 个信号均不在其 scope 内; 请核对 coin 与 scope 的写法",
        "was never asked: none of \(count) signals was in its scope; look at how coins and scope are written")
    }
  }

  private func say(_ zh: String, _ en: String) -> String { LocalizedText(zh: zh, en: en)[language] }
}

extension JSONWriter {
  /// Writes the members of a finding.
  mutating func finding(_ finding: HealthFinding) {
    member("id", finding.id)
    member("finding", finding.kind.rawValue)
    if finding.isShadow { member("mode", EntryMode.shadow.rawValue) }
    member("count", Int64(finding.count))
    if let sinceMs = finding.sinceMs { member("since", sinceMs) }
    if let code = finding.code { member("code", code) }
    if let line = finding.line { member("line", Int64(line)) }
  }
}

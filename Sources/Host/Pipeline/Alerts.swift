internal import RuleEngine

/// What people are told as it happens.
enum Alert {
  /// A strategy wants to enter, whatever the gates will say.
  case signal(Signal)
  /// An entry was rejected.
  case rejected(Signal, Ruling.Rejection, availableBalanceUSD: ExactDecimal?)
  /// An entry was made on paper.
  case paperEntry(Signal, PaperEntry)
  /// An enforced entry of the chain could not know, and let a signal pass.
  case gateSkipped(Signal, GateSkip)
  /// A feed came to live after it was down, or went down.
  case feed(Feed, isLive: Bool)
  /// The file of rules has faults; the rules in force stay.
  case reloadFailed(String)
  /// An entry of the rules needs to be looked at.
  case gateHealth(HealthFinding)
  /// Entries are halted.
  case halted(Halt)
  /// Entries are not halted any more.
  case resumed
}

/// An entry of the chain that could not know, and let a signal pass.
struct GateSkip: Hashable {
  /// The entry's id.
  let entryID: String
  /// Why it could not know.
  let code: ReasonCode
  /// The log line about it.
  let message: String
}

/// Where alerts go.
protocol AlertSink {
  /// Forgets that a reload failed, since one has worked.
  func reloaded()

  /// Sends an alert. It never waits and never fails: what cannot be sent is the sink's affair.
  func send(_ alert: Alert, nowMs: Int64)
}

extension AlertSink {
  func reloaded() {}
}

/// Alerts that nobody wants.
struct NoAlerts: AlertSink {
  func send(_ alert: Alert, nowMs: Int64) {}
}

/// Alerts as lines of the log.
struct LogAlerts: AlertSink {
  let log: Log
  let language: Language

  func send(_ alert: Alert, nowMs: Int64) {
    switch alert {
    case .signal, .rejected, .paperEntry:
      // The words are not made for a log that leaves them out.
      guard log.level <= .info else { return }
      log.write(LogEntry(level: .info, timeMs: nowMs, message: AlertText(language: language).text(alert)))
    // Whoever sends these has logged more of them than an alert says.
    case .gateSkipped, .feed, .reloadFailed, .gateHealth, .halted, .resumed: break
    }
  }
}

/// Alerts in words, a line each.
struct AlertText {
  let language: Language

  func text(_ alert: Alert) -> String {
    switch alert {
    case .signal(let signal):
      let title = LocalizedText(zh: "📡 入场信号", en: "📡 entry signal")[language]
      return line(title, signal, [zScore(signal), signal.notionalUSD.map { "notional=$\($0)" }])
    case .rejected(let signal, let rejection, let balance):
      let title = LocalizedText(zh: "⛔ 入场被拒", en: "⛔ entry rejected")[language]
      let available = balance.map { LocalizedText(zh: "可用余额=$\($0)", en: "available=$\($0)")[language] }
      return line(title, signal, [rejection.rule, rejection.code.rawValue, zScore(signal), available])
    case .paperEntry(let signal, let entry):
      let title = LocalizedText(zh: "📝 模拟开仓", en: "📝 paper entry")[language]
      return line(title, signal, [entry.price.map { "@ $\($0.fixed(places: 6))" }])
    case .gateSkipped(_, let skip): return skip.message
    case .feed(let feed, let isLive):
      let back = LocalizedText(zh: "✅ 订单簿 \(feed) 恢复", en: "✅ feed \(feed) is back")
      let down = LocalizedText(zh: "⚠️ 订单簿 \(feed) 断开", en: "⚠️ feed \(feed) is down")
      return (isLive ? back : down)[language]
    case .reloadFailed(let faults):
      return LocalizedText(zh: "❌ 规则重新加载失败, 继续使用原规则 | \(faults)", en: "❌ reload failed, the rules stay | \(faults)")[
        language]
    case .gateHealth(let finding): return HealthWords(language: language).line(finding)
    case .halted(let halt):
      let until = halt.untilMs.map { " | until=\(CivilTime(ms: $0).iso8601)" } ?? ""
      return LocalizedText(zh: "⛔ 已停止开仓 | \(halt.why)\(until)", en: "⛔ entries halted | \(halt.why)\(until)")[language]
    case .resumed: return LocalizedText(zh: "▶️ 已恢复开仓", en: "▶️ entries resumed")[language]
    }
  }

  private func line(_ title: String, _ signal: Signal, _ parts: [String?]) -> String {
    ([title, "\(signal.pair) \(signal.direction.rawValue)"] + parts.compactMap(\.self)).joined(separator: " | ")
  }

  private func zScore(_ signal: Signal) -> String? { signal.zScore.map { "z=\($0)" } }
}

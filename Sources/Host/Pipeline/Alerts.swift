internal import RuleEngine

/// What people are told as it happens.
enum Alert {
  /// A strategy wants to enter, whatever the gates will say.
  case signal(Signal)
  /// An entry was rejected.
  case rejected(Signal, Ruling.Rejection, availableBalanceUSD: ExactDecimal?)
  /// An entry was made on paper.
  case paperEntry(Signal, PaperEntry)
}

/// Where alerts go.
protocol AlertSink {
  /// Sends an alert. It never waits and never fails: what cannot be sent is the sink's affair.
  func send(_ alert: Alert, nowMs: Int64)
}

/// Alerts as lines of the log.
struct LogAlerts: AlertSink {
  let log: Log
  let language: Language

  func send(_ alert: Alert, nowMs: Int64) {
    log.write(LogEntry(level: .info, timeMs: nowMs, message: text(alert)))
  }

  private func text(_ alert: Alert) -> String {
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
    }
  }

  private func line(_ title: String, _ signal: Signal, _ parts: [String?]) -> String {
    ([title, "\(signal.pair) \(signal.direction.rawValue)"] + parts.compactMap(\.self)).joined(separator: " | ")
  }

  private func zScore(_ signal: Signal) -> String? { signal.zScore.map { "z=\($0)" } }
}

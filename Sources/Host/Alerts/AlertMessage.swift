internal import RuleEngine

/// An alert as the outbox keeps it: in words, and as the JSON object that the format `json` posts.
///
/// It is kept apart from any webhook's format, so that what waits can go to another webhook after a restart.
struct AlertMessage: Hashable, Sendable {
  enum Kind: String, CaseIterable {
    case signal, rejected
    case paperEntry = "paper_entry"
    case gateSkipped = "gate_skipped"
    case feedDown = "feed_down"
    case feedBack = "feed_back"
    case reloadFailed = "reload_failed"
    case gateHealth = "gate_health"
    case halted, resumed

    /// Whether it is about one signal; such an alert is never held back, and the last to be dropped.
    var isAboutSignal: Bool { self == .signal || self == .rejected || self == .paperEntry }
  }

  let kind: Kind
  let timeMs: Int64
  let text: String
  let json: String
}

extension AlertMessage {
  /// Words an alert.
  ///
  /// - Parameter heldBack: how many alerts about the same state were held back since the last one.
  init(_ alert: Alert, timeMs: Int64, heldBack: Int = 0, language: Language) {
    let kind = alert.kind
    // An alert is one line, whatever a file's name or a reason holds.
    var text = AlertText(language: language).text(alert).printable
    if heldBack > 0 {
      text += LocalizedText(zh: " | 期间另有 \(heldBack) 次", en: " | \(heldBack) more held back")[language]
    }
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("alert", kind.rawValue)
      writer.member("time", timeMs)
      writer.member("text", text)
      writer.members(of: alert)
      if heldBack > 0 { writer.member("held_back", Int64(heldBack)) }
    }
    self.init(kind: kind, timeMs: timeMs, text: text, json: writer.text)
  }

  /// The alerts that a verdict's record brings.
  static func messages(of record: VerdictRecord, language: Language) -> [AlertMessage] {
    // So that alerts, verdicts and the store name it alike.
    let signal = record.signal.named(record.signalID)
    var alerts = [Alert.signal(signal)]
    if case .rejected(let rejection) = record.ruling {
      alerts.append(.rejected(signal, rejection, availableBalanceUSD: record.freshBalanceUSD))
    }
    return alerts.map { AlertMessage($0, timeMs: record.timeMs, language: language) }
  }
}

extension Alert {
  var kind: AlertMessage.Kind {
    switch self {
    case .signal: .signal
    case .rejected: .rejected
    case .paperEntry: .paperEntry
    case .gateSkipped: .gateSkipped
    case .feed(_, let isLive): isLive ? .feedBack : .feedDown
    case .reloadFailed: .reloadFailed
    case .gateHealth: .gateHealth
    case .halted: .halted
    case .resumed: .resumed
    }
  }
}

extension JSONWriter {
  fileprivate mutating func members(of alert: Alert) {
    switch alert {
    case .signal(let signal): members(of: signal)
    case .rejected(let signal, let rejection, let balance):
      members(of: signal)
      member("stage", rejection.stage.rawValue)
      if let rule = rejection.rule { member("rule", rule) }
      member("code", rejection.code.rawValue)
      member("reason", rejection.reason)
      if let balance { member("available_usd", balance.description) }
    case .paperEntry(let signal, let entry):
      members(of: signal)
      if let price = entry.price { member("price", price.description) }
    case .gateSkipped(let signal, let skip):
      members(of: signal)
      member("rule", skip.entryID)
      member("code", skip.code.rawValue)
    case .feed(let feed, _): member("feed", feed.description)
    case .reloadFailed(let faults): member("reason", faults)
    case .gateHealth(let finding): self.finding(finding)
    case .halted(let halt):
      member("why", halt.why)
      member("since", halt.sinceMs)
      if let untilMs = halt.untilMs { member("until", untilMs) }
    case .resumed: break
    }
  }

  private mutating func members(of signal: Signal) {
    if let id = signal.id { member("signal_id", id) }
    member("symbol", signal.symbol)
    if let base = signal.baseSymbol { member("base_symbol", base) }
    member("direction", signal.direction.rawValue)
    if let strategy = signal.strategy { member("strategy", strategy) }
    if let zScore = signal.zScore { member("z_score", zScore.description) }
    if let notional = signal.notionalUSD { member("notional_usd", notional.description) }
  }
}

internal import RuleEngine

/// Holds back alerts that say again what was said: an alert about a state that has not changed waits for a window.
///
/// What is said of signals, and what was done about them, is never held back. Pure: the caller's clock is the only one.
struct AlertHoldBack {
  enum Decision: Hashable {
    /// Send it, and say how many were held back since the last one.
    case send(heldBack: Int)
    case hold
  }

  /// What an alert is about, and what it says of it.
  private struct Topic: Hashable {
    let subject: String
    let state: String
  }

  private struct Said {
    var state: String
    var timeMs: Int64
    var heldBack = 0
  }

  /// How long one state is not repeated.
  static let windowMs: Int64 = 15 * 60_000
  /// How many subjects are remembered; beyond it the one that was said longest ago is forgotten.
  static let maxSubjects = 1000

  private var said: [String: Said] = [:]

  /// Decides on an alert.
  ///
  /// - Parameter nowMs: from a clock that never jumps.
  mutating func decide(_ alert: Alert, nowMs: Int64) -> Decision {
    guard let topic = AlertHoldBack.topic(alert) else { return .send(heldBack: 0) }
    let last = said[topic.subject]
    // What was never missing is not back, and nobody asks.
    if last == nil, case .feed(_, isLive: true) = alert { return .hold }
    if let last, last.state == topic.state, nowMs - last.timeMs < AlertHoldBack.windowMs {
      said[topic.subject]?.heldBack += 1
      return .hold
    }
    if last == nil, said.count >= AlertHoldBack.maxSubjects,
      let oldest = said.min(by: { ($0.value.timeMs, $0.key) < ($1.value.timeMs, $1.key) })
    {
      said[oldest.key] = nil
    }
    said[topic.subject] = Said(state: topic.state, timeMs: nowMs)
    return .send(heldBack: last?.state == topic.state ? last?.heldBack ?? 0 : 0)
  }

  /// Forgets a failed reload once one has worked: the next failure is news.
  mutating func reloaded() { said["reload"] = nil }

  private static func topic(_ alert: Alert) -> Topic? {
    switch alert {
    case .signal, .rejected, .paperEntry: nil
    // Each cause counts for itself, or two that take turns would never be held back.
    case .gateSkipped(let signal, let skip):
      Topic(subject: "gate \(skip.entryID) \(signal.coin.name) \(skip.code.rawValue)", state: "skipped")
    case .feed(let feed, let isLive): Topic(subject: "feed \(feed)", state: isLive ? "live" : "down")
    case .reloadFailed(let faults): Topic(subject: "reload", state: faults)
    case .gateHealth(let finding): Topic(subject: "health \(finding.id)", state: finding.kind.rawValue)
    case .halted(let halt):
      Topic(subject: "halt", state: "\(halt.sinceMs) \(halt.untilMs.map { "\($0)" } ?? "") \(halt.why)")
    case .resumed: Topic(subject: "halt", state: "resumed")
    }
  }
}

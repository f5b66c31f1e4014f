internal import RuleEngine

/// Alerts as lines of the log, and on their way to a webhook.
///
/// The alerts about a record are in the outbox already, put there in the record's own transaction. What comes here for
/// the outbox is all the rest: states, and signals that the store refused. One thread uses it.
final class WebhookAlerts: AlertSink {
  private let log: LogAlerts
  private let language: Language
  private let clock: HostClock
  private let add: (AlertMessage) -> Void
  private var holdBack = AlertHoldBack()

  /// - Parameter add: takes an alert for the outbox; it must not wait.
  init(log: LogAlerts, language: Language, clock: HostClock, add: @escaping (AlertMessage) -> Void) {
    self.log = log
    self.language = language
    self.clock = clock
    self.add = add
  }

  func reloaded() { holdBack.reloaded() }

  func send(_ alert: Alert, nowMs: Int64) {
    log.send(alert, nowMs: nowMs)
    switch alert {
    // Recorded, or refused by the store; of the latter the rejection tells.
    case .signal, .paperEntry: break
    case .rejected(let signal, let rejection, _):
      guard rejection.stage == .store else { return }
      for alert in [.signal(signal), alert] { add(AlertMessage(alert, timeMs: nowMs, language: language)) }
    case .gateSkipped, .feed, .reloadFailed, .gateHealth, .halted, .resumed:
      guard case .send(let heldBack) = holdBack.decide(alert, nowMs: clock.monotonicMs()) else { return }
      add(AlertMessage(alert, timeMs: nowMs, heldBack: heldBack, language: language))
    }
  }
}

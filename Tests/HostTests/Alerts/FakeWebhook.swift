@testable import Host

/// A webhook that answers as it is told, and a clock that stands still until it is moved.
final class FakeWebhook: Sendable {
  private let outcomes: Lock<[DeliverySchedule.Outcome]>
  private let nowMs = Lock<Int64>(0)
  private let posted: Mailbox<String>
  /// What the sender said of its deliveries.
  let notices = Lock<[DeliveryWatch.Notice]>([])
  private let gate: Mailbox<Bool>?

  /// - Parameters:
  ///   - outcomes: the answers, in order; what comes after them is delivered.
  ///   - isStuck: whether a post waits until `release`.
  init(_ outcomes: [DeliverySchedule.Outcome] = [], isStuck: Bool = false) throws {
    self.outcomes = Lock(outcomes)
    posted = try Mailbox()
    gate = isStuck ? try Mailbox() : nil
  }

  var clock: HostClock { HostClock(wallMs: { Fixture.nowMs }, monotonicMs: { self.nowMs.withLock { $0 } }) }

  func sender(_ storePath: String) throws -> AlertSender {
    let sender = try AlertSender(
      storePath: storePath, clock: clock, report: { notice in self.notices.withLock { $0.append(notice) } },
      makePost: { _ in { self.post($0) } })
    try sender.start()
    return sender
  }

  private func post(_ message: AlertMessage) -> DeliverySchedule.Outcome {
    posted.post(message.text)
    _ = gate?.take(timeoutMs: -1)
    return outcomes.withLock { $0.isEmpty ? .delivered : $0.removeFirst() }
  }

  /// Waits for so many posts.
  func texts(_ count: Int) -> [String] {
    var texts: [String] = []
    while texts.count < count { texts += posted.take(timeoutMs: -1) }
    return texts
  }

  /// What was posted and not asked for yet.
  func remaining() -> [String] { posted.take(timeoutMs: 0) }

  func advance(byMs: Int64) { nowMs.withLock { $0 += byMs } }

  func release() { gate?.post(true) }
}

import RuleEngine
import Testing

@testable import Host

/// The sender's thread over a real store, with a webhook that is none and a clock that stands still.
@Suite(.timeLimit(.minutes(2))) struct AlertSenderTests {
  private let folder: ScratchFolder
  private let path: String
  private let store: SQLiteVerdictStore

  init() throws {
    folder = try ScratchFolder()
    path = folder.path("store.sqlite")
    store = try SQLiteVerdictStore(writingTo: path, as: StoreFixture.live)
  }

  private func add(_ texts: String...) throws {
    try AlertOutbox(store.connection).add(texts.map { AlertFixture.message($0) })
  }

  @Test func `sends what waits, in order, and ends when there is no more`() throws {
    try add("a", "b", "c")
    let webhook = try FakeWebhook()
    let sender = try webhook.sender(path)
    #expect(webhook.texts(3) == ["a", "b", "c"])
    sender.add(AlertFixture.message("d", .halted))
    #expect(webhook.texts(1) == ["d"])
    sender.stop()
    #expect(store.outboxCounts == .init())
    #expect(webhook.remaining() == [])
  }

  @Test func `what a dead webhook did not take is sent by the next host`() throws {
    try add("a", "b")
    let dead = try FakeWebhook(Array(repeating: .unavailable, count: 100))
    let first = try dead.sender(path)
    #expect(dead.texts(1) == ["a"])
    // What no record brings along is written before the host ends, too.
    first.add(AlertFixture.message("c", .resumed))
    first.stop()
    #expect(dead.remaining() == [])
    #expect(store.outboxCounts == .init(pending: 3, failed: 0))
    let webhook = try FakeWebhook()
    let second = try webhook.sender(path)
    #expect(webhook.texts(3) == ["a", "b", "c"])
    second.stop()
    #expect(store.outboxCounts == .init())
  }

  @Test func `nothing is tried again before its time`() throws {
    try add("a")
    let webhook = try FakeWebhook([.unavailable, .unavailable])
    let sender = try webhook.sender(path)
    #expect(webhook.texts(1) == ["a"])
    // The clock stands still: however often it is woken, it waits.
    for _ in 0..<50 { sender.wake() }
    #expect(webhook.remaining() == [])
    // Until the sender has noted the failure, an advance does not count for it; then each is good for one attempt, and two
    // may come between two looks.
    var again: [String] = []
    while again.count < 2 {
      webhook.advance(byMs: DeliverySchedule.backoff.capMs)
      sender.wake()
      again += webhook.remaining()
    }
    #expect(again == ["a", "a"])
    sender.stop()
  }

  @Test func `an alert that is refused five times makes way for the next`() throws {
    try add("a", "b")
    let webhook = try FakeWebhook(Array(repeating: .refused, count: 5))
    let sender = try webhook.sender(path)
    var texts = webhook.texts(1)
    while texts.count < 6 {
      webhook.advance(byMs: DeliverySchedule.backoff.capMs)
      sender.wake()
      texts += webhook.remaining()
    }
    #expect(texts == ["a", "a", "a", "a", "a", "b"])
    sender.stop()
    #expect(store.outboxCounts == .init(pending: 0, failed: 1))
    // Between two attempts more than a minute goes by on this clock.
    #expect(webhook.notices.withLock { $0 } == [.late, .recovered])
  }

  @Test func `while a webhook does not answer every verdict is given`() throws {
    let webhook = try FakeWebhook(isStuck: true)
    let sender = try webhook.sender(path)
    try store.keepAlerts(in: .zh) { sender.wake() }
    let journal = try Journal(folder)
    let alerts = JournalAlerts(journal: journal)
    var pipeline = try EntryPipeline(
      judge: Judge(
        chain: try Fixture.chain(Fixture.rules(Fixture.longOnly("longs"))), messages: MessageWriter(language: .zh)),
      network: .mainnet, store: store, alerts: alerts, executor: PaperExecutor(alerts: alerts),
      log: Log(level: .error, format: .text, output: journal.output))
    // The sender is in the middle of a post from the first verdict on, and nobody lets it go on before the last.
    for number in 0..<200 {
      let line = Fixture.line("s-\(number)")
      let signal = try Fixture.signal(line).signal
      pipeline.submit(signal, line: Array(line.utf8), quotes: Quotes(), nowMs: Fixture.nowMs)
      #expect(pipeline.commit().count == 1)
      if number == 0 { #expect(webhook.texts(1).count == 1) }
    }
    #expect(pipeline.counts.approved == 200)
    #expect(store.outboxCounts == .init(pending: 200, failed: 0))
    #expect(webhook.remaining() == [])
    for _ in 0..<200 {
      webhook.release()
      if store.outboxCounts.pending > 1 { _ = webhook.texts(1) }
    }
    sender.stop()
  }
}

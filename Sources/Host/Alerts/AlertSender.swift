internal import Synchronization

/// Posts the alerts of an outbox, one after the other, on a thread of its own with its own connection to the store.
///
/// Nobody ever waits for it but a host that ends, and that one for a bounded time.
final class AlertSender: Sendable {
  /// Posts an alert and says what became of it. It may take its time.
  typealias Post = (AlertMessage) -> DeliverySchedule.Outcome

  enum Event: Sendable {
    /// An alert that no record brings along.
    case add(AlertMessage)
    /// There may be something in the outbox.
    case wake
    case stop
  }

  /// How many alerts wait in memory for a store that cannot be written.
  static let maxLoose = 1000
  /// How long a host that ends lets the sender go on.
  static let farewellMs: Int64 = 1500

  private let storePath: String
  private let clock: HostClock
  private let makePost: @Sendable (Cancellation) -> Post?
  private let report: @Sendable (DeliveryWatch.Notice) -> Void
  private let inbox: Mailbox<Event>
  private let ended: Mailbox<Bool>
  private let cancellation = Cancellation()
  private let looseCount = Atomic(0)

  /// - Parameters:
  ///   - report: told of a change that is worth a line of the log.
  ///   - makePost: called once, on the sender's thread.
  init(
    storePath: String, clock: HostClock, report: @escaping @Sendable (DeliveryWatch.Notice) -> Void = { _ in },
    makePost: @escaping @Sendable (Cancellation) -> Post?
  ) throws(NetworkError) {
    self.storePath = storePath
    self.clock = clock
    self.report = report
    self.makePost = makePost
    inbox = try Mailbox()
    ended = try Mailbox()
  }

  /// Begins with what an earlier host has left.
  func start() throws(NetworkError) { try HostThread.start { self.serve() } }

  /// Takes an alert that no record brings along; never waits. Beyond a bound it is lost: the store has been out of order
  /// for long.
  func add(_ message: AlertMessage) {
    guard looseCount.load(ordering: .relaxed) < AlertSender.maxLoose else { return }
    looseCount.add(1, ordering: .relaxed)
    inbox.post(.add(message))
  }

  /// Says that there is something in the outbox; never waits.
  func wake() { inbox.post(.wake) }

  /// Lets the sender try what is left for a moment; the rest waits in the store for the next host.
  func stop() {
    inbox.post(.stop)
    if ended.take(timeoutMs: AlertSender.farewellMs).isEmpty {
      cancellation.cancel()
      _ = ended.take(timeoutMs: AlertSender.farewellMs)
    }
  }

  // MARK: The thread

  private func serve() {
    defer { ended.post(true) }
    guard let post = makePost(cancellation) else { return }
    var schedule = DeliverySchedule()
    var watch = DeliveryWatch()
    var loose: [AlertMessage] = []
    var outbox: (table: AlertOutbox, connection: SQLiteConnection)?
    var isStopping = false
    var isIdle = false
    while true {
      let now = clock.monotonicMs()
      let waitMs = isIdle && loose.isEmpty ? -1 : schedule.waitMs(nowMs: now)
      for event in isStopping ? [] : inbox.take(timeoutMs: waitMs) {
        switch event {
        case .add(let message): loose.append(message)
        case .wake: break
        case .stop: isStopping = true
        }
      }
      isIdle = false
      do {
        if outbox == nil { outbox = try open() }
        guard let outbox else { return }
        guard outbox.connection.areFilesIntact() else { throw StoreError.filesChanged }
        if !loose.isEmpty {
          try outbox.connection.transaction { () throws(SQLiteError) in try outbox.table.add(loose) }
          looseCount.subtract(loose.count, ordering: .relaxed)
          loose = []
        }
        // A host that ends does not wait for a webhook that does not answer.
        if isStopping, schedule.failures > 0 || cancellation.isCancelled { return }
        guard schedule.waitMs(nowMs: clock.monotonicMs()) == 0 else { continue }
        guard let row = try outbox.table.first() else {
          if isStopping { return }
          isIdle = true
          continue
        }
        let outcome = post(row.message)
        schedule.note(outcome, nowMs: clock.monotonicMs(), fraction: .random(in: 0...1))
        let isLast = outcome == .refused && row.attempts + 1 >= DeliverySchedule.maxRefusals
        // A host that ends does not say that its last post was cut short.
        if !cancellation.isCancelled,
          let notice = watch.take(outcome, isLast: isLast, nowMs: clock.monotonicMs())
        {
          report(notice)
        }
        switch outcome {
        case .delivered: try outbox.table.delivered(row.number)
        case .refused: try outbox.table.refused(row.number, isLast: isLast)
        case .unavailable: break
        }
      } catch {
        if isStopping { return }
        // The store is held or out of order: an alert that was sent may be sent again, which is better than never.
        schedule.note(.unavailable, nowMs: clock.monotonicMs(), fraction: .random(in: 0...1))
      }
    }
  }

  private func open() throws(SQLiteError) -> (AlertOutbox, SQLiteConnection) {
    let connection = try SQLiteConnection(
      path: storePath, .readWrite, busyTimeoutMs: SQLiteVerdictStore.busyTimeoutMs)
    // A commit here holds the lock that verdicts need, so it must not wait for the disk. What it may lose, where the
    // power goes, is that an alert was sent; the verdicts' own commits are synced by their own connection.
    try connection.execute("PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0")
    let table = try AlertOutbox(connection)
    connection.rememberFiles()
    return (table, connection)
  }
}

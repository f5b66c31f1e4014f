internal import RuleEngine

/// Asks the exchange for the same thing again and again, on a thread of its own, so that neither a book nor a verdict
/// ever waits for it.
final class InfoPoller<Answer: Sendable>: Sendable {
  private enum Event: Sendable {
    /// Time may have passed.
    case look
    case stop
  }

  /// What is asked, and what is done with the answers.
  struct Question: Sendable {
    /// The request's body.
    let body: [UInt8]
    /// Between two questions, in milliseconds.
    let everyMs: Int64
    var maxAnswerBytes = 4 << 20
    let read: @Sendable (RESTResponse) -> Result<Answer, ExchangeFault>
    /// Keeps an answer, before anybody hears that it has come.
    let keep: @Sendable (Answer) -> Void
    /// Says a change.
    let say: @Sendable (PollWatch.Notice) -> Void
  }

  private let question: Question
  private let url: String
  private let options: NetworkOptions
  private let clock: HostClock
  private let inbox: Mailbox<Event>
  private let cancellation = Cancellation()
  private let watch: Lock<PollWatch>

  /// Begins to ask, at once.
  ///
  /// - Parameter url: the address of the info endpoint.
  init(_ question: Question, url: String, options: NetworkOptions, clock: HostClock) throws(NetworkError) {
    self.question = question
    self.url = url
    self.options = options
    self.clock = clock
    watch = Lock(PollWatch(everyMs: question.everyMs))
    inbox = try Mailbox()
    try HostThread.start { self.serve() }
  }

  /// Whether nothing was answered yet, and nothing failed.
  var isAwaited: Bool { watch.withLock { $0.isAwaited } }

  /// Looks at the clock again: it may have been put forward.
  func look() { inbox.post(.look) }

  func stop() {
    cancellation.cancel()
    inbox.post(.stop)
  }

  // MARK: The thread

  private func serve() {
    let client: RESTClient
    do {
      client = try RESTClient(options, cancellation: cancellation)
    } catch {
      take(.failure(.network(error.kind)))
      return
    }
    while !cancellation.isCancelled {
      let now = clock.monotonicMs()
      let waitMs = watch.withLock { watch in
        let waitMs = watch.msUntilDue(nowMs: now)
        if waitMs == 0 { watch.asked(nowMs: now) }
        return waitMs
      }
      if waitMs == 0 { take(ask(client)) } else { _ = inbox.take(timeoutMs: waitMs) }
    }
  }

  private func ask(_ client: RESTClient) -> Result<Answer, ExchangeFault> {
    do {
      return question.read(
        try client.post(question.body, to: url, timeoutMs: 10_000, maxBytes: question.maxAnswerBytes))
    } catch {
      return .failure(.network(error.kind))
    }
  }

  private func take(_ answer: Result<Answer, ExchangeFault>) {
    // A host that ends does not say that its last question was cut short.
    guard !cancellation.isCancelled else { return }
    // A failure leaves the last answer as it is: it grows old.
    if case .success(let success) = answer { question.keep(success) }
    if let notice = watch.withLock({ $0.note(answer) }) { question.say(notice) }
  }
}

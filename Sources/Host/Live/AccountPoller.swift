internal import RuleEngine

/// Asks the exchange for an account's balance every 30 s, on a thread of its own, so that neither a book nor a verdict
/// ever waits for it.
final class AccountPoller: AccountView {
  private enum Event: Sendable {
    /// Time may have passed.
    case look
    case stop
  }

  private let account: AccountAddress
  private let body: [UInt8]
  private let url: String
  private let options: NetworkOptions
  private let clock: HostClock
  private let host: Mailbox<HostEvent>
  private let inbox: Mailbox<Event>
  private let cancellation = Cancellation()
  private let watch = Lock(BalanceWatch())

  private static let timeoutMs = 10_000
  private static let maxAnswerBytes = 4 << 20

  /// Begins to ask, at once.
  ///
  /// - Parameter url: the address of the info endpoint.
  init(
    _ address: AccountAddress, url: String, options: NetworkOptions, clock: HostClock, host: Mailbox<HostEvent>
  ) throws(NetworkError) {
    account = address
    self.url = url
    self.options = options
    self.clock = clock
    self.host = host
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("type", "clearinghouseState")
      writer.member("user", address.text)
    }
    body = writer.bytes
    inbox = try Mailbox()
    try HostThread.start { self.serve() }
  }

  var address: AccountAddress? { account }

  var isAwaited: Bool { watch.withLock { $0.isAwaited } }

  func balance(nowMs: Int64) -> AvailableBalance? {
    let monotonicMs = clock.monotonicMs()
    return watch.withLock { $0.balance(nowMs: nowMs, monotonicMs: monotonicMs) }
  }

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

  private func ask(_ client: RESTClient) -> Result<BalanceWatch.Answer, ExchangeFault> {
    do {
      return BalanceWatch.read(
        try client.post(
          body, to: url, timeoutMs: AccountPoller.timeoutMs, maxBytes: AccountPoller.maxAnswerBytes),
        of: account)
    } catch {
      return .failure(.network(error.kind))
    }
  }

  private func take(_ answer: Result<BalanceWatch.Answer, ExchangeFault>) {
    // A host that ends does not say that its last question was cut short.
    guard !cancellation.isCancelled else { return }
    let nowMs = clock.monotonicMs()
    guard let notice = watch.withLock({ $0.take(answer, nowMs: nowMs) }) else { return }
    switch notice {
    case .known: host.post(.log(.info, MessageWriter.balanceKnown(account)))
    case .failed(let fault): host.post(.log(.warning, MessageWriter.balanceFailed(account, fault)))
    }
  }
}

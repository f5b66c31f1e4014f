internal import RuleEngine

/// Asks the exchange for an account's balance every 30 s.
final class AccountPoller: AccountView {
  private let account: AccountAddress
  private let clock: HostClock
  private let poller: InfoPoller<BalanceAnswer>

  /// Begins to ask, at once.
  ///
  /// - Parameter url: the address of the info endpoint.
  init(
    _ address: AccountAddress, url: String, options: NetworkOptions, clock: HostClock, host: Mailbox<HostEvent>
  ) throws(NetworkError) {
    account = address
    self.clock = clock
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("type", "clearinghouseState")
      writer.member("user", address.text)
    }
    let question = InfoPoller<BalanceAnswer>.Question(
      body: writer.bytes, everyMs: BalanceWatch.everyMs, read: { BalanceWatch.read($0, of: address) },
      say: { notice in
        switch notice {
        case .known: host.post(.log(.info, MessageWriter.balanceKnown(address)))
        case .failed(let fault): host.post(.log(.warning, MessageWriter.balanceFailed(address, fault)))
        }
      })
    poller = try InfoPoller(question, url: url, options: options, clock: clock)
  }

  var address: AccountAddress? { account }

  var isAwaited: Bool { poller.known.isAwaited }

  func balance(nowMs: Int64) -> AvailableBalance? {
    let monotonicMs = clock.monotonicMs()
    return poller.known.balance(nowMs: nowMs, monotonicMs: monotonicMs)
  }

  /// Looks at the clock again: it may have been put forward.
  func look() { poller.look() }

  func stop() { poller.stop() }
}

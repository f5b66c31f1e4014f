internal import RuleEngine

/// Asks the exchange for an account's balance every 30 s.
final class AccountPoller: AccountView {
  private let account: AccountAddress
  private let poller: InfoPoller<BalanceAnswer>

  /// Begins to ask, at once.
  ///
  /// - Parameters:
  ///   - url: the address of the info endpoint.
  ///   - keep: takes every answer.
  init(
    _ address: AccountAddress, url: String, options: NetworkOptions, clock: HostClock, host: Mailbox<HostEvent>,
    keep: @escaping @Sendable (BalanceAnswer) -> Void
  ) throws(NetworkError) {
    account = address
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("type", "clearinghouseState")
      writer.member("user", address.text)
    }
    let question = InfoPoller<BalanceAnswer>.Question(
      body: writer.bytes, everyMs: BalanceAnswer.everyMs, read: { BalanceAnswer.read($0, of: address) },
      keep: keep,
      say: { notice in
        switch notice {
        case .known: host.post(.log(.info, MessageWriter.balanceKnown(address)))
        case .failed(let fault): host.post(.log(.warning, MessageWriter.balanceFailed(address, fault)))
        }
      })
    poller = try InfoPoller(question, url: url, options: options, clock: clock)
  }

  var address: AccountAddress? { account }

  var isAwaited: Bool { poller.isAwaited }

  /// Looks at the clock again: it may have been put forward.
  func look() { poller.look() }

  func stop() { poller.stop() }
}

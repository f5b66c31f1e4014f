internal import RuleEngine

/// What a live host asks of the account. A thread that asks the exchange answers it, and in tests a table.
protocol AccountView: Sendable {
  /// Whose balance it is; nil where no account is named.
  var address: AccountAddress? { get }

  /// Whether the first answer is still to come: the first signals may wait for it.
  var isAwaited: Bool { get }

  /// The available balance as it was last seen, with an age that counts from `nowMs` by the monotonic clock; nil where
  /// none has come.
  func balance(nowMs: Int64) -> AvailableBalance?

  /// Ends whatever asks for it.
  func stop()
}

/// No account is named.
struct NoAccount: AccountView {
  let address: AccountAddress? = nil
  let isAwaited = false

  func balance(nowMs: Int64) -> AvailableBalance? { nil }

  func stop() {}
}

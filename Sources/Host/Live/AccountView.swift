/// What a live host asks of the account; its balance is part of the market's snapshots. A thread that asks the exchange
/// answers it, and in tests a table.
protocol AccountView: Sendable {
  /// Whose balance it is; nil where no account is named.
  var address: AccountAddress? { get }

  /// Whether the first answer is still to come: the first signals may wait for it.
  var isAwaited: Bool { get }

  /// Ends whatever asks for it.
  func stop()
}

/// No account is named.
struct NoAccount: AccountView {
  let address: AccountAddress? = nil
  let isAwaited = false

  func stop() {}
}

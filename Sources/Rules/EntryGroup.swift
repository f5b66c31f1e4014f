internal import RuleEngine

/// Which entries a rule counts together.
public enum EntryGroup: String, CaseIterable, Sendable {
  /// All, those of the coin, of the pair, of the strategy.
  case all, coin, pair, strategy

  /// The group in the history that a signal belongs to.
  func history(of signal: Signal) -> History.Group {
    switch self {
    case .all: .all
    case .coin: .coin(signal.coin)
    case .pair: .pair(signal.pair)
    case .strategy: .strategy(signal.strategy)
    }
  }
}

extension Scope {
  /// A part of a signal by which a scope may be limited.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    /// The coin, the pair, the direction, the strategy's name.
    case coin, pair, direction, strategy
  }

  /// Why a signal is outside a scope.
  public struct Exclusion: Hashable, Sendable {
    /// The part by which it is outside.
    public let part: Part
    /// What the signal has there; nil where it names no strategy.
    public let found: String?
    /// What the scope would have.
    public let wanted: [Pattern]
  }

  /// Why a signal is outside the scope, by the first part that is; nil of a signal that is inside.
  public func exclusion(of signal: Signal) -> Exclusion? {
    Part.allCases.lazy.compactMap { exclusion(of: signal, by: $0) }.first
  }

  private func exclusion(of signal: Signal, by part: Part) -> Exclusion? {
    let (patterns, name): ([Pattern]?, String?) =
      switch part {
      case .coin: (coins, signal.coin.name)
      case .pair: (pairs, signal.pair)
      case .direction: (directions, signal.direction.rawValue)
      case .strategy: (strategies, signal.strategy)
      }
    guard let patterns, !patterns.contains(where: { name.map($0.matches) ?? false }) else { return nil }
    return Exclusion(part: part, found: name, wanted: patterns)
  }
}

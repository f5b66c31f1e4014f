internal import RuleEngine

/// What makes a signal the same as another one with its id: all its fields but the time, however they were written.
enum SignalFingerprint {
  /// The SHA-256 of the fields in a fixed order, numbers by their value.
  static func of(_ signal: Signal) -> String {
    var writer = JSONWriter(capacity: 256)
    writer.object { writer in
      writer.member("symbol", signal.symbol)
      if let baseSymbol = signal.baseSymbol { writer.member("base_symbol", baseSymbol) }
      writer.member("direction", signal.direction.rawValue)
      if let strategy = signal.strategy { writer.member("strategy", strategy) }
      if let zScore = signal.zScore { writer.member("z_score", zScore.description) }
      if let notionalUSD = signal.notionalUSD { writer.member("notional_usd", notionalUSD.description) }
      for attribute in signal.attributes.sorted(by: { $0.name < $1.name }) {
        writer.key(named: "attribute \(attribute.name)")
        writer.scalar(normalized(attribute.value))
      }
    }
    return SHA256.hex(writer.bytes)
  }

  /// A number by its value, where it has one that fits: `0.50` and `5e-1` are the same.
  private static func normalized(_ value: JSONScalar) -> JSONScalar {
    guard case .number(let text) = value, let literal = DecimalLiteral(text),
      !literal.hasMoreDecimals(than: ExactDecimal.scale), let number = ExactDecimal(literal)
    else { return value }
    return .number(number.description)
  }
}

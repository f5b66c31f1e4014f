import Foundation

/// PURR and HYPE as they move: the same seed gives the same books.
///
/// The perp of PURR wanders around its spot pair, from about -2 % to about +2 % and back within 40 s, so that whoever asks
/// for a minute whether a spread of 1 % is there hears yes and no.
public struct MovingMarket<Generator: RandomNumberGenerator> {
  /// How long the spread takes to come back to where it was, in milliseconds.
  public static var periodMs: Int64 { 40_000 }
  /// Between two books of a feed where `fast` is heeded, in milliseconds.
  public static var fastMs: Int64 { 540 }
  /// Between two books of a feed where it is not.
  public static var slowMs: Int64 { 5400 }

  private var generator: Generator
  // In the last decimal that is shown: 0.00001 of PURR, 0.001 of HYPE.
  private var spot = 14_820.0
  private var hype = 30_500.0
  private var elapsedMs: Int64 = 0

  /// Begins a market.
  public init(_ generator: Generator) { self.generator = generator }

  /// Lets time pass.
  ///
  /// - Returns: the books after it.
  public mutating func pass(_ ms: Int64) -> [String: ExchangeBook] {
    elapsedMs += ms
    // Back to where it began, slowly, so that it stays in sight for days.
    spot += (14_820 - spot) * 0.001 + Double.random(in: -6...6, using: &generator)
    hype += (30_500 - hype) * 0.001 + Double.random(in: -20...20, using: &generator)
    let phase = Double(elapsedMs % Self.periodMs) / Double(Self.periodMs) * 2 * Double.pi
    let spread = -0.02 * sin(phase) + Double.random(in: -0.001...0.001, using: &generator)
    return [
      "PURR": book(around: spot * (1 + spread), decimals: 5), "PURR/USDC": book(around: spot, decimals: 5),
      "HYPE": book(around: hype, decimals: 3),
    ]
  }

  private mutating func book(around mid: Double, decimals: Int) -> ExchangeBook {
    let top = Int(mid)
    return ExchangeBook(
      bids: side(from: top - Int.random(in: 0...2, using: &generator), step: -1, decimals),
      asks: side(from: top + Int.random(in: 1...3, using: &generator), step: 1, decimals))
  }

  private mutating func side(from best: Int, step: Int, _ decimals: Int) -> [ExchangeBook.Level] {
    var price = best
    return (0..<20).map { _ in
      defer { price += step * Int.random(in: 1...3, using: &generator) }
      let size = Int.random(in: 500...50_000, using: &generator)
      return ExchangeBook.Level(Self.text(price, decimals), size: "\(size).0")
    }
  }

  private static func text(_ units: Int, _ decimals: Int) -> String {
    let digits = String(units)
    let padded = String(repeating: "0", count: max(decimals + 1 - digits.count, 0)) + digits
    return "\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }
}

import RuleEngine
import TestSupport
import Testing

/// Quotients: rounded once, from the exact value, halves to the even neighbour.
@Suite struct RatioTests {
  @Test(
    arguments: [
      (1, 2, 0, "0"), (3, 2, 0, "2"), (5, 2, 0, "2"), (7, 2, 0, "4"), (-1, 2, 0, "0"), (-3, 2, 0, "-2"),
      (-5, 2, 0, "-2"),
      (-7, 2, 0, "-4"), (1, 3, 2, "33"), (2, 3, 2, "67"), (-2, 3, 2, "-67"), (1, 8, 2, "12"), (3, 8, 2, "38"),
      (5, 8, 2, "62"),
      (-1, 8, 2, "-12"), (0, 7, 9, "0"),
    ] as [(Int, Int64, Int, String)])
  func `rounds halves to the even neighbour`(numerator: Int, denominator: Int64, places: Int, rounded: String) {
    let ratio = Ratio(numerator: Int128(numerator), denominator: denominator)
    #expect("\(ratio.rounded(places: places))" == rounded)
  }

  @Test func `is the nearest number of so many places, and the even one of two`() {
    var random = SplitMix64(seed: 31)
    for _ in 0..<5000 {
      // Small denominators make ties frequent, great ones are those of prices.
      let greatest: Int64 = Bool.random(using: &random) ? 40 : Price.maximumUnits
      let denominator = Int64.random(in: 1...greatest, using: &random)
      let numerator = Int128(Int64.random(in: -greatest...greatest, using: &random))
      let places = Int.random(in: 0...12, using: &random)
      let rounded = Ratio(numerator: numerator, denominator: denominator).rounded(places: places)
      var scaled = numerator
      for _ in 0..<places { scaled *= 10 }
      let twiceOff = (scaled - rounded * Int128(denominator)).magnitude * 2
      #expect(twiceOff <= UInt128(denominator))
      if twiceOff == UInt128(denominator) { #expect(rounded & 1 == 0, "\(numerator)/\(denominator) to \(places)") }
    }
  }

  @Test func `divides by the power of ten that it carries`() {
    #expect(Ratio(numerator: 12345, denominator: 1, decimals: 4).fixed(places: 2) == "1.23")
    #expect(Ratio(numerator: 12355, denominator: 1, decimals: 4).fixed(places: 3) == "1.236")
    #expect(Ratio(numerator: 12345, denominator: 1, decimals: 4).fixed(places: 6) == "1.234500")
    #expect(Ratio(numerator: 1, denominator: 4, decimals: 2).fixed(places: 4) == "0.0025")
  }

  @Test func `writes the spreads of the message lines`() throws {
    let (perp, lower, spot) = ("0.001245" as Price, "0.00123" as Price, "0.001249" as Price)
    let blocked = Ratio(numerator: Int128(perp.units - spot.units), denominator: spot.units)
    #expect(blocked.percentage == "-0.3203%")
    #expect(Measurement.Value.ratio(blocked).description == "-0.003202562")
    let passed = Ratio(numerator: Int128(lower.units - spot.units), denominator: spot.units)
    #expect(passed.percentage == "-1.5212%")
    let threshold = Ratio(numerator: -10_000_000, denominator: 1, decimals: 9)
    #expect(threshold.percentage == "-1.0000%")
    #expect(lower.fixed(places: 6) == "0.001230")
  }

  @Test func `keeps the sign of a negative that rounds to zero where decimals are fixed`() {
    let tiny = Ratio(numerator: -1, denominator: 10_000_000_000)
    #expect(tiny.percentage == "-0.0000%")
    #expect(tiny.fixed(places: 4) == "-0.0000")
    #expect(tiny.fixed(places: 0) == "-0")
    let positive = Ratio(numerator: 1, denominator: 10_000_000_000)
    #expect(positive.percentage == "+0.0000%")
    #expect(positive.fixed(places: 2) == "0.00")
    #expect(positive.fixed(places: 2, showsPlus: true) == "+0.00")
    let zero = Ratio(numerator: 0, denominator: 3)
    #expect(zero.percentage == "+0.0000%")
    #expect(zero.fixed(places: 2, showsPlus: true) == "+0.00")
  }

  @Test func `has no negative zero in the trimmed form`() {
    #expect(Measurement.Value.ratio(Ratio(numerator: -1, denominator: 10_000_000_000)).description == "0")
    #expect(Measurement.Value.ratio(Ratio(numerator: 0, denominator: 1)).description == "0")
    #expect(Measurement.Value.decimal("-0.0").description == "0")
    #expect(Measurement.Value.ratio(Ratio(numerator: -1, denominator: 1_000_000_000)).description == "-0.000000001")
    #expect(Measurement.Value.ratio(Ratio(numerator: -3, denominator: 2)).description == "-1.5")
    #expect(Measurement.Value.ratio(Ratio(numerator: 100, denominator: 1)).description == "100")
  }

  @Test(
    arguments: [
      ("0.0012345", "0.001234"), ("0.0012355", "0.001236"), ("0.001234501", "0.001235"), ("1", "1.000000"),
      ("0.0000005", "0.000000"), ("0.0000015", "0.000002"), ("99999999", "99999999.000000"),
    ] as [(Price, String)])
  func `shows prices to six places, halves to the even one`(price: Price, shown: String) {
    #expect(price.fixed(places: 6) == shown)
  }

  @Test func `writes the other kinds of values`() {
    #expect(Measurement.whole("n", -5).value.description == "-5")
    #expect(Measurement.word("w", "long").value.description == "long")
    #expect(Measurement.price("p", "1.50").value.description == "1.5")
    #expect(Measurement.decimal("d", "1e-18").value.description == "0.000000000000000001")
  }
}

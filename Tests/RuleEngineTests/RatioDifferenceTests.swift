import RuleEngine
import TestSupport
import Testing

/// Distances between quotients, whose products have up to 76 digits.
struct RatioDifferenceTests {
  /// A whole number's decimal digits, the last first, multiplied as on paper.
  private struct Digits {
    private(set) var digits: [Int]

    init(_ number: UInt128) { digits = String(number).reversed().compactMap { Int(String($0)) } }

    static func * (left: Digits, right: Digits) -> Digits {
      var product = Digits(0)
      product.digits = [Int](repeating: 0, count: left.digits.count + right.digits.count)
      for (place, digit) in left.digits.enumerated() {
        for (other, factor) in right.digits.enumerated() { product.digits[place + other] += digit * factor }
      }
      for place in product.digits.indices.dropLast() {
        product.digits[place + 1] += product.digits[place] / 10
        product.digits[place] %= 10
      }
      return product
    }

    func shifted(_ places: Int) -> Digits {
      var shifted = self
      shifted.digits.insert(contentsOf: [Int](repeating: 0, count: places), at: 0)
      return shifted
    }

    /// -1, 0 or 1 for less, equal and greater.
    func order(_ other: Digits) -> Int {
      let count = max(digits.count, other.digits.count)
      for place in (0..<count).reversed() {
        let (left, right) = (
          place < digits.count ? digits[place] : 0, place < other.digits.count ? other.digits[place] : 0
        )
        if left != right { return left < right ? -1 : 1 }
      }
      return 0
    }
  }

  private static func sign(_ left: Ratio, _ right: Ratio) -> Int {
    let leftDigits = (Digits(left.numerator.magnitude) * Digits(UInt128(right.denominator))).shifted(right.decimals)
    let rightDigits = (Digits(right.numerator.magnitude) * Digits(UInt128(left.denominator))).shifted(left.decimals)
    switch (left.numerator < 0, right.numerator < 0) {
    case (false, false): return leftDigits.order(rightDigits)
    case (true, true): return rightDigits.order(leftDigits)
    case (true, false): return leftDigits.order(Digits(0)) + rightDigits.order(Digits(0)) > 0 ? -1 : 0
    case (false, true): return leftDigits.order(Digits(0)) + rightDigits.order(Digits(0)) > 0 ? 1 : 0
    }
  }

  private static func ratio(_ random: inout SplitMix64) -> Ratio {
    let bits = Int.random(in: 0...127, using: &random)
    let numerator = Int128(UInt128.random(in: 0...(UInt128(1) << UInt128(bits)) - 1, using: &random))
    let denominator = Int64.random(in: 1...(Int64.max >> Int64.random(in: 0...62, using: &random)), using: &random)
    return Ratio(
      numerator: Bool.random(using: &random) ? -numerator : numerator, denominator: denominator,
      decimals: Int.random(in: 0...18, using: &random))
  }

  @Test func `the sign is that of the products on paper`() {
    var random = SplitMix64(seed: 256)
    for _ in 0..<2000 {
      let (left, right) = (Self.ratio(&random), Self.ratio(&random))
      #expect(RatioDifference(left, minus: right).sign == Self.sign(left, right), "\(left) \(right)")
      #expect(RatioDifference(left, minus: left).sign == 0)
    }
  }

  @Test func `the greatest numbers differ by one`() {
    let greatest = Ratio(numerator: .max, denominator: .max, decimals: 18)
    let less = Ratio(numerator: .max - 1, denominator: .max, decimals: 18)
    let lowest = Ratio(numerator: .min, denominator: 1)
    #expect(RatioDifference(greatest, minus: less).sign == 1)
    #expect(RatioDifference(less, minus: greatest).sign == -1)
    #expect(RatioDifference(lowest, minus: greatest).sign == -1)
    #expect(RatioDifference(lowest, minus: lowest).sign == 0)
    #expect(RatioDifference(lowest, minus: Ratio(numerator: .max, denominator: 1)).decimal == nil)
  }

  @Test func `the distance of a quotient from a decimal is rounded to nine places from the exact one`() {
    var random = SplitMix64(seed: 9)
    for _ in 0..<5000 {
      let denominator = Int64.random(
        in: 1...(Price.maximumUnits >> Int64.random(in: 0...55, using: &random)), using: &random)
      let numerator = Int128(Int64.random(in: -Price.maximumUnits...Price.maximumUnits, using: &random))
      let billionths = Int64.random(in: -2_000_000_000...2_000_000_000, using: &random)
      let expected = Ratio(
        numerator: numerator * 1_000_000_000 - Int128(billionths) * Int128(denominator), denominator: denominator,
        decimals: 9)
      let found = RatioDifference(
        Ratio(numerator: numerator, denominator: denominator),
        minus: Ratio(numerator: Int128(billionths), denominator: 1, decimals: 9))
      #expect(found.decimal?.units == expected.rounded(places: 9) * 1_000_000_000 || denominator == 1)
    }
  }

  @Test func `the distance of decimals is exact, and halves of a billionth go to the even one`() {
    func decimal(_ text: ExactDecimal) -> Ratio { Ratio(numerator: text.units, denominator: 1, decimals: 18) }
    let exact = RatioDifference(decimal("1.000000000000000001"), minus: decimal("-2"))
    #expect(exact.decimal == "3.000000000000000001")
    // 1/2 - 0.4999999985 is 1.5 billionths, 1/2 - 0.4999999995 half of one.
    for (text, rounded) in [("0.4999999985", "0.000000002"), ("0.4999999995", "0"), ("0.5000000015", "-0.000000002")] {
      let half = Ratio(numerator: 1, denominator: 2)
      let found = ExactDecimal(text).flatMap { RatioDifference(half, minus: decimal($0)).decimal }
      #expect(found?.description == rounded)
    }
  }
}

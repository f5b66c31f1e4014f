import RuleEngine
import TestSupport
import Testing

/// The grammar of numbers, what each number type can hold, and that nothing is rounded on the way in.
@Suite struct DecimalTests {
  // Written `ExactDecimal("1")`, the literal would be one of source, which stops the program where it is wrong.
  private func exact(_ text: String) -> ExactDecimal? { ExactDecimal(text) }
  private func size(_ text: String) -> Size? { Size(text) }
  private func price(_ text: String) throws(Price.Fault) -> Price { try Price(text) }

  // MARK: The grammar

  @Test(arguments: [
    "", " ", "-", "+1", "01", "-01", "00", ".5", "5.", "-.5", "1.e2", "1e", "1e+", "1e-", "1e1.5", "1 ", " 1", "1a",
    "0x1",
    "--1", "1_0", "1,0", "NaN", "inf", "Infinity", "١", "1.2.3", "1ee2", "e1", "-e1", "1\n", "\u{0}1", "null", "\"1\"",
  ])
  func `refuses what JSON does not call a number`(text: String) {
    #expect(DecimalLiteral(text) == nil)
    #expect(ExactDecimal(text) == nil)
    #expect(Size(text) == nil)
    #expect(throws: Price.Fault.notANumber) { try Price(text) }
  }

  @Test(arguments: ["0", "-0", "1", "-1", "10", "0.5", "1.50", "1e5", "1E5", "1e+5", "1e-5", "0e0", "1.5e-03", "0.0"])
  func `accepts what JSON calls a number`(text: String) { #expect(DecimalLiteral(text) != nil) }

  @Test func `accepts exactly the numbers that the JSON reader accepts`() {
    for text in JSONCorpus.numbers {
      let isNumber = (try? JSONValue(parsing: Array(text.utf8)))?.number == text
      #expect((DecimalLiteral(text) != nil) == isNumber, "\(text)")
    }
  }

  @Test func `reads a plain spelling as the same number with an exponent of zero`() {
    // Short texts without an exponent are read in one pass of their own; `e0` sends them the general way.
    var random = SplitMix64(seed: 23)
    let spellings = Array("0123456789012345678900000..-+ x".unicodeScalars)
    var accepted = 0
    for _ in 0..<40_000 {
      var text = String(
        String.UnicodeScalarView(
          (0..<Int.random(in: 0...21, using: &random)).map { _ in
            spellings[Int.random(in: 0..<spellings.count, using: &random)]
          }))
      if Bool.random(using: &random) {
        let digits = text.filter(\.isNumber)
        let point = Int.random(in: 0...digits.count, using: &random)
        text = Bool.random(using: &random) ? "-" : ""
        text += digits.prefix(point) + (Bool.random(using: &random) ? "." : "") + digits.dropFirst(point)
      }
      let plain = DecimalLiteral(text)
      #expect(plain == DecimalLiteral(text + "e0"), "\(text)")
      if plain != nil { accepted += 1 }
    }
    #expect((5_000..<35_000).contains(accepted))
  }

  @Test func `keeps 38 digits and says when others were lost`() throws {
    let longest = String(repeating: "9", count: 38)
    let exact = try #require(DecimalLiteral(longest))
    #expect(String(exact.coefficient) == longest)
    #expect(exact.exponent == 0 && !exact.hasLostDigits)
    let zero = try #require(DecimalLiteral(longest + "0"))
    #expect(String(zero.coefficient) == longest && zero.exponent == 1 && !zero.hasLostDigits)
    let lost = try #require(DecimalLiteral(longest + "1"))
    #expect(lost.exponent == 1 && lost.hasLostDigits)
    let fraction = try #require(DecimalLiteral("0.00" + longest + "04"))
    #expect(fraction.exponent == -40 && fraction.hasLostDigits)
  }

  @Test func `survives exponents far beyond any number`() throws {
    for text in ["1e99999999999999999999999", "1e-99999999999999999999999", "-1E+999999999999", "0e999999999999"] {
      #expect(DecimalLiteral(text) != nil)
    }
    #expect(exact("1e99999999999999999999999") == nil)
    #expect(exact("0e99999999999999999999999") == .zero)
    #expect(exact("1e-99999999999999999999999").map { $0 > .zero && $0 < "1e-17" } == true)
    #expect(throws: Price.Fault.tooLarge) { try price("1e99999999999999999999999") }
    #expect(throws: Price.Fault.tooManyDecimals) { try price("1e-99999999999999999999999") }
  }

  // MARK: Prices and sizes

  @Test(arguments: [
    ("0.000000001", "0.000000001"), ("1e-9", "0.000000001"), ("99999999", "99999999"),
    ("99999999.000000000", "99999999"),
    ("99999998.999999999", "99999998.999999999"), ("1.50", "1.5"), ("9.9999999e7", "99999999"),
    ("0.001245", "0.001245"),
    ("1245E-6", "0.001245"), ("1e+2", "100"),
  ])
  func `accepts a price of up to nine decimals and 99,999,999`(text: String, shown: String) throws {
    #expect(try Price(text).description == shown)
  }

  @Test(
    arguments: [
      ("0.0000000001", .tooManyDecimals), ("1.0000000001", .tooManyDecimals), ("0.0000000010", .tooManyDecimals),
      ("1e-10", .tooManyDecimals), ("99999999.0000000001", .tooManyDecimals), ("99999999.000000001", .tooLarge),
      ("99999999.5", .tooLarge), ("100000000", .tooLarge), ("1e8", .tooLarge), ("1e30", .tooLarge), ("0", .zero),
      ("-0", .zero),
      ("0.000", .zero), ("0e5", .zero), ("-1", .negative), ("-0.001", .negative),
      ("123456789012345678901234567890123456789012", .tooLarge),
    ] as [(String, Price.Fault)])
  func `refuses any other price and says why`(text: String, fault: Price.Fault) {
    #expect(throws: fault) { try Price(text) }
  }

  @Test func `reads any price as its digits say or not at all`() {
    var random = SplitMix64(seed: 21)
    for _ in 0..<3000 {
      let text = DigitString.random(integers: 0...10, decimals: 0...11, &random)
      let digits = DigitString(text)
      let decimals = text.split(separator: ".").dropFirst().first?.count ?? 0
      let isPrice =
        !digits.isNegative && !digits.isZero && decimals <= 9 && !(DigitString("99999999") < digits)
      #expect((try? Price(text))?.description == (isPrice ? digits.text : nil), "\(text)")
    }
  }

  @Test func `gives a mid of exactly half the sum`() throws {
    #expect(Price(midOf: "0.000000001", "0.000000002").description == "0.0000000015")
    #expect(Price(midOf: "0.001248", "0.00125").description == "0.001249")
    #expect(Price(midOf: "99999999", "99999999").description == "99999999")
    #expect(Price(midOf: "99999998.999999999", "99999999").description == "99999998.9999999995")
  }

  @Test func `accepts sizes from zero to 99,999,999,999 with nine decimals`() {
    #expect(size("0")?.description == "0")
    #expect(size("-0")?.description == "0")
    #expect(size("0.000000001")?.description == "0.000000001")
    #expect(size("99999999999")?.description == "99999999999")
    for text in ["-1", "-0.000000001", "0.0000000001", "99999999999.000000001", "100000000000", "1e11"] {
      #expect(Size(text) == nil, "\(text)")
    }
  }

  @Test func `multiplies price and size exactly, at both ends`() {
    #expect(size("0.000000001")?.value(at: "0.000000001").description == "0.000000000000000001")
    #expect(size("99999999999")?.value(at: "99999999").description == "9999999899900000001")
    #expect(size("900")?.value(at: "0.001248").description == "1.1232")
  }

  // MARK: Exact numbers

  @Test func `holds numbers up to the end of its range and refuses the next`() {
    let greatest = "170141183460469231731"
    #expect(exact(greatest)?.description == greatest)
    #expect(exact("-" + greatest)?.description == "-" + greatest)
    #expect(exact("170141183460469231732") == nil)
    #expect(exact("1e21") == nil)
    #expect(exact("-1e21") == nil)
    #expect(exact("1e20")?.description == "100000000000000000000")
    #expect(exact("-0")?.description == "0")
    #expect(exact("-0.0") == .zero)
  }

  @Test func `is never another number than the text says, up to 18 decimals`() {
    for text in ["123456789012345678901.123456789012345678", "100000000000000000000.000000000000000009"] {
      let read = ExactDecimal(text)
      #expect(read == nil || read?.description == text)
    }
  }

  @Test func `reads, compares and rounds as digits on paper do`() throws {
    var random = SplitMix64(seed: 22)
    for _ in 0..<3000 {
      let text = DigitString.random(integers: 0...12, decimals: 0...45, &random)
      let other = DigitString.random(integers: 0...1, decimals: 0...17, &random)
      let near = Bool.random(using: &random) ? String(text.prefix(text.firstIndex(of: ".") == nil ? 20 : 16)) : other
      let comparand = DecimalLiteral(near) == nil ? other : near
      let (digits, otherDigits) = (DigitString(text), DigitString(comparand))
      let number = try #require(ExactDecimal(text))
      let otherNumber = try #require(ExactDecimal(comparand))
      #expect((number < otherNumber) == (digits < otherDigits), "\(text) < \(comparand)")
      #expect((otherNumber < number) == (otherDigits < digits), "\(comparand) < \(text)")
      #expect((number == otherNumber) == (digits == otherDigits), "\(text) == \(comparand)")
      for places in [0, 4, 6, 9, 17] {
        let rounded = Ratio(numerator: number.units, denominator: 1, decimals: 18).rounded(places: places)
        #expect("\(rounded)" == digits.rounded(places: places), "\(text) to \(places)")
      }
      if digits.fraction.count <= 18 { #expect(number.description == digits.text) }
    }
  }

  @Test(arguments: [
    ("0.50000000000000000000", "0"), ("0.50000000000000000001", "1"), ("0.49999999999999999999", "0"),
    ("1.50000000000000000000", "2"), ("2.5", "2"), ("2.5000000000000000000000000000000000000000000000001", "3"),
    ("-0.50000000000000000001", "-1"), ("-2.5", "-2"), ("1e-40", "0"), ("0.5e-0", "0"),
  ])
  func `remembers what lies beyond the 18th decimal when it rounds`(text: String, rounded: String) throws {
    let number = try #require(ExactDecimal(text))
    #expect("\(Ratio(numerator: number.units, denominator: 1, decimals: 18).rounded(places: 0))" == rounded)
  }

  @Test func `subtracts exactly, takes magnitudes and tells billionths`() {
    #expect(("0.3" as ExactDecimal) - "0.1" == "0.2")
    #expect((1 as ExactDecimal) - 2 == -1)
    #expect(("-1.5" as ExactDecimal).magnitude == "1.5")
    #expect(("0.01" as ExactDecimal).billionths == 10_000_000)
    #expect(("-2" as ExactDecimal).billionths == -2_000_000_000)
    #expect(("0.0000000001" as ExactDecimal).billionths == nil)
  }
}

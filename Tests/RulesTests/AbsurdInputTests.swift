import RuleEngine
import Rules
import Testing

/// Numbers that are none, or that no market has: either they cannot be made, or no rule passes on them.
struct AbsurdInputTests {
  static let noNumbers = [
    "", " ", "NaN", "nan", "-nan", "Infinity", "-Infinity", "inf", "1e", "0x10", "+1", ".5", "1.", "01", "--1", "1,0",
    "١", "1_000", "null", "\u{0}1",
  ]

  @Test(arguments: noNumbers) func `what is no number cannot be made`(_ text: String) {
    #expect((try? Price(text)) == nil)
    #expect(Size(text) == nil)
    #expect(ExactDecimal(text) == nil)
  }

  @Test(arguments: ["0", "-0", "0.0", "0e9", "-1", "-1e-9", "1e-10", "99999999.000000001", "1e8", "1e400", "-1e400"])
  func `a price of nothing, below it or beyond all prices cannot be made`(_ text: String) {
    #expect((try? Price(text)) == nil)
  }

  @Test(arguments: ["-1", "-1e-9", "1e-10", "100000000000", "1e400"])
  func `a size below nothing or beyond all sizes cannot be made`(_ text: String) {
    #expect(Size(text) == nil)
  }

  @Test(arguments: ["1e400", "-1e400", "1e39"]) func `a number beyond the range cannot be made`(_ text: String) {
    #expect(ExactDecimal(text) == nil)
  }

  @Test(arguments: [ExactDecimal(0), "-0.000000001", "-1e18"])
  func `a notional that is not above zero never passes`(_ notional: ExactDecimal) throws {
    for cap in ["0.000000001", "1000", "1000000000000"] {
      let rule = try NotionalCapRule.make(parameters: "{\"max_notional_usd\": \(cap)}")
      #expect(rule.evaluate(.example(notionalUSD: notional)).kind == .unavailable)
    }
  }

  @Test(arguments: [ExactDecimal(0), "-0.000000001", "-1e18"])
  func `a balance that is not above zero never passes`(_ amount: ExactDecimal) throws {
    for least in ["0.000000001", "1000", "1000000000000"] {
      let rule = try MinAvailableBalanceRule.make(parameters: "{\"min_usd\": \(least)}")
      #expect(rule.evaluate(.example(balance: .usd(amount))).code == "balance_insufficient")
    }
  }

  @Test(arguments: [-2001, -1_774_403_200_000, 1_774_403_200_000] as [Int64])
  func `an ancient balance and one from the future never pass`(_ ageMs: Int64) throws {
    let rule = try MinAvailableBalanceRule.make(parameters: #"{"min_usd": 1}"#)
    #expect(rule.evaluate(.example(balance: .usd("1e18", ageMs: ageMs))).code == "balance_stale")
  }

  /// The ends of the range of prices, and two prices of one coin that cannot both be true.
  static let absurdLegs: [(Price, Price)] = [
    ("99999999", "0.000000001"), ("0.000000001", "99999999"), ("2", "1"), ("1", "2"), ("1.200000001", "1"),
    ("0.799999999", "1"),
  ]

  @Test(arguments: absurdLegs, Signal.Direction.allCases)
  func `two prices that cannot be of one coin pass in no direction`(
    _ legs: (Price, Price), _ direction: Signal.Direction
  ) throws {
    let rule = try FuturesSpotArbRule.make(parameters: "{}")
    let outcome = rule.evaluate(.example(direction, perp: .mid(legs.0), spot: .mid(legs.1)))
    #expect(outcome.code == "spread_implausible")
  }

  static let bookRules: [(any EntryRule.Type, String)] = [
    (FuturesSpotArbRule.self, #"{"max_age_ms": 1, "max_abs_spread": null}"#),
    (FuturesSpotArbRule.self, #"{"max_age_ms": 31536000000, "max_abs_spread": null}"#),
    (MinDepthRule.self, #"{"leg": "perp", "min_usd": 0.000000001}"#),
    (TopOfBookSpreadCapRule.self, #"{"leg": "perp", "max_bps": 20000}"#),
  ]

  @Test(arguments: bookRules)
  func `a crossed, an ancient and a future book never pass`(_ type: any EntryRule.Type, _ parameters: String) throws {
    let rule = try type.make(parameters: parameters)
    let now: Int64 = 1_774_403_200_000
    for direction in Signal.Direction.allCases {
      for spot in [Price("0.000000001"), "99999999"] {
        let crossed = Quote.book("99999999", "99999998.999999999")
        #expect(rule.evaluate(.example(direction, perp: crossed, spot: .mid(spot))).code == "book_crossed")
        for ageMs in [-2001, now, -now] {
          let dead = Quote.book("1", "1", ageMs: ageMs)
          #expect(rule.evaluate(.example(direction, perp: dead, spot: .mid(spot))).code == "stale")
        }
      }
    }
  }
}

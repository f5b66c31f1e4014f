import RuleEngine
import Testing

@testable import Host

/// How far a measured value is from its threshold, in words and as a share of it; and which margin decides.
@Suite struct MarginTests {
  private func quantity(_ name: String, _ text: String, _ unit: ParameterUnit = .none) -> Quantity {
    Quantity(name: name, text: text, unit: unit)
  }

  @Test(arguments: [
    ("min_spread", "0.01", ParameterUnit.fraction, "-0.006797438", "short by 0.6797438 percentage points", "68 %"),
    ("min_spread", "0.01", .fraction, "0.00521217", "passed by 0.521217 percentage points", "52.1 %"),
    ("min_spread", "0.01", .fraction, "0", "exactly at the threshold", "0 %"),
    ("max_abs_spread", "0.2", .fraction, "-0.1", "over by 10 percentage points", "50 %"),
    ("max_entries", "4", .entries, "-1", "over by 1 entry", "25 %"),
    ("max_entries", "4", .entries, "3", "passed by 3 entries", "75 %"),
    ("seconds", "60", .seconds, "-0.001", "short by 0.001 s", "<0.1 %"),
    ("min_abs", "2", .none, "-0.5", "short by 0.5", "25 %"),
    ("max_bps", "10", .bps, "-6.012810248", "over by 6.012810248 bps", "60.1 %"),
    // Half to even at the first decimal: 12.25 % and 12.35 %.
    ("min_usd", "10000", .usd, "-1225", "short by 1225 USD", "12.2 %"),
    ("min_usd", "10000", .usd, "-1235", "short by 1235 USD", "12.4 %"),
    ("min_usd", "0.000000001", .usd, "100000000000", "passed by 100000000000 USD", ">1000000 %"),
  ])
  func `is told in its threshold's unit`(
    name: String, threshold: String, unit: ParameterUnit, value: String, words: String, share: String
  ) throws {
    let margin = try #require(Margin(value, measured: [], required: [quantity(name, threshold, unit)]))
    #expect(ExplanationWords(language: .en).distance(margin) == words)
    #expect(margin.shareText == share)
  }

  @Test func `has no share of a threshold that is zero or too large for exact shares, and none without one`() throws {
    let zero = try #require(Margin("2", measured: [], required: [quantity("min_abs", "0")]))
    #expect(zero.shareText == nil && zero.share == nil)
    let huge = try #require(Margin("2", measured: [], required: [quantity("min_usd", "10000000000", .usd)]))
    #expect(huge.shareText == nil && huge.share == nil)
    let gap = [quantity("leg", "perp"), quantity("bid", "1", .usd), quantity("ask", "0.9", .usd)]
    let crossed = try #require(Margin("-0.1", measured: gap, required: []))
    #expect(crossed.threshold == nil && crossed.share == nil && crossed.unit == .usd)
    #expect(Margin("soon", measured: [], required: []) == nil)
  }

  @Test func `belongs to the limit it is the distance from`() {
    let limits = [quantity("min_abs", "2"), quantity("max_abs", "4")]
    let threshold = { (z: String, margin: String) in
      Margin(margin, measured: [self.quantity("z_score", z)], required: limits)?.threshold?.name
    }
    #expect(threshold("-2.5", "0.5") == "min_abs")
    #expect(threshold("-3.5", "0.5") == "max_abs")
    #expect(threshold("3.5", "0.4") == nil)
  }

  @Test(arguments: [
    ("losses", "1", ParameterUnit.entries, "1"), ("max_entries", "1", .entries, "1"),
    ("crossed_books", "1", .books, "1"), ("max_open", "1", .entries, "1 entry"),
    ("max_open", "2", .entries, "2 entries"),
    ("skew_ms", "1", .milliseconds, "1 ms"), ("basis", "-0.01", .fraction, "-1 %"),
  ])
  func `a count is told in words that fit it`(_ name: String, _ text: String, _ unit: ParameterUnit, _ words: String) {
    #expect(quantity(name, text, unit).valueText == words)
  }

  @Test(arguments: [
    ("skew_ms", ParameterUnit.milliseconds), ("elapsed_s", .seconds), ("seconds", .seconds), ("depth_usd", .usd),
    ("spread_bps", .bps), ("entries", .entries), ("max_entries", .entries), ("perp", .usd), ("mid", .usd),
  ])
  func `a name tells its unit`(name: String, unit: ParameterUnit) { #expect(ParameterUnit(named: name) == unit) }

  @Test(arguments: ["spread", "z_score", "days", "items", ""])
  func `a name that tells no unit has none of its own`(name: String) { #expect(ParameterUnit(named: name) == nil) }

  // MARK: Which margin decides

  private func leaf(_ id: String, _ outcome: Outcome.Kind, _ margin: String?) -> Explanation.Node {
    var node = Explanation.Node(id: id, rule: "z_score_band", isShadow: false, outcome: outcome)
    node.margin = margin.flatMap { Margin($0, measured: [], required: [quantity("min_abs", "100")]) }
    return node
  }

  private func combination(_ rule: String, _ outcome: Outcome.Kind, _ children: Explanation.Node...) -> String? {
    Explanation.Node(id: "c", rule: rule, isShadow: false, outcome: outcome, children: children).nearest?.id
  }

  @Test func `a combination is as near to another outcome as what would turn it`() {
    let near = leaf("near", .pass, "1")
    let far = leaf("far", .pass, "7")
    let silent = leaf("silent", .pass, nil)
    let nearly = leaf("nearly", .reject, "-2")
    let hardly = leaf("hardly", .reject, "-50")
    #expect(combination("all", .pass, far, near, silent) == "near")
    #expect(combination("any", .pass, near, far, nearly) == "far")
    #expect(combination("any", .pass, near, silent) == nil)
    #expect(combination("all", .reject, nearly, hardly, near) == "hardly")
    #expect(combination("any", .reject, hardly, nearly) == "nearly")
    #expect(combination("not", .reject, near) == "near")
    #expect(combination("not", .pass, hardly) == "hardly")
    #expect(combination("all", .unavailable, near, leaf("u", .unavailable, nil)) == nil)
    #expect(combination("all", .pass, silent) == nil)
  }
}

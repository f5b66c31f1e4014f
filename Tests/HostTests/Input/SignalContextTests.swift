import RuleEngine
import Testing

@testable import Host

/// The asset contexts that come with a signal.
@Suite struct SignalContextTests {
  private func context(_ context: String) throws -> AssetContext? {
    try SignalTexts.quotes(SignalTexts.line(#""market":{"context":{"PURR":\#(context)}}"#))[contextOf: "PURR"]
  }

  @Test(
    arguments: [
      (#"{"funding_rate":"0.0000125","oracle":"0.0012","age_ms":0}"#, "0.0000125", "0.0012", 0),
      (#"{"oracle":0.0012,"funding_rate":-1e-10}"#, "-0.0000000001", "0.0012", 0),
      (#"{"age_ms":340,"funding_rate":1}"#, "1", nil, 340), (#"{"oracle":"7","funding_rate":null}"#, nil, "7", 0),
    ] as [(String, ExactDecimal?, Price?, Int64)])
  func `a context is read exactly, with strings or numbers`(
    text: String, rate: ExactDecimal?, oracle: Price?, ageMs: Int64
  ) throws {
    // The signal's time is 1000.
    #expect(
      try context(text) == AssetContext(fundingRate: rate, oracle: oracle, receivedMs: 1000 - ageMs))
  }

  @Test(arguments: ["null", "{}", #"{"age_ms":5}"#, #"{"funding_rate":null,"oracle":null}"#])
  func `an object that names neither rate nor price says nothing`(_ text: String) throws {
    #expect(try context(text) == nil)
  }

  @Test func `contexts of several coins stand beside the quotes`() throws {
    let quotes = try SignalTexts.quotes(
      SignalTexts.line(
        #""market":{"context":{"HYPE":{"oracle":"5"},"PURR":{"oracle":"6"}},"perp":{"PURR":"7"},"spot":null}"#))
    #expect(quotes[contextOf: "HYPE"]?.oracle == "5" && quotes[contextOf: "PURR"]?.oracle == "6")
    #expect(quotes[.perp("PURR")] == .mid("7") && quotes[contextOf: "BTC"] == nil)
  }

  @Test(arguments: [
    ("{\"funding_rate\":‸true}", "a fraction an hour, from -1 to 1"),
    ("{\"funding_rate\":‸\"1.000000001\"}", "a fraction an hour, from -1 to 1"),
    ("{\"funding_rate\":‸\"1e400\"}", "a fraction an hour"), ("{\"oracle\":‸\"0\"}", "a price is above zero"),
    ("{\"oracle\":‸{}}", "expected a price"), ("{\"age_ms\":‸0.5}", "milliseconds, a whole number"),
    ("{‸\"rate\":1}", "unknown key \"rate\""), ("{\"oracle\":1,‸\"oracle\":1}", "duplicate key \"oracle\""),
    ("‸7", "expected an object"), ("‸[]", "expected an object"),
  ])
  func `anything else makes the line bad, at its place`(_ marked: String, _ words: String) throws {
    let text = SignalTexts.line(#""market":{"context":{"PURR":\#(marked)}}"#)
    let mark = try #require(text.firstIndex(of: "‸"))
    let offset = text.utf8.distance(from: text.utf8.startIndex, to: mark)
    let line = text.replacing("‸", with: "")
    let fault = try #require(SignalTexts.fault(SignalTexts.parse(line)))
    #expect(fault.offset == offset && "\(fault)".contains(words), "\(fault) at \(fault.offset), not \(offset)")
  }

  @Test func `a coin that comes twice and one in another case make the line bad`() {
    for text in [#"{"context":{"PURR":{},"PURR":{}}}"#, #"{"context":{},"context":{}}"#, #"{"context":{"?":{}}}"#] {
      #expect(SignalTexts.fault(SignalTexts.parse(SignalTexts.line(#""market":\#(text)"#))) != nil)
    }
  }
}

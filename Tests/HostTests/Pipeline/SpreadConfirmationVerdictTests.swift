import RuleEngine
import Testing

@testable import Host

/// What a gate that looks back says in words, and that the record holds what it saw.
@Suite struct SpreadConfirmationVerdictTests {
  private static func rules(_ more: String = "", _ params: String = #""confirm_for_ms":3000"#) -> String {
    Fixture.rules(Fixture.arb(more, params: params))
  }

  private static func line(perp: String, ageMs: Int = 0, spotSince: Int = 9000) -> String {
    Fixture.line(
      "s-1",
      more: Fixture.market(
        perp: #"{"bid":"0.98","ask":"0.98","age_ms":\#(ageMs),"trail":[\#(perp)]}"#,
        spot: #"{"bid":"1","ask":"1","age_ms":0,"trail":[{"age_ms":\#(spotSince),"bid":"1","ask":"1"}]}"#))
  }

  private static let dip = """
    {"age_ms":9000,"bid":"0.98","ask":"0.98"},{"age_ms":2000,"bid":"0.995","ask":"0.995"},\
    {"age_ms":700,"bid":"0.98","ask":"0.98"}
    """
  private static let steady = #"{"age_ms":9000,"bid":"0.98","ask":"0.98"}"#

  // A book that was 10 s old when it came was none; the time begins with the next one.
  private static let late = """
    {"age_ms":9000,"bid":"0.98","ask":"0.98"},{"age_ms":2000,"bid":"0.98","ask":"0.98","time":1774399987999},\
    {"age_ms":700,"bid":"0.98","ask":"0.98"}
    """

  @Test func `a rejection reads as those by another code do`() throws {
    for language in [Language.zh, .en] {
      let fixture = try VerdictFixture(Self.rules(), language)
      #expect(
        try fixture.reason(Self.line(perp: Self.dip))
          == "spread_unconfirmed | long | perp=0.98 spot=1 spread=-0.02 worst_spread=-0.005 worst_age_ms=2000 "
          + "held_ms=700 (min_spread=0.01 confirm_for_ms=3000)")
    }
  }

  @Test func `what is not confirmed is skipped or blocked with the time that it has held`() throws {
    let line = Self.line(perp: Self.steady, spotSince: 1200)
    let text = { (more: String, language: Language) in
      try VerdictFixture(Self.rules(more), language).messages(line)
    }
    #expect(try text("", .zh) == ["⚠️ 期现套利门控跳过(价差未确认) | 已保持 1200 ms (需≥3000 ms)"])
    #expect(try text("", .en) == ["⚠️ futures/spot gate skipped (spread unconfirmed) | held 1200 ms (need ≥3000 ms)"])
    #expect(
      try text(#","on_unavailable":"reject""#, .en) == [
        "🚫 futures/spot gate blocked | PURR|HYPE | unconfirmed | long | held 1200 ms (need ≥3000 ms)"
      ])
  }

  @Test(arguments: [(dip, "spread_unconfirmed"), (steady, nil), (late, nil)] as [(String, String?)])
  func `the evidence holds the trail in the form that evaluate reads, and the line does not`(
    perp: String, code: String?
  ) throws {
    let fixture = try VerdictFixture(Self.rules())
    let verdict = try fixture.verdict(Self.line(perp: perp, ageMs: 40)).verdict
    #expect(verdict.ruling.rejection?.code.rawValue == code)
    #expect(!fixture.json(verdict).contains("trail"))
    let evidence = String(decoding: EvidenceWriter.object(verdict, nil), as: UTF8.self)
    #expect(evidence.contains(#""trail":[\#(perp)]"#))
    #expect(evidence.contains(#""trail":[{"age_ms":9000,"bid":"1","ask":"1"}]"#))
  }

  @Test(arguments: [(dip, 9000), (steady, 9000), (steady, 2999), (steady, 3000), (late, 9000)])
  func `what the record holds of the books gives the verdict again`(perp: String, spotSince: Int) throws {
    let fixture = try VerdictFixture(Self.rules(#","on_unavailable":"reject""#))
    let verdict = try fixture.verdict(Self.line(perp: perp, ageMs: 40, spotSince: spotSince)).verdict
    let evidence = String(decoding: EvidenceWriter.object(verdict, nil), as: UTF8.self)
    let inputs = evidence.replacing(/,"received":[0-9]+/, with: "").matches(of: /{"feed":"[a-z]+:PURR",(.*?}\]})/)
    try #require(inputs.count == 2)
    let market = Fixture.market(perp: "{\(inputs[0].1)", spot: "{\(inputs[1].1)")
    #expect(try fixture.json(Fixture.line("s-1", more: market)) == fixture.json(verdict))
  }

  @Test func `a gate that does not use it has the digest it had before there was such a parameter`() throws {
    let digest = { (params: String) in try Fixture.chain(Self.rules("", params)).digest }
    let before = try digest("")
    #expect(try digest(#""confirm_for_ms":0"#) == before)
    #expect(try digest(#""confirm_for_ms":1"#) != before)
    #expect(try digest(#""confirm_for_ms":2"#) != digest(#""confirm_for_ms":1"#))
  }

  @Test func `only feeds of enabled entries that look back are looked back on, as far as any does`() throws {
    let held = { (id: String, more: String) in
      #"{"id":"\#(id)","rule":"futures_spot_arb","scope":{"coins":["PURR"]}\#(more)}"#
    }
    let windows = { (entries: String...) in
      try Fixture.chain(Fixture.rules(Fixture.arb(), entries[0], entries[1])).quoteWindowsMs
    }
    let two = #","params":{"confirm_for_ms":2}"#
    #expect(
      try windows(held("a", two), held("b", #","params":{"confirm_for_ms":7}"#)) == [
        .perp("PURR"): 7, .spot("PURR"): 7,
      ])
    #expect(try windows(held("a", #","enabled":false"# + two), held("b", "")) == [:])
  }
}

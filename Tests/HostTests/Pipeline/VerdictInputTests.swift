import RuleEngine
import Testing

@testable import Host

/// The quotes and numbers of a verdict, and the answers that are made of another's line.
@Suite struct VerdictInputTests {
  @Test func `inputs stand in the order of their first use, each once, with time and source where known`() throws {
    let spotFirst =
      #"{"id":"wide","rule":"top_of_book_spread_cap","scope":{"coins":["PURR"]},"params":{"leg":"spot","max_bps":20000}}"#
    let fixture = try VerdictFixture(Fixture.rules(spotFirst, Fixture.arb()))
    let (signal, _, _) = try Fixture.signal(Fixture.line("s-1"))
    var quotes = Quotes()
    quotes[.perp("PURR")] = Quote(
      .book(bid: "0.001", ask: "0.0012"), bidSize: "5", askSize: "7", exchangeTimeMs: Fixture.nowMs - 900,
      receivedMs: Fixture.nowMs - 400, source: .webSocket)
    quotes[.spot("PURR")] = Quote(
      .book(bid: "0.001", ask: "0.001200001"), exchangeTimeMs: Fixture.nowMs + 20, receivedMs: Fixture.nowMs - 30,
      source: .rest)
    quotes[.perp("HYPE")] = .mid("40")
    #expect(
      fixture.json(fixture.verdict(on: signal, quotes).verdict).hasSuffix(
        #""inputs":[{"feed":"spot:PURR","bid":"0.001","ask":"0.001200001","mid":"0.0011000005","age_ms":30,"#
          + #""time":1774400000020,"source":"rest"},{"feed":"perp:PURR","bid":"0.001","ask":"0.0012","mid":"0.0011","#
          + #""age_ms":900,"time":1774399999100,"source":"ws"}],"chain":"CHAIN"}"#))
  }

  @Test(arguments: [
    // perp, spot, direction, spread, margin: (perp - spot) / spot and its distance from 0.01, by hand.
    ("1", "1", "short", "0", "-0.01"),
    ("99999998.999999999", "99999999", "long", "0", "-0.01"),
    ("99999999", "99999998.999999999", "short", "0", "-0.01"),
    ("0.99", "1", "long", "-0.01", "0"),
    ("1.01", "1", "short", "0.01", "0"),
    ("0.989999999", "1", "long", "-0.010000001", "0.000000001"),
    ("1.15", "1", "long", "0.15", "-0.16"),
    ("2", "3", "long", "-0.333333333", "0.323333333"),
    ("5", "3", "short", "0.666666667", "0.656666667"),
  ])
  func `spread and margin are exact quotients, rounded once, without trailing zeros or a negative zero`(
    _ perp: String, _ spot: String, _ direction: String, _ spread: String, _ margin: String
  ) throws {
    let fixture = try VerdictFixture(Fixture.rules(Fixture.arb(params: #""max_abs_spread":null"#)))
    let line = try fixture.json(
      Fixture.line("s-1", direction, more: Fixture.market(perp: "\"\(perp)\"", spot: "\"\(spot)\"")))
    #expect(line.contains(#""spread":"\#(spread)"},"required":{"min_spread":"0.01"},"margin":"\#(margin)"}"#))
    #expect(line.contains(#""action":"\#(margin.hasPrefix("-") ? "rejected" : "approved")""#))
  }

  @Test func `both languages give the same codes and numbers`() throws {
    let rules = Fixture.rules(Fixture.arb(), Fixture.longOnly("longs"))
    let quotes = [
      (#""0.00123""#, #""0.001249""#), (#""0.00125""#, #""0.001249""#), ("null", #""0.001249""#), (#""9""#, #""1""#),
    ]
    for (perp, spot) in quotes {
      for direction in ["long", "short"] {
        let line = Fixture.line("s-1", direction, more: Fixture.market(perp: perp, spot: spot))
        let texts = try [Language.zh, .en].map { language in
          try VerdictFixture(rules, language).json(line).replacing(/"reason":"[^"]*"/, with: "")
        }
        #expect(texts[0] == texts[1])
      }
    }
  }

  @Test(arguments: [
    #"{"signal_id":"s-1","seq":12,"time":5}"#, #"{"signal_id":"x\",\"seq\":3,\"","seq":12,"time":5}"#,
    #"{"signal_id":",","seq":12,"time":5}"#, #"{"signal_id":"seq","seq":12,"time":5,"reason":",\"seq\":1"}"#,
  ])
  func `a repeated verdict says duplicate behind its seq, wherever else a seq is written`(_ line: String) {
    let expected = line.replacing(#""seq":12,"#, with: #""seq":12,"duplicate":true,"#)
    #expect(String(decoding: VerdictWriter.duplicate(of: Array(line.utf8)), as: UTF8.self) == expected)
  }

  @Test func `what is no signal is answered without seq, time, network or chain`() {
    let text = { (id: String?) in
      String(
        decoding: VerdictWriter.badLine("bad_signal", reason: "signals.jsonl:17:5: \"x\"", signalID: id), as: UTF8.self)
    }
    #expect(
      text("s-1") == #"{"signal_id":"s-1","action":"rejected","stage":"input","code":"bad_signal","#
        + #""reason":"signals.jsonl:17:5: \"x\""}"#)
    #expect(text(nil) == text("s-1").replacing(#""signal_id":"s-1","#, with: ""))
  }
}

@testable import Host
import RuleEngine
import Testing

/// The quotes that come with a signal.
@Suite struct SignalMarketTests {
  private func quotes(_ market: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Quotes {
    try SignalTexts.quotes(SignalTexts.line(#""market":\#(market)"#), sourceLocation: sourceLocation)
  }

  private func perp(_ quote: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Quote? {
    try quotes(#"{"perp":{"PURR":\#(quote)}}"#, sourceLocation: sourceLocation)[.perp("PURR")]
  }

  @Test func `reads mids and books of both markets and of several coins`() throws {
    let quotes = try quotes(
      #"{"spot":{"PURR":{"bid":"0.001248","ask":0.00125},"xyz:SP500":7},"perp":{"PURR":"0.001245","HYPE":{"mid":"5"}}}"#
    )
    #expect(quotes[.spot("PURR")]?.top == .book(bid: "0.001248", ask: "0.00125"))
    #expect(quotes[.spot("xyz:SP500")] == .mid("7"))
    #expect(quotes[.perp("PURR")] == .mid("0.001245"))
    #expect(quotes[.perp("HYPE")] == .mid("5"))
    #expect(quotes[.spot("HYPE")] == nil)
  }

  @Test(
    arguments: [
      ("0.001245", "0.001245"), ("1e-9", "0.000000001"), ("99999999", "99999999"), ("9.9999999e7", "99999999"),
      ("99999998.999999999", "99999998.999999999"), ("1.500000000", "1.5"),
    ])
  func `reads a price exactly, as a string or a number`(text: String, price: String) throws {
    for written in [text, "\"\(text)\"", #"{"mid":\#(text)}"#, #"{"mid":"\#(text)"}"#] {
      #expect(try perp(written)?.mid.description == price)
    }
    for written in [#"{"bid":"\#(text)","ask":\#(text)}"#, #"{"ask":"\#(text)","bid":\#(text)}"#] {
      #expect(try perp(written)?.mid.description == price)
    }
    #expect(try perp(#""\u0031.5""#)?.mid == "1.5")
  }

  @Test(
    arguments: [
      "null", "{}", #"{"mid":null}"#, #"{"bid":"1"}"#, #"{"ask":"1"}"#, #"{"bid":"1","ask":null}"#,
      #"{"bid":null,"ask":"1","bid_size":"1","ask_size":"1"}"#, #"{"age_ms":1}"#, #"{"time":1}"#,
      #"{"bid_size":"1","ask_size":"1"}"#, #"{"bid":"1","mid":"1"}"#,
    ])
  func `has no quote in null, in an empty object and in one side alone`(quote: String) throws {
    #expect(try perp(quote) == nil)
  }

  @Test(arguments: ["{}", #"{"perp":null,"spot":null}"#, #"{"perp":{},"spot":{}}"#, #"{"perp":{"PURR":null}}"#])
  func `has no quotes in an empty market`(market: String) throws {
    let quotes = try quotes(market)
    #expect(quotes[.perp("PURR")] == nil && quotes[.spot("PURR")] == nil)
  }

  @Test func `reads sizes, a time, and an age that counts from a now behind it`() throws {
    let market = #"{"perp":{"PURR":{"bid":1,"ask":2,"bid_size":"900","ask_size":12.5,"age_ms":340,"time":99000}}}"#
    let texts = [
      #"{"market":\#(market),"symbol":"PURR","direction":"long","time":100000}"#,
      #"{"time":100000,"symbol":"PURR","direction":"long","market":\#(market)}"#,
    ]
    for text in texts {
      let quote = try #require(try SignalTexts.quotes(text)[.perp("PURR")])
      #expect(quote.bidSize == "900" && quote.askSize == "12.5")
      #expect(quote.receivedMs == 99_660 && quote.exchangeTimeMs == 99_000 && quote.source == nil)
      #expect(quote.ageMs(now: 100_000) == 1000)
    }
    #expect(try perp(#"{"mid":1,"age_ms":0}"#)?.receivedMs == 1000)
    #expect(try perp(#"{"mid":1,"age_ms":-5000}"#)?.receivedMs == 6000)
    #expect(try perp(#"{"mid":1,"age_ms":5000}"#)?.receivedMs == -4000)
    #expect(try perp(#"{"mid":1,"age_ms":1e2}"#)?.receivedMs == 900)
    #expect(try perp(#"{"mid":1,"age_ms":null,"time":null}"#) == .mid("1"))
    #expect(try perp("1")?.receivedMs == nil)
  }

  @Test(
    arguments: [
      #"{"bid":"1","ask":"2","mid":"1.5"}"#, #"{"mid":1.50,"bid":"1","ask":"2"}"#,
      #"{"mid":"15e-1","bid":"1","ask":"2"}"#,
    ])
  func `takes a mid beside its book`(quote: String) throws {
    #expect(try perp(quote)?.top == .book(bid: "1", ask: "2"))
    let halved = #"{"bid":"0.000000001","ask":"0.000000002","mid":"0.0000000015"}"#
    #expect(try perp(halved)?.mid.description == "0.0000000015")
  }

  static let zero = "a price is above zero"
  static let long = "a price has at most 9 decimals"
  static let large = "a price is at most 99,999,999"
  static let unreadable = "expected a price: a decimal in JSON's number syntax, as a string or a number"

  @Test(
    arguments: [
      ("0", zero), ("0.000", zero), ("0e5", zero), ("-0", zero), ("-1", zero), ("-0.000000001", zero),
      ("0.0000000001", long), ("1.0000000000", long), ("1e-10", long), ("99999999.000000001", large),
      ("100000000", large), ("1e8", large), ("1e999999", large), ("1e-999999", long),
    ])
  func `refuses a price that is zero, negative, too long or too large`(text: String, message: String) throws {
    for price in [text, "\"\(text)\""] {
      let quotes = [
        "‸\(price)", #"{"mid":‸\#(price)}"#, #"{"bid":‸\#(price),"ask":"1"}"#, #"{"bid":"1","ask":‸\#(price)}"#,
        #"{"bid":‸\#(price)}"#, #"{"ask":‸\#(price)}"#, #"{"bid":"1","mid":‸\#(price)}"#,
        #"{"mid":‸\#(price),"ask":"1"}"#,
      ]
      for quote in quotes {
        try BadLine(SignalTexts.line(#""id":"m","market":{"spot":{"PURR":\#(quote)}}"#), message, id: "m").check()
      }
    }
  }

  @Test(arguments: [
    #""""#, #"" 1""#, #""1 ""#, #""+1""#, #"".5""#, #""1.""#, #""01""#, #""NaN""#, #""one""#, "true", "[]", "[1]",
  ])
  func `refuses a price that cannot be read`(text: String) throws {
    for quote in ["‸\(text)", #"{"bid":‸\#(text),"ask":1}"#, #"{"mid":‸\#(text)}"#, #"{"ask":1,"bid_size":‸\#(text)}"#]
    {
      try BadLine(SignalTexts.line(#""market":{"perp":{"PURR":\#(quote)}}"#), SignalMarketTests.unreadable).check()
    }
    try BadLine(SignalTexts.line(#""market":{"perp":{"PURR":{"mid":‸{}}}}"#), SignalMarketTests.unreadable).check()
  }

  static let mid = #""mid": expected the half of bid and ask, or no mid beside them"#
  static func size(_ key: String) -> String {
    "\"\(key)\": expected a size from 0 to 99,999,999,999 with at most 9 decimals"
  }
  static let age = #""age_ms": expected milliseconds, a whole number"#
  static let time = #""time": expected milliseconds since 1970, a whole number"#
  static let valid = #"valid are "bid", "ask", "mid", "bid_size", "ask_size", "age_ms", "time", "trail""#

  static let wrong = [
    BadLine(#"‸7"#, #""market": expected an object"#), BadLine("‸[]", #""market": expected an object"#),
    BadLine(#"{"perp":‸"0.1"}"#, #""perp": expected an object"#),
    BadLine(#"{"spot":‸[]}"#, #""spot": expected an object"#),
    BadLine(#"{‸"prep":{}}"#, #"unknown key "prep"; nearest is "perp""#),
    BadLine(#"{‸"期":1}"#, #"unknown key "期"; valid are "perp", "spot", "context""#),
    BadLine(#"{"perp":{}, ‸"perp":{}}"#, #"duplicate key "perp""#),
    BadLine(#"{"perp":null, ‸"perp":{}}"#, #"duplicate key "perp""#),
    BadLine(#"{"perp":{"A":1,‸"A":1}}"#, #"duplicate key "A""#),
    BadLine(#"{"perp":{‸"A/B":1}}"#, #""perp": no coin in "A/B"; a coin is as PURR, kPEPE or xyz:SP500"#),
    BadLine(#"{"perp":{‸"":1}}"#, #""perp": no coin in ""; a coin is as PURR, kPEPE or xyz:SP500"#),
    BadLine(#"{"perp":{"A":{"bid":1,‸"bid":1}}}"#, #"duplicate key "bid""#),
    BadLine(#"{"perp":{"A":{"mid":null,‸"mid":1}}}"#, #"duplicate key "mid""#),
    BadLine(#"{"perp":{"A":{‸"bidd":1}}}"#, #"unknown key "bidd"; nearest is "bid""#),
    BadLine(#"{"perp":{"A":{‸"price":1}}}"#, #"unknown key "price"; \#(valid)"#),
    BadLine(#"{"perp":{"A":{"bid":1,"ask":2,"mid":‸1.4}}}"#, mid),
    BadLine(#"{"perp":{"A":{"mid":‸-1.5,"bid":1,"ask":2}}}"#, mid),
    BadLine(#"{"perp":{"A":{"mid":‸"0","bid":1,"ask":2}}}"#, mid),
    BadLine(#"{"perp":{"A":{"mid":‸1.50000000001,"bid":1,"ask":2}}}"#, mid),
    BadLine(#"{"perp":{"A":{"mid":‸1e99,"bid":1,"ask":2}}}"#, mid),
    BadLine(#"{"perp":{"A":{"bid_size":‸-1}}}"#, size("bid_size")),
    BadLine(#"{"perp":{"A":{"ask_size":‸"0.0000000001"}}}"#, size("ask_size")),
    BadLine(#"{"perp":{"A":{"ask_size":‸100000000000}}}"#, size("ask_size")),
    BadLine(#"{"perp":{"A":{"age_ms":‸"340"}}}"#, age), BadLine(#"{"perp":{"A":{"age_ms":‸0.5}}}"#, age),
    BadLine(#"{"perp":{"A":{"age_ms":‸9223372036855}}}"#, age), BadLine(#"{"perp":{"A":{"age_ms":‸1e300}}}"#, age),
    BadLine(#"{"perp":{"A":{"age_ms":‸-9223372036855}}}"#, age),
    BadLine(#"{"perp":{"A":{"age_ms":‸-9223372036854775808}}}"#, age),
    BadLine(#"{"perp":{"A":{"age_ms":‸9223372036854775808}}}"#, age),
    BadLine(#"{"perp":{"A":{"time":‸-1}}}"#, time), BadLine(#"{"perp":{"A":{"time":‸"1"}}}"#, time),
    BadLine(#"{"perp":{"A":{"time":‸9223372036855}}}"#, time),
  ]

  @Test(arguments: wrong) func `points at what is wrong in the market`(line: BadLine) throws {
    try BadLine(SignalTexts.line(#""market":\#(line.text)"#), line.message).check()
  }
}

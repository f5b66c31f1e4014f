import Foundation
@testable import Host
import RuleEngine
import Testing

/// The answer to a line that is no entry signal: its code, its place, and its id where one can be read.
@Suite struct SignalSourceTests {
  static let notJSON = [
    BadLine("‸x", "not JSON: expected a value"),
    BadLine("{‸", "not JSON: the text ends where , or } was expected"),
    BadLine(
      #"{"id":"a","symbol":"PUR‸"#, "not JSON: the text ends where the closing quotation mark was expected", id: "a"),
    BadLine(#"{"id":"a"‸"#, "not JSON: the text ends where , or } was expected", id: "a"),
    BadLine(#"{"id":"a‸"#, "not JSON: the text ends where the closing quotation mark was expected"),
    BadLine(#"{"id":"期‸\x","symbol":"PURR"}"#, "not JSON: this is not an escape sequence of JSON"),
    BadLine(#"{"id":"期😀é","symbol":"‸\ud800"}"#, "not JSON: half of a surrogate pair stands alone", id: "期😀é"),
    BadLine(#"{"z_score":‸NaN}"#, "not JSON: expected a value"),
    BadLine(#"{"z_score":‸01}"#, "not JSON: this is not a number as JSON writes one"),
    BadLine(SignalTexts.line(#""a":1"#) + "‸{}", "not JSON: expected the end of the text"),
    BadLine(SignalTexts.line(#""id":"b""#) + "  ‸,", "not JSON: expected the end of the text", id: "b"),
    BadLine("‸\u{FEFF}{}", "not JSON: a byte order mark stands before the text; save it as UTF-8 without one"),
    BadLine("\t ‸[]", "expected a JSON object"), BadLine("‸7", "expected a JSON object"),
    BadLine("‸null", "expected a JSON object"), BadLine("‸\"entry\"", "expected a JSON object"),
  ]

  static let wrongFields = [
    BadLine("‸{}", #"missing "symbol""#),
    BadLine(#"  ‸{"symbol":"PURR","time":1,"id":"a"}"#, #"missing "direction""#, id: "a"),
    BadLine(#"‸{"symbol":"PURR","direction":"long","id":"a"}"#, #"missing "time""#, id: "a"),
    // What is wrong in the line comes before what is not in it.
    BadLine(
      #"{"symbol":‸"期/USDC","direction":"long"}"#,
      #""symbol": no coin in "期/USDC"; a coin is as PURR, kPEPE or xyz:SP500"#),
    BadLine(SignalTexts.line(#""id":‸7"#), #""id": expected a string, found 7"#),
    BadLine(SignalTexts.line(#""id":‸"""#), #""id": expected a string that is not empty, found the string """#),
    BadLine(SignalTexts.line(#""id":"a",‸"id":"b""#), #"duplicate key "id""#, id: "a"),
    BadLine(SignalTexts.line(#""id":"期😀",‸"symbol":"PURR""#), #"duplicate key "symbol""#, id: "期😀"),
    BadLine(SignalTexts.line(#""é":1, ‸"\u00e9":1"#), #"duplicate key "é""#),
    BadLine(SignalTexts.line(#""z_score":null,‸"z_score":1"#), #"duplicate key "z_score""#),
    BadLine(SignalTexts.line(#""é":[1], ‸"é":2"#).replacing("[1]", with: "1"), #"duplicate key "é""#),
    BadLine(
      #"{"symbol":‸["PURR"],"id":"a"}"#, #""symbol": expected a string, as "PURR/USDC:USDC", found a list"#, id: "a"),
    BadLine(
      SignalTexts.line(#""base_symbol":‸7"#), #""base_symbol": expected a string, as "PURR/USDC:USDC", found 7"#),
    BadLine(
      #"{"symbol":‸"期/USDC","direction":"long","time":1}"#,
      #""symbol": no coin in "期/USDC"; a coin is as PURR, kPEPE or xyz:SP500"#),
    BadLine(
      SignalTexts.line(#""base_symbol": ‸"-PERP""#),
      #""base_symbol": no coin in "-PERP"; a coin is as PURR, kPEPE or xyz:SP500"#),
    BadLine(
      #"{"direction":‸"LONG"}"#, #""direction": expected "long" or "short", found the string "LONG""#),
    BadLine(#"{"direction":‸1}"#, #""direction": expected "long" or "short", found 1"#),
    BadLine(
      SignalTexts.line(#""strategy":‸{"name":"x"},"id":"a""#), #""strategy": expected a string, found an object"#,
      id: "a"),
    BadLine(SignalTexts.line(#""z_score":‸"-2.31""#), #""z_score": expected a number, found the string "-2.31""#),
    BadLine(SignalTexts.line(#""notional_usd":‸1e99"#), #""notional_usd": expected a number, found 1e99"#),
    BadLine(SignalTexts.line(#""event":‸7"#), #""event": expected "entry", found 7"#),
    BadLine(
      SignalTexts.line(#""reduce_only":‸"true""#), #""reduce_only": expected true or false, found the string "true""#),
    BadLine(SignalTexts.line(#""tags":‸["a"]"#), #""tags": expected a string, a number, a boolean or null"#),
    BadLine(SignalTexts.line(#""tags":‸{}"#), #""tags": expected a string, a number, a boolean or null"#),
    BadLine(
      SignalTexts.line(#""context":‸{"PURR":{}}"#),
      #""context": expected a string, a number, a boolean or null; the "market" object holds "context""#),
    BadLine(
      SignalTexts.line(#""marke":‸{}"#),
      #""marke": expected a string, a number, a boolean or null; of the keys that hold more, nearest is "market""#),
    BadLine(
      SignalTexts.line(#""context":‸{}"#), #""context": expected a string, a number, a boolean or null"#,
      acceptsMarket: false),
    BadLine(
      SignalTexts.line(#""market":‸{}"#),
      #""market": expected nothing: the market comes from the recording, found an object"#,
      acceptsMarket: false),
    BadLine(
      SignalTexts.line(#""history":‸[]"#),
      #""history": expected nothing: the history is this run's own, found an empty list"#,
      acceptsMarket: false),
    // The first of several faults in the line.
    BadLine(
      #"{"z_score":‸"x","symbol":7,"direction":"up"}"#, #""z_score": expected a number, found the string "x""#),
  ]

  @Test(arguments: notJSON + wrongFields)
  func `points at the first thing that is wrong`(line: BadLine) throws { try line.check() }

  @Test(
    arguments: [
      ("purr", "PURR"), ("PURr", "PURR"), ("KPEPE", "kPEPE"), ("kpepe", "kPEPE"),
    ])
  func `refuses a coin that the rules spell in another case`(coin: String, spelling: String) throws {
    let message = "coin \(coin) is spelled \(spelling) in the rules; case matters"
    let texts = [
      #"{"id":"c","symbol":‸"\#(coin)/USDC","direction":"long","time":1}"#,
      #"{"id":"c","symbol":"HYPE","base_symbol":‸"\#(coin)-PERP","direction":"long","time":1}"#,
    ]
    for text in texts { try BadLine(text, message, code: "coin_case", id: "c").check() }
  }

  @Test(arguments: ["PURR", "kPEPE", "HYPE", "hype", "xyz:PURR"])
  func `takes a coin that the rules spell so, or do not name`(coin: String) throws {
    let text = #"{"symbol":"\#(coin)","base_symbol":"\#(coin)","direction":"long","time":1}"#
    guard case .signal(let signal, _, _, _) = try BadLine.read(text) else {
      Issue.record("no signal")
      return
    }
    #expect(signal.coin.name == coin)
  }

  @Test func `answers with its keys in order and the id first`() throws {
    guard case .bad(let answer, _) = try BadLine.read(#"{"id":"s-1"}"#) else {
      Issue.record("a signal")
      return
    }
    #expect(
      String(decoding: answer, as: UTF8.self)
        == #"{"signal_id":"s-1","action":"rejected","stage":"input","code":"bad_signal","#
        + #""reason":"signals.jsonl:17:1: missing \"symbol\""}"#)
  }

  @Test(arguments: ["", " ", "\t", "\r", " \t \r"])
  func `skips a blank line`(text: String) throws {
    guard case .blank = try BadLine.read(text) else {
      Issue.record("not blank")
      return
    }
  }

  @Test func `reads a line with a carriage return at its end`() throws {
    guard case .signal = try BadLine.read(SignalTexts.full + "\r") else {
      Issue.record("no signal")
      return
    }
  }

  @Test func `answers a line that is too long`() throws {
    let folder = try ScratchFolder()
    let long = [UInt8](repeating: UInt8(ascii: " "), count: 17 << 20)
    let reader = try LineReader(path: folder.file("s.jsonl", long + [0x0A] + Array(SignalTexts.full.utf8)))
    let source = SignalSource(requiresTime: true, acceptsMarket: true, chain: try BadLine.chain(), name: "s.jsonl")
    guard case .bad(let answer, let report) = source.read(try #require(try reader.next())) else {
      Issue.record("not bad")
      return
    }
    #expect(report == "s.jsonl:1:1: a line is at most 16 MiB long")
    #expect(String(decoding: answer, as: UTF8.self).contains(#""code":"bad_signal""#))
    guard case .signal = source.read(try #require(try reader.next())) else {
      Issue.record("no signal behind it")
      return
    }
  }
}

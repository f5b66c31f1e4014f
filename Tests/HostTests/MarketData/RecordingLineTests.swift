@testable import Host
import RuleEngine
import Testing

/// What a line of a recording is, in each of its forms.
@Suite struct RecordingLineTests {
  private static let book = #"{"coin":"PURR","time":1000,"levels":[[{"px":"2","sz":"10"}],[]]}"#
  private static let frame = #"{"channel":"l2Book","data":\#(book)}"#

  /// A line in words that a table of expectations can hold.
  static func read(_ text: String) throws -> String {
    try Array(text.utf8).withUnsafeBytes { bytes in
      switch try RecordingLine.parse(bytes) {
      case .header(let header):
        let coins = header.spotCoins.map { "\($0.key)=\($0.value)" }.sorted()
        return (["header"] + coins).joined(separator: " ")
      case .book(let book, let receivedNs, let source):
        let received = receivedNs.map { "\($0)" } ?? "when made"
        return "book \(book.coinID) of \(book.timeMs) received \(received) by \(source.rawValue)"
      case .context(let coin, let context, let receivedNs):
        let values = [context.fundingRate?.description, context.oracle?.description].map { $0 ?? "unknown" }
        return "context \(coin) \(values[0]) \(values[1]) \(context.receivedMs) ms old \(receivedNs)"
      case .balance(let answer, let receivedNs):
        let time = answer.timeMs.map { "made \($0)" } ?? "no time"
        return "balance \(answer.amountUSD) \(time) \(answer.receivedMs) ms old \(receivedNs)"
      case .trail(let coinID, let trail, let receivedNs):
        return "trail \(coinID) of \(trail.steps.map(\.sinceMs)) received \(receivedNs)"
      case .marker(let receivedNs): return "marker \(receivedNs)"
      case .skipped(let kind, let receivedNs):
        return "skipped \(kind) \(receivedNs.map { "received \($0)" } ?? "without a time")"
      }
    }
  }

  @Test(
    arguments: [
      (frame, "when made by ws"), (" \t\(frame)\r", "when made by ws"),
      (#"{"data":\#(book),"channel":"l2Book"}"#, "when made by ws"),
      (#"{"channel":"l2Book","data":\#(book),"source":"rest"}"#, "when made by rest"),
      (#"{"source":"rest","channel":"l2Book","data":\#(book)}"#, "when made by rest"),
      (#"{"n":{"received":7,"recording":1},"data":\#(book),"channel":"l2Book"}"#, "when made by ws"),
      ("1737918843893903000 \(frame)", "1737918843893903000 by ws"), ("0 \(frame)", "0 by ws"),
      ("9223372036854775807 \(frame)", "9223372036854775807 by ws"), ("1   \(frame)", "1 by ws"),
      (#"5 {"channel":"l2Book","source":"rest","data":\#(book)}"#, "5 by rest"),
      (#"{"received":1500,"frame":\#(frame)}"#, "1500000000 by ws"),
      (#"{"frame":\#(frame),"received":1500}"#, "1500000000 by ws"),
      (#"{"received":1.5e3,"frame":\#(frame)}"#, "1500000000 by ws"),
      (#"{"note":"x","received":1500,"y":[{}],"frame":\#(frame)}"#, "1500000000 by ws"),
      (#"{"received":1500,"source":"rest","frame":\#(frame)}"#, "1500000000 by rest"),
      (#"{"source":"rest","received":1500,"frame":\#(frame)}"#, "1500000000 by rest"),
      (#"{"source":"rest","frame":\#(book),"received":1500}"#, "1500000000 by rest"),
      (#"{"received":1500,"frame":{"source":"rest","channel":"l2Book","data":\#(book)}}"#, "1500000000 by rest"),
      (#"{"received":9223372036854,"frame":\#(frame)}"#, "9223372036854000000 by ws"),
    ])
  func `reads a book in each form, with its receive time and the way it came`(text: String, expected: String) throws {
    #expect(try RecordingLineTests.read(text) == "book PURR of 1000 received \(expected)")
  }

  @Test(
    arguments: [
      (
        #"{"received":1500,"event":"context","coin":"PURR","funding_rate":"0.0000125","oracle":"0.0012"}"#,
        "context PURR 0.0000125 0.0012 0 ms old 1500000000"
      ),
      (
        #"{"coin":"PURR","age_ms":7,"oracle":"0.0012","event":"context","received":1500}"#,
        "context PURR unknown 0.0012 7 ms old 1500000000"
      ),
      (#"{"received":1,"event":"context","coin":"a"}"#, "context a unknown unknown 0 ms old 1000000"),
      (#"{"received":1,"event":"context"}"#, "skipped malformed received 1000000"),
      (#"{"received":1,"event":"context","coin":"?"}"#, "skipped malformed received 1000000"),
      (
        #"{"received":1,"event":"context","coin":"PURR","funding_rate":"1.1"}"#, "skipped malformed received 1000000"
      ),
      (#"{"received":1,"event":"context","coin":"PURR","oracle":"0"}"#, "skipped malformed received 1000000"),
      (
        #"{"received":1,"event":"context","coin":"PURR","oracle":"1","age_ms":-9223372036854775808}"#,
        "skipped malformed received 1000000"
      ),
      (
        #"{"received":1,"event":"context","coin":"PURR","oracle":"1","age_ms":"0"}"#,
        "skipped malformed received 1000000"
      ),
    ])
  func `reads an asset context`(text: String, expected: String) throws {
    #expect(try RecordingLineTests.read(text) == expected)
  }

  @Test(
    arguments: [
      (
        #"{"received":1500,"event":"balance","available_usd":"-123.4","time":1400}"#,
        "balance -123.4 made 1400 0 ms old 1500000000"
      ),
      (
        #"{"age_ms":7,"available_usd":"0","event":"balance","received":1500}"#,
        "balance 0 no time 7 ms old 1500000000"
      ),
      (#"{"received":1,"event":"balance"}"#, "skipped malformed received 1000000"),
      (#"{"received":1,"event":"balance","available_usd":5}"#, "skipped malformed received 1000000"),
      (#"{"received":1,"event":"balance","available_usd":"1e13"}"#, "skipped malformed received 1000000"),
      (#"{"received":1,"event":"balance","available_usd":"5","time":"1"}"#, "skipped malformed received 1000000"),
      (#"{"received":1,"event":"balance","available_usd":"5","time":-1}"#, "skipped malformed received 1000000"),
      (
        #"{"received":1,"event":"balance","available_usd":"5","age_ms":9223372036854775807}"#,
        "skipped malformed received 1000000"
      ),
    ])
  func `reads a balance`(text: String, expected: String) throws {
    #expect(try RecordingLineTests.read(text) == expected)
  }

  @Test(
    arguments: [
      (#"{"received":1500,"event":"disconnected"}"#, "marker 1500000000"),
      (#"{"event":"connected","received":1500}"#, "marker 1500000000"),
      (#"{"why":"1006","event":"disconnected","received":0}"#, "marker 0"),
    ])
  func `reads a marker`(text: String, expected: String) throws {
    #expect(try RecordingLineTests.read(text) == expected)
  }

  @Test(
    arguments: [
      (#"{"channel":"pong"}"#, #"channel("pong") without a time"#),
      (#"7 {"channel":"trades","data":[]}"#, #"channel("trades") received 7"#),
      (#"{"received":1500,"frame":{"channel":"bbo","data":{}}}"#, #"channel("bbo") received 1500000000"#),
      ("Websocket connection established.", "notAFrame without a time"),
      (#"{"channel":"l2Book","data":{"coin":"PU"#, "notAFrame without a time"),
      (#"8 {"channel":"l2Book","data":"#, "notAFrame received 8"), ("9 x", "notAFrame received 9"),
      ("9 ", "notAFrame received 9"), ("9", "notAFrame without a time"), ("9\t\(frame)", "notAFrame without a time"),
      ("1.5 \(frame)", "notAFrame without a time"), ("9223372036854775808 \(frame)", "notAFrame without a time"),
      ("99999999999999999999999999999999999999999 \(frame)", "notAFrame without a time"),
      ("\(frame)\(frame)", "notAFrame without a time"), ("not a frame", "notAFrame without a time"),
      ("7 true", "notAFrame received 7"), ("[1]", "notAFrame without a time"), ("\"x\"", "notAFrame without a time"),
      ("null", "notAFrame without a time"), ("-5 \(frame)", "notAFrame without a time"),
      ("\u{FEFF}\(frame)", "notAFrame without a time"),
      (#"{"channel":"l2Book","data":null}"#, "malformed without a time"),
      (#"4 {"channel":"l2Book","data":null}"#, "malformed received 4"), ("{}", "malformed without a time"),
      (#"{"a":1,"b":[2]}"#, "malformed without a time"), (book, "malformed without a time"),
      ("3 \(book)", "malformed received 3"),
      (#"{"received":1500}"#, "malformed received 1500000000"),
      (#"{"received":1500,"frame":null}"#, "malformed received 1500000000"),
      (#"{"received":1500,"frame":{"channel":"l2Book","data":null}}"#, "malformed received 1500000000"),
      (#"{"frame":{"channel":"l2Book","data":null},"received":1500}"#, "malformed received 1500000000"),
      (#"{"received":1500,"event":"subscribed"}"#, "malformed received 1500000000"),
    ])
  func `skips what is no use by its kind, and keeps its receive time`(text: String, expected: String) throws {
    #expect(try RecordingLineTests.read(text) == "skipped \(expected)")
  }

  @Test(
    arguments: [
      #"{"frame":\#(frame)}"#, #"{"event":"disconnected"}"#,
      #"{"received":null,"frame":\#(frame)}"#, #"{"received":"1500","frame":\#(frame)}"#,
      #"{"received":-1,"frame":\#(frame)}"#, #"{"received":1500.5,"frame":\#(frame)}"#,
      #"{"received":9223372036855,"frame":\#(frame)}"#, #"{"received":1e300,"event":"disconnected"}"#,
      #"{"received":1,"received":2,"frame":\#(frame)}"#, #"{"received":1,"frame":\#(frame),"frame":\#(frame)}"#,
      #"{"received":1,"frame":{},"frame":\#(frame)}"#, #"{"received":1,"source":"fax","frame":\#(frame)}"#,
      #"{"received":1,"event":7}"#, #"{"received":1,"event":"disconnected"} x"#,
    ])
  func `skips a form that is broken`(text: String) throws {
    #expect(try RecordingLineTests.read(text).hasPrefix("skipped "))
  }

  @Test func `skips every line that is cut short`() throws {
    let lines = [
      "1737918843893903000 \(RecordingLineTests.frame)", #"{"received":1500,"frame":\#(RecordingLineTests.frame)}"#,
      #"{"received":1500,"event":"disconnected"}"#, #"{"recording":1,"spot":{"PURR":"PURR/USDC"}}"#,
    ]
    for line in lines {
      for count in 1..<line.utf8.count {
        let read = try RecordingLineTests.read(String(line.prefix(count)))
        #expect(read.hasPrefix("skipped "), "after \(count) bytes")
      }
    }
  }

  @Test(
    arguments: [
      (
        #"{"received":1500,"coin":"PURR","trail":[{"age_ms":900,"bid":"1","ask":"2"},{"age_ms":0,"mid":1}]}"#,
        "trail PURR of [600, 1500] received 1500000000"
      ),
      (#"{"trail":[],"coin":"@107","received":1500}"#, "trail @107 of [] received 1500000000"),
      (#"{"received":1500,"trail":[{"age_ms":900,"mid":"1"}]}"#, "skipped malformed received 1500000000"),
      (#"{"received":1500,"coin":"PURR","trail":[{"age_ms":-1,"mid":"1"}]}"#, "skipped malformed received 1500000000"),
      (#"{"received":1500,"coin":"PURR","trail":7,"frame":\#(frame)}"#, "book PURR of 1000 received 1500000000 by ws"),
      (
        #"{"received":1500,"coin":"PURR","trail":[{"age_ms":9,"mid":"1"}],"event":"connected"}"#, "marker 1500000000"
      ),
    ])
  func `a trail says what a book was before`(line: String, expected: String) throws {
    #expect(try Self.read(line) == expected)
  }
}

/// The first line of a recording.
@Suite struct RecordingHeaderTests {
  @Test(
    arguments: [
      (#"{"recording":1,"network":"mainnet","spot":{"PURR":"PURR/USDC"}}"#, "header PURR=PURR/USDC"),
      (
        #"{"spot":{"PURR":"PURR/USDC","HYPE":"@107"},"network":"mainnet","recording":1}"#,
        "header HYPE=@107 PURR=PURR/USDC"
      ),
      (#"{"recording":1}"#, "header"), (#"{"recording":1.0,"spot":null}"#, "header"),
      (#"{"recording":1,"spot":{}}"#, "header"), (#"{"recording":1,"by":{"x":[1]},"spot":{"A":"B"}}"#, "header A=B"),
    ])
  func `names spot books, its keys in any order`(text: String, expected: String) throws {
    #expect(try RecordingLineTests.read(text) == expected)
  }

  @Test(
    arguments: [
      #"{"recording":2}"#, #"{"recording":0}"#, #"{"recording":-1}"#, #"{"recording":1.5}"#, #"{"recording":"1"}"#,
      #"{"recording":null}"#, #"{"recording":true}"#, #"{"recording":1e400}"#, #"{"network":"mainnet","recording":2}"#,
    ])
  func `is of version 1 or not followed`(text: String) {
    #expect(throws: RecordingFault.unknownVersion) { try RecordingLineTests.read(text) }
  }

  @Test(
    arguments: [
      #"["PURR"]"#, #""PURR/USDC""#, "1", "true", #"{"PURR":null}"#, #"{"PURR":0}"#, #"{"PURR":""}"#,
      #"{"PURR":["PURR/USDC"]}"#, #"{"PURR/USDC":"PURR/USDC"}"#, #"{"":"x"}"#, #"{"PURR":"a","PURR":"b"}"#,
    ])
  func `names each coin once, and a book's name for it`(spot: String) {
    #expect(throws: RecordingFault.malformedSpotCoins) {
      try RecordingLineTests.read(#"{"recording":1,"spot":\#(spot)}"#)
    }
  }
}

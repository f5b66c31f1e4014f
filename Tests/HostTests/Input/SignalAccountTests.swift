import RuleEngine
import Testing

@testable import Host

/// The balance that comes with a signal.
@Suite struct SignalAccountTests {
  private func balance(_ account: String) throws -> AvailableBalance? {
    let line = SignalTexts.parse(SignalTexts.line(#""account":\#(account)"#))
    guard case .signal(_, _, _, let balance) = line else {
      Issue.record("no signal: \(line)")
      return nil
    }
    return balance
  }

  @Test(arguments: [
    ("123.4", "123.4"), ("0", "0"), ("-5", "-5"), ("1e3", "1000"), ("250.500000001", "250.500000001"),
    ("1e12", "1000000000000"), ("-1e12", "-1000000000000"),
  ])
  func `an amount is read exactly, as a string or a number`(text: String, amount: String) throws {
    for written in [text, "\"\(text)\""] {
      #expect(try balance(#"{"available_usd":\#(written)}"#)?.amountUSD.description == amount)
    }
  }

  @Test func `the age counts from the signal's time, wherever that stands in the line`() throws {
    for text in [
      #"{"account":{"available_usd":"5","age_ms":340},"symbol":"PURR","direction":"long","time":100000}"#,
      #"{"time":100000,"symbol":"PURR","direction":"long","account":{"age_ms":340,"available_usd":"5"}}"#,
    ] {
      guard case .signal(_, _, _, let balance) = SignalTexts.parse(text) else {
        Issue.record("no signal")
        return
      }
      #expect(balance == AvailableBalance(amountUSD: "5", receivedMs: 99_660))
    }
  }

  @Test(arguments: ["{}", #"{"available_usd":null}"#, #"{"age_ms":5}"#])
  func `an object that names no amount says nothing`(_ account: String) throws {
    #expect(try balance(account) == nil)
  }

  @Test(arguments: ["\"main\"", "7", "true", "null"])
  func `a plain value under the same key stays the strategy's own attribute`(_ value: String) throws {
    #expect(try balance(value) == nil)
    let signal = try SignalTexts.signal(SignalTexts.line(#""account":\#(value)"#))
    #expect(signal.attributes.map(\.name) == ["account"])
  }

  @Test(arguments: [
    #"{"available_usd":"abc"}"#, #"{"available_usd":""}"#, #"{"available_usd":true}"#, #"{"available_usd":{}}"#,
    #"{"available_usd":"1e400"}"#, #"{"available_usd":"NaN"}"#, #"{"available_usd":"1","age_ms":"0"}"#,
    #"{"available_usd":"1","age_ms":0.5}"#, #"{"available_usd":"1","available_usd":"1"}"#, #"{"available":"1"}"#,
    #"["available_usd"]"#, #"{"available_usd":"1e20"}"#, #"{"available_usd":1000000000000.000000001}"#,
    #"{"available_usd":"-1000000000001"}"#, #"{"available_usd":170141183460469231731}"#,
  ])
  func `anything else makes the line bad, and the rest of it is still read`(_ account: String) {
    let text = #"{"account":\#(account),"id":"s-9","symbol":"PURR","direction":"long","time":1}"#
    guard case .bad(let fault, let id) = SignalTexts.parse(text) else {
      Issue.record("no fault in \(account)")
      return
    }
    #expect(fault.code == "bad_signal" && id == "s-9")
  }

  @Test func `where no market comes with the signal no account does either`() {
    let parser = SignalParser(requiresTime: false, acceptsMarket: false)
    let text = #"{"symbol":"PURR","direction":"long","account":{"available_usd":"1"}}"#
    guard case .bad(let fault, _) = Array(text.utf8).withUnsafeBytes({ parser.parse($0) }) else {
      Issue.record("no fault")
      return
    }
    #expect("\(fault)" == #""account": expected a string, a number, a boolean or null"#)
  }
}

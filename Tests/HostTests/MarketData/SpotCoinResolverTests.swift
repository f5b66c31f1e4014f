import Foundation
@testable import Host
import RuleEngine
import TestSupport
import Testing

/// Which of the exchange's spot books is a coin's.
@Suite struct SpotCoinResolverTests {
  private func resolve(_ coin: Coin, universe: [String], tokens: [String]) throws -> String? {
    let reply = #"{"universe":[\#(universe.joined(separator: ","))],"tokens":[\#(tokens.joined(separator: ","))]}"#
    return try SpotCoinResolver(reply: Array(reply.utf8)).spotCoinID(of: coin)
  }

  private func token(_ name: String, _ index: Int) -> String {
    #"{"name":"\#(name)","szDecimals":0,"index":\#(index)}"#
  }

  private func pair(_ base: Int, _ quote: Int, _ name: String?, index: Int, isCanonical: Bool = false) -> String {
    let name = name.map { #""name":"\#($0)","# } ?? ""
    return #"{"tokens":[\#(base),\#(quote)],\#(name)"index":\#(index),"isCanonical":\#(isCanonical)}"#
  }

  private var tokens: [String] {
    [
      token("USDC", 0), token("PURR", 1), token("HYPE", 150), token("PURRPS", 33), token("PURRO", 190),
      token("USDT0", 268),
    ]
  }

  private var universe: [String] {
    [
      pair(1, 0, "PURR/USDC", index: 0, isCanonical: true), pair(33, 0, "@32", index: 32),
      pair(190, 0, "@177", index: 177),
      pair(150, 0, "@107", index: 107), pair(150, 268, "@207", index: 207),
    ]
  }

  @Test(
    arguments: [
      ("PURR", "PURR/USDC"), ("PURRPS", "@32"), ("PURRO", "@177"), ("HYPE", "@107"), ("USDT0", nil), ("USDC", nil),
      ("PUR", nil), ("purr", nil), ("Purr", nil), ("PURRP", nil), ("JEFF", nil), ("xyz:PURR", nil),
    ] as [(Coin, String?)])
  func `takes the token with exactly that name and its pair with USDC`(coin: Coin, id: String?) throws {
    #expect(try resolve(coin, universe: universe, tokens: tokens) == id)
  }

  @Test func `looks tokens up by their index, whatever their order`() throws {
    var random = SplitMix64(seed: 431)
    for _ in 0..<200 {
      let universe = universe.shuffled(using: &random)
      let tokens = tokens.shuffled(using: &random)
      #expect(try resolve("PURR", universe: universe, tokens: tokens) == "PURR/USDC")
      #expect(try resolve("HYPE", universe: universe, tokens: tokens) == "@107")
      #expect(try resolve("PURRPS", universe: universe, tokens: tokens) == "@32")
    }
  }

  @Test func `takes the name as it is given, and the index only where none is`() throws {
    for (name, id) in [("@999", "@999"), ("PURR/USDC", "PURR/USDC"), ("x", "x"), (nil, "@7"), ("", "@7")] {
      #expect(try resolve("PURR", universe: [pair(1, 0, name, index: 7)], tokens: tokens) == id)
    }
    let unnamed = [#"{"tokens":[1,0],"name":null,"index":7}"#, #"{"tokens":[1,0],"name":5,"index":7}"#]
    for entry in unnamed { #expect(try resolve("PURR", universe: [entry], tokens: tokens) == "@7") }
    #expect(try resolve("PURR", universe: [#"{"tokens":[1,0]}"#], tokens: tokens) == nil)
  }

  @Test func `lets the quote decide between pairs that all call themselves canonical`() throws {
    let quotes = ["USDT", "USDH", "USDE"].enumerated().map { token($0.element, 300 + $0.offset) }
    let pairs = [
      pair(1, 300, "PURR/USDT", index: 900, isCanonical: true), pair(1, 301, "@901", index: 901, isCanonical: true),
      pair(1, 0, "PURR/USDC", index: 0, isCanonical: true), pair(1, 302, "@902", index: 902, isCanonical: true),
    ]
    var random = SplitMix64(seed: 432)
    for _ in 0..<20 {
      let universe = pairs.shuffled(using: &random)
      #expect(try resolve("PURR", universe: universe, tokens: tokens + quotes) == "PURR/USDC")
    }
    let others = [pairs[0], pairs[1], pairs[3]]
    #expect(try resolve("PURR", universe: others, tokens: tokens + quotes) == nil)
  }

  @Test func `does not take the pair the other way round`() throws {
    #expect(try resolve("PURR", universe: [pair(0, 1, "USDC/PURR", index: 3)], tokens: tokens) == nil)
  }

  @Test func `reads both replies, with contexts and without`() throws {
    let meta =
      #"{"tokens":[\#(token("USDC", 0)),\#(token("PURR", 1))],"universe":[\#(pair(1, 0, "PURR/USDC", index: 0))]}"#
    for reply in [meta, "[\(meta)]", #"[\#(meta),[{"coin":"@1"},{"coin":"PURR/USDC"}]]"#] {
      #expect(try SpotCoinResolver(reply: Array(reply.utf8)).spotCoinID(of: "PURR") == "PURR/USDC")
    }
  }

  @Test func `passes over entries it cannot use`() throws {
    let oddTokens = [
      "null", "7", "{}", #"{"name":"PURR"}"#, #"{"index":1}"#, #"{"name":7,"index":1}"#,
      #"{"name":"PURR","index":"1"}"#,
      #"{"name":"PURR","index":-1}"#, #"{"name":"PURR","index":1.5}"#, #"{"name":"PURR","index":1e300}"#,
    ]
    let oddPairs = [
      "null", "[]", "{}", #"{"tokens":null,"name":"x"}"#, #"{"tokens":[1],"name":"x"}"#, #"{"tokens":[],"name":"x"}"#,
      #"{"tokens":[1,0,0],"name":"x"}"#, #"{"tokens":["1","0"],"name":"x"}"#, #"{"tokens":[1,null],"name":"x"}"#,
      #"{"tokens":[1.5,0],"name":"x"}"#, #"{"tokens":[-1,0],"name":"x"}"#,
    ]
    #expect(try resolve("PURR", universe: oddPairs + universe, tokens: oddTokens + tokens) == "PURR/USDC")
    #expect(try resolve("PURR", universe: oddPairs, tokens: tokens) == nil)
    #expect(try resolve("PURR", universe: universe, tokens: oddTokens) == nil)
  }

  @Test(
    arguments: [
      "null", "7", "\"x\"", "[]", "{}", "[null]", "[[]]", #"{"universe":[]}"#, #"{"tokens":[]}"#,
      #"{"universe":{},"tokens":[]}"#, #"{"universe":[],"tokens":null}"#, #"[[],{"universe":[],"tokens":[]}]"#,
      #"{"universe":"x","tokens":"y"}"#, #"{"data":{"universe":[],"tokens":[]}}"#,
    ])
  func `refuses a reply of another shape`(reply: String) {
    #expect(throws: SpotCoinResolver.Fault.unexpectedShape) { try SpotCoinResolver(reply: Array(reply.utf8)) }
  }

  @Test(arguments: ["", "{", "Error", "[{\"universe\":[", "{\"universe\":[],\"tokens\":[]} x", "{\"a\":\"\u{1}\"}"])
  func `refuses a reply that is not JSON`(reply: String) throws {
    let fault = try #require(throws: SpotCoinResolver.Fault.self) { try SpotCoinResolver(reply: Array(reply.utf8)) }
    guard case .syntax = fault else {
      Issue.record("\(fault)")
      return
    }
  }
}

import Foundation
import RuleEngine
import TestSupport
import Testing

/// Which names are coins, and which coin a symbol means.
@Suite struct CoinTests {
  private func coin(_ name: String) -> Coin? { Coin(name) }

  @Test(arguments: ["PURR", "kPEPE", "xyz:SP500", "1INCH", "a", "0", "0:a", "hyna:BTC", "x1:y2", "UBTC2", "abc"])
  func `accepts letters and digits, and a lower-case venue before a colon`(name: String) {
    #expect(coin(name)?.name == name)
    #expect(coin(name)?.description == name)
  }

  @Test(arguments: [
    "", ":", ":a", "a:", "A:b", "aB:c", "a:b:c", "a::b", "PURR ", " PURR", "PU RR", "PURR-USD", "PURR/USDC",
    "PURR|HYPE",
    "@1", "PURR*", "PÜRR", "ＰＵＲＲ", "٣", "PURR\n", "PURR\u{0}", "a_b", "a.b", "PURR\u{301}", "🐈", "a:b ", "a :b",
  ])
  func `refuses everything else`(name: String) { #expect(coin(name) == nil) }

  @Test(arguments: [
    ("PURR/USDC:USDC", "PURR"), ("PURR/USDC", "PURR"), ("PURR-PERP", "PURR"), ("PURR", "PURR"),
    ("kPEPE/USDC:USDC", "kPEPE"),
    ("xyz:SP500/USDC:USDC", "xyz:SP500"), ("xyz:SP500-PERP", "xyz:SP500"), ("xyz:SP500", "xyz:SP500"),
    ("PURR/", "PURR"),
    ("PURR/-PERP", "PURR"), ("PURR/a/b", "PURR"), ("PERP", "PERP"), ("APERP", "APERP"), ("purr-PERP", "purr"),
    ("PURR/期", "PURR"),
  ])
  func `takes the coin of a symbol`(symbol: String, name: String) { #expect(Coin(symbol: symbol)?.name == name) }

  @Test(arguments: [
    "", "/", "/USDC", "-PERP", "PURR-perp", "PURR-PERP ", "PURR-PERP-PERP", "PURR-PERP/USDC", "PURR-USD", "PURR:USDC",
    " PURR/USDC", "PURR /USDC", "PURR-PER", "A\u{600}-PERP", "PURR\u{301}-PERP", "PURR\u{301}/USDC", "PÜRR/USDC",
  ])
  func `takes no coin of a bad symbol`(symbol: String) { #expect(Coin(symbol: symbol) == nil) }

  @Test func `keeps case apart`() { #expect(Coin(symbol: "purr") != Coin(symbol: "PURR")) }

  @Test func `agrees with the regular expression on any short text`() throws {
    let expression = try NSRegularExpression(pattern: #"\A([a-z0-9]+:)?[A-Za-z0-9]+\z"#)
    var random = SplitMix64(seed: 41)
    let letters = Array("aZ0:b9A:-/ é")
    for _ in 0..<4000 {
      let length = Int.random(in: 0...6, using: &random)
      let text = String((0..<length).map { _ in letters.randomElement(using: &random) ?? "a" })
      let isCoin = expression.firstMatch(in: text, range: NSRange(location: 0, length: text.utf16.count)) != nil
      #expect((coin(text) != nil) == isCoin, "\(text)")
    }
  }

  @Test func `makes the pair of the coins of both symbols`() throws {
    let both = try #require(Signal(symbol: "PURR/USDC:USDC", baseSymbol: "HYPE-PERP", direction: .long))
    #expect(both.coin == "PURR" && both.baseCoin == "HYPE" && both.pair == "PURR|HYPE")
    let one = try #require(Signal(symbol: "PURR-PERP", direction: .short))
    #expect(one.baseCoin == nil && one.pair == "PURR")
    #expect(Signal(symbol: "PURR USDC", direction: .long) == nil)
    #expect(Signal(symbol: "PURR", baseSymbol: "", direction: .long) == nil)
    #expect(Signal(symbol: "PURR", baseSymbol: "@107", direction: .long) == nil)
  }

  @Test func `names feeds by market and coin`() {
    #expect(Feed.perp("PURR").description == "perp:PURR")
    #expect(Feed.spot("xyz:SP500").description == "spot:xyz:SP500")
    #expect(Feed.perp("PURR") != Feed.spot("PURR"))
  }
}

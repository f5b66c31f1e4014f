@testable import RuleEngine
import TestSupport
import Testing

/// For which signals an entry is meant, and in which order the entries for a coin are visited.
@Suite struct ScopeTests {
  private func signal(
    _ coin: Coin = "PURR", base: Coin? = "HYPE", _ direction: Signal.Direction = .long, strategy: String? = "bands"
  ) -> Signal {
    Signal(coin: coin, baseCoin: base, direction: direction, strategy: strategy)
  }

  private func patterns(_ texts: String...) -> [Scope.Pattern] { texts.map { Scope.Pattern($0) } }

  @Test(arguments: [
    ("PURR", "PURR", true), ("PURR", "purr", false), ("PURR", "PURR2", false), ("PURR", "PUR", false),
    ("k*", "kPEPE", true),
    ("k*", "k", true), ("k*", "KPEPE", false), ("*", "PURR", true), ("*", "", true), ("PURR|*", "PURR|HYPE", true),
    ("PURR|*", "PURR", false), ("xyz:*", "xyz:SP500", true), ("xyz:*", "xyzSP500", false), ("a*b", "a*b", true),
    ("a*b", "axb", false), ("a**", "a*b", true), ("a**", "ab", false),
  ])
  func `matches exact names, and beginnings where a star ends the pattern`(text: String, name: String, matches: Bool) {
    #expect(Scope.Pattern(text).matches(name) == matches)
    #expect(Scope.Pattern(text).text == text)
  }

  @Test func `contains every signal where nothing limits it`() {
    #expect(Scope.everything.contains(signal()))
    #expect(Scope.everything.contains(signal(base: nil, strategy: nil)))
  }

  @Test func `limits coins, pairs, directions and strategies`() {
    #expect(Scope(coins: patterns("HYPE", "PURR")).contains(signal()))
    #expect(!Scope(coins: patterns("HYPE")).contains(signal()))
    #expect(Scope(pairs: patterns("PURR|HYPE")).contains(signal()))
    #expect(!Scope(pairs: patterns("PURR")).contains(signal()))
    #expect(Scope(pairs: patterns("PURR")).contains(signal(base: nil)))
    #expect(Scope(directions: patterns("long")).contains(signal()))
    #expect(!Scope(directions: patterns("long")).contains(signal("PURR", .short)))
    #expect(Scope(strategies: patterns("band*")).contains(signal()))
    #expect(!Scope(strategies: patterns("other")).contains(signal()))
  }

  @Test func `puts a signal without a strategy outside every list of strategies`() {
    #expect(!Scope(strategies: patterns("*")).contains(signal(strategy: nil)))
    #expect(!Scope(strategies: patterns("bands")).contains(signal(strategy: nil)))
    #expect(Scope(strategies: patterns("*")).contains(signal(strategy: "x")))
  }

  @Test func `wants every list that is given to match`() {
    // One bit for each list: whether it is the one that matches.
    for bits in 0..<16 {
      let scope = Scope(
        coins: patterns(bits & 1 == 0 ? "PURR" : "BTC"), pairs: patterns(bits & 2 == 0 ? "PURR|*" : "BTC|*"),
        directions: patterns(bits & 4 == 0 ? "long" : "short"),
        strategies: patterns(bits & 8 == 0 ? "bands" : "other"))
      #expect(scope.contains(signal()) == (bits == 0), "\(bits)")
    }
  }

  @Test func `knows its coins only where all are named exactly`() {
    #expect(Scope(coins: patterns("PURR", "HYPE")).exactCoins == ["PURR", "HYPE"])
    #expect(Scope(coins: patterns("PURR", "k*")).exactCoins == nil)
    #expect(Scope.everything.exactCoins == nil)
    #expect(Scope(pairs: patterns("PURR|HYPE", "BTC")).exactPairCoins == ["PURR", "BTC"])
    #expect(Scope(pairs: patterns("PURR|*")).exactPairCoins == nil)
    let scope = Scope(coins: patterns("PURR", "k*"), pairs: patterns("BTC|ETH", "SOL|*"))
    var named: [String] = []
    scope.forEachNamedCoin { named.append($0) }
    #expect(named == ["PURR", "BTC", "ETH"])
  }

  // MARK: The index by coin

  private func candidates(_ index: CoinIndex, _ coin: Coin) -> [Int] {
    var visited: [Int] = []
    index.forEachCandidate(for: coin) { visited.append($0) }
    return visited
  }

  @Test func `visits each entry for a coin once, in the chain's order`() {
    let index = CoinIndex([
      Scope(coins: patterns("PURR", "PURR", "HYPE")),
      .everything,
      Scope(coins: patterns("HYPE")),
      Scope(pairs: patterns("PURR|HYPE", "PURR|BTC")),
      Scope(coins: patterns("P*")),
      Scope(coins: patterns("PURR"), pairs: patterns("BTC|PURR")),
    ])
    #expect(candidates(index, "PURR") == [0, 1, 3, 4, 5])
    #expect(candidates(index, "HYPE") == [0, 1, 2, 4])
    #expect(candidates(index, "BTC") == [1, 4])
    #expect(candidates(CoinIndex([]), "PURR") == [])
  }

  @Test func `visits, in order, at least the entries that a plain filter finds`() {
    var random = SplitMix64(seed: 81)
    let names = ["PURR", "HYPE", "BTC", "kPEPE", "k*", "P*", "*"]
    let pairs = ["PURR|HYPE", "PURR", "BTC|PURR", "PURR|*", "kPEPE"]
    func some(_ texts: [String]) -> [Scope.Pattern]? {
      guard Bool.random(using: &random) else { return nil }
      return (0..<Int.random(in: 1...3, using: &random)).map { _ in
        Scope.Pattern(texts.randomElement(using: &random) ?? "*")
      }
    }
    for _ in 0..<200 {
      let scopes = (0..<12).map { _ in Scope(coins: some(names), pairs: some(pairs)) }
      let index = CoinIndex(scopes)
      for coin in ["PURR", "HYPE", "BTC", "kPEPE", "SOL"] as [Coin] {
        let visited = candidates(index, coin)
        #expect(visited == Array(Set(visited)).sorted())
        for base in [nil, "HYPE", "PURR"] as [Coin?] {
          let entry = signal(coin, base: base)
          let wanted = scopes.indices.filter { scopes[$0].contains(entry) }
          #expect(visited.filter { scopes[$0].contains(entry) } == wanted)
        }
      }
    }
  }

  @Test func `tells names apart that look alike but are spelled with other bytes`() {
    let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
    #expect(composed == decomposed)
    for (name, other) in [(composed, decomposed), (decomposed, composed)] {
      let scope = Scope(strategies: patterns(name))
      #expect(scope.contains(signal(strategy: name)) && !scope.contains(signal(strategy: other)))
    }
    // What joins the star to the letter before it is a part of the name, not of the star.
    #expect(Scope.Pattern("a\u{600}*").matches("a\u{600}b") && !Scope.Pattern("a\u{600}*").matches("ab"))
  }
}

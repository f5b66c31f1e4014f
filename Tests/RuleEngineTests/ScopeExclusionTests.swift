import RuleEngine
import TestSupport
import Testing

/// Why a signal is outside a scope.
@Suite struct ScopeExclusionTests {
  private func patterns(_ texts: String...) -> [Scope.Pattern] { texts.map { Scope.Pattern($0) } }

  private let signal = Signal(coin: "PURR", baseCoin: "HYPE", direction: .long, strategy: "bands")

  @Test func `names the part, what was found there, and what was wanted`() throws {
    let scopes: [(Scope, Scope.Part, String?, [String])] = [
      (Scope(coins: patterns("HYPE", "k*")), .coin, "PURR", ["HYPE", "k*"]),
      (Scope(pairs: patterns("PURR")), .pair, "PURR|HYPE", ["PURR"]),
      (Scope(directions: patterns("short")), .direction, "long", ["short"]),
      (Scope(strategies: patterns("band")), .strategy, "bands", ["band"]),
    ]
    for (scope, part, found, wanted) in scopes {
      let exclusion = try #require(scope.exclusion(of: signal))
      #expect(exclusion.part == part && exclusion.found == found && exclusion.wanted.map(\.text) == wanted)
    }
    let nameless = Signal(coin: "PURR", direction: .long)
    let exclusion = try #require(Scope(strategies: patterns("*")).exclusion(of: nameless))
    #expect(exclusion.part == .strategy && exclusion.found == nil)
  }

  @Test func `names the first part that is outside`() {
    let scope = Scope(pairs: patterns("PURR|BTC"), directions: patterns("short"))
    #expect(scope.exclusion(of: signal)?.part == .pair)
  }

  @Test func `there is a reason exactly where the scope does not contain the signal`() {
    var random = SplitMix64(seed: 5)
    func some(_ texts: [String]) -> [Scope.Pattern]? {
      Bool.random(using: &random) ? nil : [Scope.Pattern(texts.randomElement(using: &random) ?? "*")]
    }
    var containedCount = 0
    for _ in 0..<500 {
      let scope = Scope(
        coins: some(["PURR", "P*", "HYPE"]), pairs: some(["PURR|HYPE", "PURR", "PURR|*"]),
        directions: some(["long", "short"]), strategies: some(["bands", "b*", "x"]))
      for signal in [signal, Signal(coin: "HYPE", direction: .short)] {
        #expect((scope.exclusion(of: signal) == nil) == scope.contains(signal))
        if scope.contains(signal) { containedCount += 1 }
      }
    }
    #expect((50..<950).contains(containedCount))
  }
}

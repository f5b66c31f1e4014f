import RuleEngine
import TestSupport
import Testing

/// How a chain decides: in order, the first that blocks, shadow never, the risk review last.
@Suite struct RuleChainTests {
  private func entry(_ id: String, _ says: String, _ more: String = "") -> String {
    "{\"id\":\"\(id)\",\"rule\":\"say\",\"params\":{\"says\":\"\(says)\"}\(more)}"
  }

  private func chain(_ entries: [String], riskReview: [String] = []) throws -> RuleChain {
    let review = riskReview.isEmpty ? "" : ",\"risk_review\":[\(riskReview.joined(separator: ","))]"
    return try Loading.chain("{\"version\":1,\"chain\":[\(entries.joined(separator: ","))]\(review)}")
  }

  /// Each outcome as `id outcome`, with `!` where it blocks, and `*` where it decided.
  private func decide(_ chain: RuleChain, _ context: EntryContext = .example()) -> [String] {
    let decision = chain.decide(context)
    #expect(decision.isApproved == (decision.deciding == nil))
    return decision.outcomes.enumerated().map { index, outcome in
      let id = chain.entries[outcome.entryIndex].id
      return "\(id) \(outcome.trace.outcome.kind.rawValue)" + (outcome.blocks ? "!" : "")
        + (decision.decidingIndex == index ? "*" : "")
    }
  }

  @Test func `asks every entry in order, and the first that blocks decides`() throws {
    let chain = try chain([
      entry("a", "pass"), entry("b", "not_applicable"), entry("c", "reject"), entry("d", "pass"), entry("e", "reject"),
    ])
    #expect(decide(chain) == ["a pass", "b not_applicable", "c reject!*", "d pass", "e reject!"])
  }

  @Test func `approves where nothing blocks, though nothing passes either`() throws {
    #expect(decide(try chain([entry("a", "not_applicable")])) == ["a not_applicable"])
    #expect(try chain([entry("a", "not_applicable")]).decide(.example()).isApproved)
  }

  @Test func `settles the unavailable by the entry's policy, else by the rule type's`() throws {
    let chain = try chain([
      entry("a", "unavailable", #","on_unavailable":"allow""#),
      entry("b", "unavailable", #","on_unavailable":"reject""#), entry("c", "unavailable"),
      #"{"id":"d","all":["# + entry("e", "unavailable") + "]}",
      #"{"id":"f","on_unavailable":"allow","not":"# + entry("g", "unavailable") + "}",
    ])
    #expect(decide(chain) == ["a unavailable", "b unavailable!*", "c unavailable!", "d unavailable!", "f unavailable"])
  }

  @Test func `does not let a rejection through by the policy for the unavailable`() throws {
    #expect(decide(try chain([entry("a", "reject", #","on_unavailable":"allow""#)])) == ["a reject!*"])
  }

  @Test func `evaluates shadow entries and is not changed by them`() throws {
    let chain = try chain([
      entry("a", "reject", #","mode":"shadow""#),
      entry("b", "unavailable", #","mode":"shadow","on_unavailable":"reject""#), entry("c", "pass"),
      entry("d", "reject"),
    ])
    #expect(decide(chain) == ["a reject", "b unavailable", "c pass", "d reject!*"])
  }

  @Test func `leaves out disabled entries and those of another scope`() throws {
    let chain = try chain([
      entry("a", "reject", #","enabled":false"#), entry("b", "reject", #","scope":{"coins":["HYPE"]}"#),
      entry("c", "reject", #","scope":{"coins":["PURR"],"directions":["short"]}"#),
      entry("d", "pass", #","scope":{"coins":["P*"]}"#), entry("e", "pass", #","scope":{"coins":["PURR"]}"#),
      entry("f", "pass"), entry("g", "pass", #","scope":{"pairs":["PURR|HYPE"]}"#),
      entry("h", "reject", #","scope":{"strategies":["*"]}"#),
    ])
    #expect(decide(chain) == ["d pass", "e pass", "f pass", "g pass"])
    #expect(decide(chain, .example(.short)) == ["c reject!*", "d pass", "e pass", "f pass", "g pass"])
    #expect(
      decide(chain, .example(coin: "HYPE", baseCoin: nil, strategy: "s")) == ["b reject!*", "f pass", "h reject!"])
  }

  @Test func `asks the risk review only for what the chain approves`() throws {
    let review = [entry("r", "pass"), entry("s", "reject"), entry("t", "reject", #","mode":"shadow""#)]
    #expect(decide(try chain([entry("a", "reject")], riskReview: review)) == ["a reject!*"])
    #expect(
      decide(try chain([entry("a", "pass")], riskReview: review)) == ["a pass", "r pass", "s reject!*", "t reject"])
    #expect(
      decide(try chain([entry("a", "reject", #","mode":"shadow""#)], riskReview: [entry("r", "pass")])) == [
        "a reject", "r pass",
      ])
  }

  @Test func `finds the risk review's entries wherever the file has them`() throws {
    let chain = try Loading.chain(
      "{\"risk_review\":[\(entry("r", "reject"))],\"chain\":[\(entry("a", "pass"))],\"version\":1}")
    #expect(decide(chain) == ["a pass", "r reject!*"])
    #expect(chain.entries.map(\.stage) == [.gates, .riskReview])
  }

  @Test func `evaluates every child and keeps what it said`() throws {
    let children = [
      entry("x", "reject"), entry("y", "unavailable"), entry("z", "pass", #","scope":{"coins":["HYPE"]}"#),
      #"{"not":"# + entry("w", "pass") + "}",
    ]
    let chain = try chain([#"{"id":"c","any":["# + children.joined(separator: ",") + "]}"])
    let trace = try #require(chain.decide(.example()).outcomes.first?.trace)
    #expect(trace.outcome == .unavailable("told_nothing"))
    #expect(trace.children.map(\.outcome.kind) == [.reject, .unavailable, .notApplicable, .reject])
    #expect(trace.children.map(\.outcome.code) == ["told_to", "told_nothing", nil, "negated"])
    #expect(trace.children.map(\.children.count) == [0, 0, 0, 1])
    #expect(trace.children.last?.children.first?.outcome.kind == .pass)
  }

  @Test func `reads the feeds of enabled entries, each once`() throws {
    func book(_ id: String, _ coins: String, _ more: String = "") -> String {
      "{\"id\":\"\(id)\",\"rule\":\"book\",\"scope\":{\"coins\":[\(coins)]}\(more)}"
    }
    let chain = try chain(
      [
        book("a", #""PURR""#), book("off", #""SOL""#, #","enabled":false"#), book("b", #""HYPE","PURR""#),
        entry("c", "pass"),
      ],
      riskReview: [book("r", #""BTC""#, #","mode":"shadow""#)])
    #expect(
      chain.feeds.map(\.description) == [
        "perp:PURR", "spot:PURR", "perp:HYPE", "spot:HYPE", "perp:BTC", "spot:BTC",
      ])
    #expect(chain.feeds(for: "HYPE").map(\.description) == ["perp:HYPE", "spot:HYPE"])
    #expect(chain.feeds(for: "SOL").isEmpty)
    let context = EntryContext.example()
    #expect(chain.feeds(readBy: chain.decide(context), for: context.signal) == [.perp("PURR"), .spot("PURR")])
  }

  @Test func `reads no feed of a coin that an inner or outer scope leaves out`() throws {
    func feeds(inner: String, outer: String) throws -> [Feed] {
      let child = "{\"rule\":\"book\",\"scope\":{\"coins\":[\(inner)]}}"
      return try Loading.chain(Loading.file("{\"not\":\(child),\"scope\":{\"coins\":[\(outer)]}}")).feeds
    }
    let purr: [Feed] = [.perp("PURR"), .spot("PURR")]
    #expect(try feeds(inner: #""P*""#, outer: #""PURR","HYPE""#) == purr)
    #expect(try feeds(inner: #""PURR","HYPE""#, outer: #""P*""#) == purr)
    #expect(try feeds(inner: #""PURR","HYPE""#, outer: #""PURR","BTC""#) == purr)
    #expect(try feeds(inner: #""HYPE""#, outer: #""PURR""#).isEmpty)
  }

  @Test func `finds a coin that a scope spells in another case`() throws {
    let chain = try chain([
      entry("a", "pass", #","scope":{"coins":["kPEPE","P*"]}"#),
      #"{"not":"# + entry("b", "pass", #","scope":{"pairs":["PURR|Hype"]}"#) + "}",
      entry("d", "pass", #","scope":{"coins":["sol"]},"enabled":false"#),
      entry("e", "pass", #","scope":{"coins":["BTC","btc"]}"#),
    ])
    #expect(chain.otherSpelling(of: "KPEPE") == "kPEPE")
    #expect(chain.otherSpelling(of: "kPEPE") == nil)
    #expect(chain.otherSpelling(of: "purr") == "PURR")
    #expect(chain.otherSpelling(of: "HYPE") == "Hype")
    #expect(chain.otherSpelling(of: "SOL") == "sol")
    #expect(chain.otherSpelling(of: "BTC") == nil && chain.otherSpelling(of: "btc") == nil)
    #expect(chain.otherSpelling(of: "Btc") == "BTC")
    #expect(chain.otherSpelling(of: "ETH") == nil)
  }

  @Test func `lists what blocks alone, where no more is wanted, and decides the same`() throws {
    let chain = try chain([
      entry("a", "pass"), entry("b", "reject", #","mode":"shadow""#), entry("c", "reject"),
      #"{"id":"d","all":["# + entry("e", "unavailable") + "]}", entry("f", "not_applicable"),
    ])
    let decision = chain.decide(.example(), listing: .blocking)
    #expect(decision.outcomes.map { chain.entries[$0.entryIndex].id } == ["c", "d"])
    #expect(decision.decidingIndex == 0 && decision.outcomes.allSatisfy(\.blocks))
    #expect(try self.chain([entry("a", "pass")]).decide(.example(), listing: .blocking).outcomes.isEmpty)
  }

  @Test func `asks of thousands of coins' entries just those in whose scope a signal is, in order`() throws {
    var random = SplitMix64(seed: 5)
    let coins = (0..<400).map { "C\($0)" }
    let entries = (0..<3000).map { number in
      let coin = coins[Int.random(in: 0..<400, using: &random)]
      let pattern = number % 7 == 0 ? "" : #","scope":{"coins":["\#(coin)"]}"#
      let pair = #","scope":{"pairs":["\#(coins[number % 400])|HYPE"],"directions":["long"]}"#
      return entry("e\(number)", "pass", number % 11 == 0 ? pair : pattern)
    }
    let chain = try chain(entries)
    for name in coins + ["PURR", "C400"] {
      for direction in Signal.Direction.allCases {
        let context = EntryContext.example(direction, coin: try #require(Coin(name)))
        let wanted = chain.entries.indices.filter { chain.entries[$0].node.scope.contains(context.signal) }
        #expect(chain.decide(context).outcomes.map(\.entryIndex) == wanted)
      }
    }
  }
}

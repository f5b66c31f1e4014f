import RuleEngine
import TestSupport
import Testing

/// What an override does to a decision: what it names does not block, and nothing else changes.
@Suite struct OverrideTests {
  private static let untilMs: Int64 = 1_774_400_000_000

  private static func override(_ id: String, scope: Scope = Scope(coins: [.prefix("")])) -> Override {
    Override(entryID: id, scope: scope, author: "mei", reason: "a test", untilMs: untilMs)
  }

  private static func context(direction: Signal.Direction = .long, nowMs: Int64 = untilMs - 1) -> EntryContext {
    EntryContext(
      signal: Signal(coin: "PURR", direction: direction, strategy: "alpha"), quotes: Quotes(), history: History(),
      nowMs: nowMs)
  }

  private static func entry(_ id: String, _ says: String, _ more: String = "") -> String {
    "{\"id\":\"\(id)\",\"rule\":\"say\",\"params\":{\"says\":\"\(says)\"}\(more)}"
  }

  private static func chain(_ gates: [String], review: [String] = []) throws -> RuleChain {
    let review = review.isEmpty ? "" : ",\"risk_review\":[\(review.joined(separator: ","))]"
    return try Loading.chain("{\"version\":1,\"chain\":[\(gates.joined(separator: ","))]\(review)}")
  }

  /// The outcomes as `id outcome`, with `!` where one blocks and `^` where it is lifted, and who decided.
  private static func words(_ decision: Decision, _ chain: RuleChain) -> [String] {
    let lifted = Set(decision.lifts.map(\.outcomeIndex))
    return decision.outcomes.enumerated().map { index, outcome in
      "\(chain.entries[outcome.entryIndex].id) \(outcome.trace.outcome.kind.rawValue)" + (outcome.blocks ? "!" : "")
        + (lifted.contains(index) ? "^" : "")
    } + [decision.deciding.map { chain.entries[$0.entryIndex].id } ?? "approved"]
  }

  @Test func `an entry that is overridden does not block, and the next that blocks decides`() throws {
    let chain = try OverrideTests.chain([
      OverrideTests.entry("a", "reject"), OverrideTests.entry("b", "pass"), OverrideTests.entry("c", "reject"),
    ])
    let one = chain.overridden(by: [OverrideTests.override("a")])
    #expect(
      OverrideTests.words(one.decide(OverrideTests.context()), chain) == ["a reject^", "b pass", "c reject!", "c"])
    let both = chain.overridden(by: [OverrideTests.override("a"), OverrideTests.override("c")])
    let decision = both.decide(OverrideTests.context())
    #expect(OverrideTests.words(decision, chain) == ["a reject^", "b pass", "c reject^", "approved"])
    #expect(decision.lifts.map(\.override.entryID) == ["a", "c"])
    #expect(both.decide(OverrideTests.context(), listing: .blocking).isApproved)
  }

  @Test func `from its end on, to the millisecond, it has no effect`() throws {
    let chain = try OverrideTests.chain([OverrideTests.entry("a", "reject")])
    let overridden = chain.overridden(by: [OverrideTests.override("a")])
    for (offset, isApproved) in [(-1, true), (0, false), (1, false)] {
      let context = OverrideTests.context(nowMs: OverrideTests.untilMs + Int64(offset))
      let decision = overridden.decide(context)
      #expect(decision.isApproved == isApproved, "\(offset)")
      #expect(decision.lifts.isEmpty != isApproved)
    }
  }

  @Test func `before its beginning, to the millisecond, it has no effect`() throws {
    let fromMs = OverrideTests.untilMs - 1000
    let override = Override(
      entryID: "a", scope: Scope(coins: [.exact("PURR")]), author: "mei", reason: "a test", fromMs: fromMs,
      untilMs: OverrideTests.untilMs)
    let chain = try OverrideTests.chain([OverrideTests.entry("a", "reject")]).overridden(by: [override])
    #expect(!chain.decide(OverrideTests.context(nowMs: fromMs - 1)).isApproved)
    #expect(chain.decide(OverrideTests.context(nowMs: fromMs)).isApproved)
  }

  @Test func `it is for the signals of its scope alone`() throws {
    let scope = Scope(coins: [.exact("PURR")], directions: [.exact("long")])
    let chain = try OverrideTests.chain([OverrideTests.entry("a", "reject")])
      .overridden(by: [OverrideTests.override("a", scope: scope)])
    #expect(chain.decide(OverrideTests.context()).isApproved)
    #expect(!chain.decide(OverrideTests.context(direction: .short)).isApproved)
  }

  @Test func `it lifts an entry that cannot know, and one of the risk review`() throws {
    let chain = try OverrideTests.chain(
      [OverrideTests.entry("a", "unavailable")], review: [OverrideTests.entry("r", "reject")])
    let gate = chain.overridden(by: [OverrideTests.override("a")])
    #expect(OverrideTests.words(gate.decide(OverrideTests.context()), chain) == ["a unavailable^", "r reject!", "r"])
    let all = chain.overridden(by: [OverrideTests.override("a"), OverrideTests.override("r")])
    #expect(
      OverrideTests.words(all.decide(OverrideTests.context()), chain) == ["a unavailable^", "r reject^", "approved"])
  }

  @Test func `it is not used where the entry does not block`() throws {
    let chain = try OverrideTests.chain([
      OverrideTests.entry("a", "pass"), OverrideTests.entry("b", "reject", #","mode":"shadow""#),
      OverrideTests.entry("c", "unavailable", #","on_unavailable":"allow""#),
    ])
    let overridden = chain.overridden(by: ["a", "b", "c"].map { OverrideTests.override($0) })
    let decision = overridden.decide(OverrideTests.context())
    #expect(decision.isApproved && decision.lifts.isEmpty)
    #expect(overridden.digest == chain.digest)
  }

  @Test func `an entry that is overridden decides as little as one that is a shadow`() throws {
    var random = SplitMix64(seed: 6)
    let says = ["pass", "reject", "unavailable", "not_applicable"]
    var approvals = 0
    for _ in 0..<2000 {
      let count = Int.random(in: 1...6, using: &random)
      let reviewed = Int.random(in: 0...3, using: &random)
      let words = (0..<count + reviewed).map { _ in says.randomElement(using: &random) ?? "pass" }
      let isOverridden = words.map { _ in Bool.random(using: &random) }
      let entries = { (isShadow: Bool) in
        words.indices.map { index in
          OverrideTests.entry(
            "e\(index)", words[index], isShadow && isOverridden[index] ? #","mode":"shadow""# : "")
        }
      }
      let chain = { (isShadow: Bool) in
        try OverrideTests.chain(
          Array(entries(isShadow)[..<count]), review: Array(entries(isShadow)[count...]))
      }
      let overridden = try chain(false).overridden(
        by: words.indices.filter { isOverridden[$0] }.map { OverrideTests.override("e\($0)") })
      let shadowed = try chain(true)
      let decision = overridden.decide(OverrideTests.context())
      let expected = shadowed.decide(OverrideTests.context())
      #expect(decision.isApproved == expected.isApproved)
      #expect(decision.deciding?.entryIndex == expected.deciding?.entryIndex)
      #expect(decision.outcomes.map(\.blocks) == expected.outcomes.map(\.blocks))
      #expect(decision.outcomes.map(\.trace.outcome.kind) == expected.outcomes.map(\.trace.outcome.kind))
      // From the end on it is as if there were none.
      let late = OverrideTests.context(nowMs: OverrideTests.untilMs)
      let (after, plain) = (overridden.decide(late), try chain(false).decide(late))
      #expect(after.lifts.isEmpty && after.outcomes.map(\.blocks) == plain.outcomes.map(\.blocks))
      approvals += decision.isApproved ? 1 : 0
    }
    #expect((200...1800).contains(approvals))
  }
}

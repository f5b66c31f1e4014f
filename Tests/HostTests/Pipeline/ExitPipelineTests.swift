import RuleEngine
import Testing

@testable import Host

/// The way an exit takes: never gated, on disk before its answer, and seen by the rules behind it.
@Suite struct ExitPipelineTests {
  private static let now = Fixture.nowMs
  private static let rules = Fixture.rules(
    #"{"id":"open","rule":"max_open_entries","params":{"max_open":1,"max_age_s":3600,"per":"pair"}}"#,
    #"{"id":"streak","rule":"loss_streak_guard","params":{"max_losses":2,"pause_s":60,"per":"all"}}"#)

  private static func answer(_ id: String) -> String { #"{"exit":{"signal_id":"\#(id)","recorded":true}}"# }

  @Test func `an open entry blocks the next one until its exit is reported`() throws {
    var fixture = try PipelineFixture(Self.rules)
    #expect(try fixture.answer(Fixture.line("a")).map(\.word) == ["approved"])
    #expect(try fixture.answer(Fixture.line("b", time: Self.now + 1)).map(\.word) == ["open_entries_exceeded"])
    #expect(fixture.exit("a", "5", at: 2) == nil)
    #expect(fixture.commit().map(\.description) == [Self.answer("a")])
    #expect(try fixture.answer(Fixture.line("c", time: Self.now + 2)).map(\.word) == ["approved"])
    #expect(fixture.store.exits.map(\.seq) == [1])
  }

  @Test func `an exit of an entry that waits for its commit goes with it, in order`() throws {
    var fixture = try PipelineFixture(Self.rules)
    try fixture.submit(Fixture.line("a"))
    #expect(fixture.exit("a", "-5", at: 0) == nil)
    try fixture.submit(Fixture.line("b"))
    #expect(fixture.exit("a", "-5.0", at: 0) == nil)
    #expect(fixture.exit("a", "-6", at: 0) == .alreadyClosed(pnlUSD: -5))
    #expect(fixture.exit("b", "-5", at: 0) == nil)
    try fixture.submit(Fixture.line("c"))
    let answers = fixture.commit()
    #expect(answers.map(\.word) == ["approved", nil, "approved", nil, nil, "loss_streak"])
    #expect(answers.filter { $0.word == nil }.map(\.description) == ["a", "a", "b"].map(Self.answer))
    #expect(fixture.store.appendCount == 1 && fixture.store.exits.map(\.afterSeq) == [1, 2])
  }

  @Test func `a commit that fails takes exits back with their entries`() throws {
    var fixture = try PipelineFixture(Self.rules)
    #expect(try fixture.answer(Fixture.line("a")).map(\.word) == ["approved"])
    fixture.store.failingAppends = [2]
    #expect(fixture.exit("a", "-5", at: 0) == nil)
    try fixture.submit(Fixture.line("b"))
    #expect(fixture.exit("b", "-5", at: 0) == nil)
    #expect(fixture.exit("b", "-5", at: 0) == nil)
    let answers = fixture.commit().map(\.description)
    #expect(answers.count == 4 && answers.allSatisfy { $0.contains(#""code":"store_unavailable""#) })
    #expect(fixture.pipeline.refusedByStore == [0, 1, 2, 3])
    #expect(fixture.pipeline.counts.exits == 0 && fixture.pipeline.counts.exitsRefusedByStore == 3)
    // The first entry is open again, nothing was lost in a row, and the exit is taken the second time.
    #expect(try fixture.answer(Fixture.line("c")).map(\.word) == ["open_entries_exceeded"])
    #expect(fixture.exit("b", "-5", at: 0) == .unknownSignal)
    #expect(fixture.exit("a", "-5", at: 0) == nil)
    #expect(fixture.commit().map(\.description) == [Self.answer("a")])
    #expect(try fixture.answer(Fixture.line("d")).map(\.word) == ["approved"])
    #expect(fixture.store.isWhole && fixture.store.exits.map(\.number) == [1])
  }

  @Test(arguments: [false, true])
  func `what is refused for something that waits is refused by the store with it`(_ isAhead: Bool) throws {
    let writer = try WorkerPool(threads: 1)
    var fixture = try PipelineFixture(Self.rules, logLevel: isAhead ? .error : .debug)
    _ = try fixture.answer(Fixture.line("a"), Fixture.line("r"))
    for failing in [Set([2]), []] {
      fixture.store.failingAppends = failing
      #expect(fixture.exit("a", "-5", at: 0) == nil)
      try fixture.submit(Fixture.line("b"), Fixture.line("c"))
      // The refusals of a thread's commit are learnt of before what rests on it is answered.
      if isAhead { _ = fixture.commitAhead(on: writer) }
      for (id, pnl) in [("a", "-6"), ("c", "1"), ("r", "1"), ("z", "1")] { fixture.refusedExit(id, pnl) }
      let answers = fixture.commit().map(\.description)
      let own = ["exit_conflict", "exit_not_approved", "exit_not_approved", "exit_unknown"].map { "refused: \($0)" }
      try #require(answers.count == 7)
      #expect(answers[..<3].allSatisfy { $0.contains("store_unavailable") } == !failing.isEmpty)
      if failing.isEmpty {
        #expect(Array(answers[3...]) == own)
      } else {
        #expect(answers[3...4].allSatisfy { $0.contains(#""recorded":false,"code":"store_unavailable""#) })
        #expect(Array(answers[5...]) == Array(own[2...]))
        if !isAhead { #expect(fixture.pipeline.refusedByStore == [0, 1, 2, 3, 4]) }
      }
    }
    #expect(fixture.pipeline.counts.badSignals == 6 && fixture.pipeline.counts.exitsRefusedByStore == 3)
    let reports = try fixture.journal.lines().count { $0.contains("WARNING answered refused: ") }
    #expect(reports == (isAhead ? 0 : 6))
  }

  @Test func `what cannot be closed is refused, and nothing waits`() throws {
    var fixture = try PipelineFixture(Self.rules)
    _ = try fixture.answer(Fixture.line("a"), Fixture.line("b"))
    #expect(fixture.exit("nobody", "1", at: 0) == .unknownSignal)
    #expect(fixture.exit("A", "1", at: 0) == .unknownSignal)
    #expect(fixture.exit("b", "1", at: 0) == .notApproved)
    #expect(fixture.exit("a", "1", at: 0) == nil)
    #expect(fixture.commit().count == 1)
    #expect(fixture.exit("a", "1", at: 9) == nil)
    #expect(fixture.exit("a", "2", at: 9) == .alreadyClosed(pnlUSD: 1))
    #expect(fixture.commit().map(\.description) == [Self.answer("a")])
    #expect(fixture.store.exits.count == 1 && fixture.pipeline.counts.exits == 1)
  }

  @Test func `a store that cannot be asked refuses an exit`() throws {
    var fixture = try PipelineFixture(Self.rules)
    _ = try fixture.answer(Fixture.line("a"))
    fixture.store.failsLookups = true
    #expect(fixture.exit("a", "1", at: 0) == nil)
    #expect(fixture.commit().map(\.description).first?.contains("store_unavailable") == true)
  }

  @Test func `the history survives a restart: what is open, however old, and the losses`() throws {
    var first = try PipelineFixture(Self.rules)
    for (number, id) in ["a", "b"].enumerated() {
      _ = try first.answer(Fixture.line(id, time: Self.now + Int64(number)))
      #expect(first.exit(id, "-1", at: Int64(number)) == nil)
      _ = first.commit()
    }
    func words(_ rules: String, at ms: Int64) throws -> [String?] {
      var again = try PipelineFixture(rules, store: first.store)
      return try again.answer(Fixture.line(nil, time: Self.now + ms)).map(\.word)
    }
    #expect(try words(Self.rules, at: 60_000) == ["loss_streak"])
    #expect(try words(Self.rules, at: 60_001) == ["approved"])
    #expect(try words(Self.rules, at: 3_660_000) == ["open_entries_exceeded"])
    #expect(try words(Self.rules, at: 3_660_001) == ["approved"])
    let years = 10 * History.longestWindowMs
    let endless = Self.rules.replacing("3600", with: "null")
    #expect(try words(endless, at: years) == ["open_entries_exceeded"])
  }

  @Test func `rules that come into force later see what was open and closed before`() throws {
    var fixture = try PipelineFixture(Fixture.rules(Fixture.rate(9, windowSeconds: 60)))
    _ = try fixture.answer(Fixture.line("a"))
    try fixture.submit(Fixture.line("b"))
    #expect(fixture.exit("b", "-1", at: 0) == nil)
    try fixture.reload(Self.rules)
    // The first entry is in the store, the second and its exit wait.
    try fixture.submit(Fixture.line("c"))
    #expect(fixture.commit().map(\.word) == ["approved", nil, "open_entries_exceeded"])
    #expect(fixture.exit("a", "-1", at: 0) == nil)
    try fixture.submit(Fixture.line("d"))
    #expect(fixture.commit().map(\.word) == [nil, "loss_streak"])
  }

  @Test func `an exit is logged in one line`() throws {
    var fixture = try PipelineFixture(Self.rules)
    _ = try fixture.answer(Fixture.line("a"))
    _ = fixture.exit("a", "-12.50", at: 0)
    _ = fixture.commit()
    #expect(try fixture.journal.lines().contains { $0.hasSuffix("INFO 📕 平仓已记录 | PURR|HYPE | a | pnl=-12.5 USD") })
  }
}

extension PipelineFixture {
  /// Submits an exit, so long after `Fixture.nowMs`.
  mutating func exit(_ id: String, _ pnl: String, at ms: Int64) -> ExitFault.Problem? {
    let line = #"{"event":"exit","signal_id":"\#(id)","pnl_usd":\#(pnl)}"#
    return submit(Exit(signalID: id, pnlUSD: ExactDecimal(pnl) ?? 0), line, nowMs: Fixture.nowMs + ms)?.problem
  }

  /// Submits an exit, and its answer where it is not taken note of.
  mutating func refusedExit(_ id: String, _ pnl: String) {
    let exit = Exit(signalID: id, pnlUSD: ExactDecimal(pnl) ?? 0)
    guard let refusal = submit(exit, "{}", nowMs: Fixture.nowMs) else { return }
    submitBad("refused: \(ExitFault(refusal.problem).code)", refusal)
  }
}

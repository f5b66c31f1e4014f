import RuleEngine
import TestSupport
import Testing

@testable import Host

/// Deciding while a thread writes: nobody can tell it from writing in between.
@Suite struct CommitAheadTests {
  private static let rules = Fixture.rules(Fixture.rate(5))

  /// Signals of few ids and both directions, so that there are repetitions and conflicts, on a limit; and other lines.
  private func batches(_ random: inout SplitMix64) -> [[String?]] {
    var time = Fixture.nowMs
    return (0..<Int.random(in: 1...8, using: &random)).map { _ in
      (0..<Int.random(in: 1...6, using: &random)).map { _ in
        time += Int64.random(in: 0...1_200_000, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return nil
        case 1: return Fixture.line(nil, time: time)
        default:
          let direction = Int.random(in: 0..<4, using: &random) == 0 ? "short" : "long"
          return Fixture.line("i\(Int.random(in: 0..<20, using: &random))", direction, time: time)
        }
      }
    }
  }

  private func submit(_ lines: [String?], _ fixture: inout PipelineFixture) throws {
    for line in lines {
      if let line { try fixture.submit(line) } else { fixture.submitBad("bad") }
    }
  }

  @Test(arguments: [false, true])
  func `answers, records and counts are those of commits in between, whatever the store refuses`(
    isStoreNew: Bool
  ) throws {
    var random = SplitMix64(seed: 23)
    let writer = try WorkerPool(threads: 1)
    var refusals = 0
    for _ in 0..<150 {
      let batches = batches(&random)
      let failing = Set((1...8).filter { _ in Int.random(in: 0..<4, using: &random) == 0 })
      var ahead = try PipelineFixture(CommitAheadTests.rules, isStoreNew: isStoreNew, logLevel: .error)
      ahead.store.failingAppends = failing
      var answers: [String] = []
      for batch in batches {
        try submit(batch, &ahead)
        answers += ahead.commitAhead(on: writer).map(\.description)
      }
      answers += ahead.commit().map(\.description)

      // What is decided while the store refuses the commit before belongs to that commit.
      var between = try PipelineFixture(CommitAheadTests.rules)
      between.store.failingAppends = failing
      var expected: [String] = []
      var isJoined = false
      for (index, batch) in batches.enumerated() {
        try submit(batch, &between)
        let writes = between.pipeline.recordCount > between.store.records.count
        let isRefused = writes && failing.contains(between.store.appendCount + 1)
        if isRefused, !isJoined, index + 1 < batches.count {
          isJoined = true
          continue
        }
        if isRefused { refusals += 1 }
        isJoined = false
        expected += between.commit().map(\.description)
      }
      #expect(answers == expected)
      #expect(ahead.store.records.map(\.hash) == between.store.records.map(\.hash))
      #expect(ahead.store.isWhole)
      #expect(ahead.pipeline.counts.approved == between.pipeline.counts.approved)
      #expect(ahead.pipeline.counts.rejected == between.pipeline.counts.rejected)
      #expect(ahead.pipeline.recordCount == between.pipeline.recordCount)
    }
    #expect(refusals > 50)
  }

  @Test func `nothing is said or answered before its own records are durable`() throws {
    let writer = try WorkerPool(threads: 1)
    var fixture = try PipelineFixture(CommitAheadTests.rules, logLevel: .error)
    try fixture.submit(Fixture.line("a"))
    #expect(fixture.commitAhead(on: writer).isEmpty)
    try fixture.submit(Fixture.line("b"))
    #expect(fixture.commitAhead(on: writer).map(\.id) == ["a"])
    #expect(fixture.commitAhead(on: writer).map(\.id) == ["b"])
    #expect(fixture.commitAhead(on: writer).isEmpty)
    let lines = try fixture.journal.lines()
    for id in ["a", "b"] {
      let durable = try #require(lines.firstIndex(of: "store: durable \(id)"))
      let said = try #require(lines.firstIndex(of: "alert: signal \(id)"))
      #expect(durable < said)
    }
  }
}

import RuleEngine
import Testing

@testable import Host

/// Which earlier verdicts a host remembers.
@Suite struct RecentHistoryTests {
  private static let dayMs: Int64 = 86_400_000

  private func entry(_ timeMs: Int64) -> History.Entry { .init(timeMs: timeMs, coin: "PURR", pair: "PURR") }

  @Test func `memory follows the window, whatever comes, and nothing is missing in it`() throws {
    var history = RecentHistory()
    let windowMs: Int64 = 600_000
    var reads: [Int64] = []
    var most = 0
    for second in 0..<20_000 as Range<Int64> {
      let now = Fixture.nowMs + second * 1000
      try history.cover(windowMs: windowMs, nowMs: now) { afterMs, _ in
        reads.append(afterMs)
        return []
      }
      history.append(entry(now))
      #expect(history.value.approvals(in: .all, now: now, windowMs: windowMs) == Int(min(second + 1, 600)))
      most = max(most, history.value.momentCount)
    }
    #expect(reads.count == 1)
    // Four groups, the window, and two minutes and an eighth of the window more at most.
    #expect(most <= 4 * (600 + 60 + 60 + 75 + 2))
  }

  @Test func `where no rule looks back nothing is read, and little kept`() throws {
    var history = RecentHistory()
    for second in 0..<1000 as Range<Int64> {
      let now = Fixture.nowMs + second * 1000
      try history.cover(windowMs: 0, nowMs: now) { _, _ in
        Issue.record("the store was asked")
        return []
      }
      history.append(entry(now))
      #expect(history.value.momentCount <= 4 * 123)
    }
  }

  @Test func `rules that begin to look back have all read to them, however soon and little they do`() throws {
    var history = RecentHistory()
    let now = Fixture.nowMs
    try history.cover(windowMs: 0, nowMs: now) { _, _ in [] }
    history.append(entry(now + 1))
    try history.cover(windowMs: 3000, nowMs: now + 2000) { _, _ in [entry(now - 500), entry(now + 1)] }
    #expect(history.value.approvals(in: .all, now: now + 2000, windowMs: 3000) == 2)
    try history.cover(windowMs: 0, nowMs: now + 2000) { _, _ in [] }
    try history.cover(windowMs: 3000, nowMs: now + 2000) { _, _ in
      Issue.record("what was read is still there")
      return []
    }
  }

  @Test func `the store is asked again for a longer window, and when the clock is set back`() throws {
    var history = RecentHistory()
    var reads: [Int64] = []
    func cover(_ windowMs: Int64, _ nowMs: Int64) throws {
      try history.cover(windowMs: windowMs, nowMs: nowMs) { afterMs, _ in
        reads.append(afterMs)
        return [entry(Fixture.nowMs - 3_000_000), entry(Fixture.nowMs - 2_000_000)].filter { $0.timeMs > afterMs }
      }
    }
    let now = Fixture.nowMs
    func count() -> Int { history.value.approvals(in: .all, now: now, windowMs: 3_600_000) }
    try cover(1000, now)
    try cover(1000, now - RecentHistory.usualMarginMs)
    #expect(reads == [now - History.longestWindowMs])
    #expect(count() == 1)
    try cover(3_600_000, now)
    #expect(reads.count == 2)
    #expect(count() == 2)
    // Far ahead all but the last is forgotten; back again it is read.
    try cover(3_600_000, now + RecentHistoryTests.dayMs)
    #expect(history.value.lastApproval(in: .all, now: now) == now - 2_000_000)
    #expect(count() == 1)
    try cover(3_600_000, now)
    #expect(reads.count == 3)
    #expect(count() == 2)
  }

  @Test func `a pipeline's limits hold across a clock that jumps ahead and back, and a rule that looks further back`()
    throws
  {
    var fixture = try PipelineFixture(Fixture.rules(Fixture.rate(2, windowSeconds: 60)))
    let (now, day) = (Fixture.nowMs, RecentHistoryTests.dayMs)
    #expect(try fixture.answer(Fixture.line("a", time: now)).map(\.word) == ["approved"])
    #expect(try fixture.answer(Fixture.line("b", time: now + day)).map(\.word) == ["approved"])
    // The first is read again, and what waits for its commit counts with it.
    #expect(
      try fixture.answer(Fixture.line("c", time: now + 1), Fixture.line("d", time: now + 2)).map(\.word)
        == ["approved", "rate_exceeded"])
    try fixture.reload(Fixture.rules(Fixture.rate(3, windowSeconds: 86_401)))
    #expect(try fixture.answer(Fixture.line("e", time: now + day)).map(\.word) == ["rate_exceeded"])
  }
}

import RuleEngine
import Testing

@testable import Host

/// Which open entries a host remembers, and for how long.
@Suite struct RecentOpenEntriesTests {
  private static let start = Fixture.nowMs

  private func entry(_ timeMs: Int64) -> History.Entry { .init(timeMs: timeMs, coin: "PURR", pair: "PURR") }

  /// An entry a second, each closed five seconds later; the last of them.
  private func run(
    _ history: inout RecentHistory, openWindowMs: Int64, seconds: Range<Int64>, closes: Bool = true
  ) throws -> Int {
    var most = 0
    for second in seconds {
      let now = Self.start + second * 1000
      try history.cover(windowMs: 0, openWindowMs: openWindowMs, nowMs: now) { _, _ in [] }
      history.append(entry(now))
      if closes, second >= 5 {
        history.close(entry(now - 5000).closed(by: .init(timeMs: now, pnlUSD: -1)))
      }
      most = max(most, history.value.momentCount)
    }
    return most
  }

  @Test func `memory is bounded by what is open, however long that may be`() throws {
    var history = RecentHistory()
    let most = try run(&history, openWindowMs: .max, seconds: 0..<5000)
    let now = Self.start + 4_999_000
    #expect(history.value.openEntries(in: .all, now: now) == 5)
    // Four groups; two minutes and a little of verdicts and of closings, and what is open.
    #expect(most <= 4 * (2 * 123 + 6))
    // The first entry that is never closed is open for years.
    var years = RecentHistory()
    _ = try run(&years, openWindowMs: .max, seconds: 0..<1, closes: false)
    _ = try run(&years, openWindowMs: .max, seconds: 100_000_000..<100_000_001, closes: false)
    #expect(years.value.openEntries(in: .all, now: .max / 2) == 2)
  }

  @Test func `entries that nobody closes are forgotten with their age`() throws {
    var history = RecentHistory()
    let most = try run(&history, openWindowMs: 600_000, seconds: 0..<5000, closes: false)
    let now = Self.start + 4_999_000
    #expect(history.value.openEntries(in: .all, now: now, maxAgeMs: 600_000) == 600)
    #expect(most <= 4 * (123 + 600 + 60 + 60 + 75 + 2))
  }

  @Test func `where no rule asks for them no open entry is remembered`() throws {
    var history = RecentHistory()
    #expect(try run(&history, openWindowMs: 0, seconds: 0..<1000) <= 4 * 2 * 123)
    #expect(history.value.openEntries(in: .all, now: .max) == 0)
  }

  @Test func `the store is asked when a rule comes that looks at open entries, and at older ones`() throws {
    var history = RecentHistory()
    var reads: [Int64] = []
    func cover(_ openWindowMs: Int64) throws {
      try history.cover(windowMs: 1000, openWindowMs: openWindowMs, nowMs: Self.start) { _, openAfterMs in
        reads.append(openAfterMs)
        return [1, 2_000_000, 1 << 50].map { entry(Self.start - $0) }.filter { $0.timeMs > openAfterMs }
      }
    }
    func count() -> Int { history.value.openEntries(in: .all, now: Self.start) }
    try cover(0)
    #expect(count() == 0)
    try cover(1_000_000)
    #expect(count() == 1)
    try cover(.max)
    #expect(count() == 3)
    // Asked for less the older ones are forgotten; asked for again they are read.
    try cover(1_000_000)
    #expect(count() == 1 && reads.count == 3)
    try cover(0)
    #expect(count() == 0)
    try cover(.max)
    #expect(count() == 3 && reads.count == 4)
    #expect(reads[0] == .max && reads[1] == Self.start - 1_000_000 - RecentHistory.usualMarginMs)
  }
}

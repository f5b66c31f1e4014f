@testable import Host
import Testing

/// When books come too slowly for a feed.
@Suite struct BookPaceTests {
  /// What the intervals change, one after another.
  private func changes(_ intervals: [Int64], maxAgeMs: Int64) -> [BookPace.Change?] {
    var pace = BookPace()
    var nowMs: Int64 = 100
    _ = pace.received(nowMs: nowMs, maxAgeMs: maxAgeMs)
    return intervals.map { interval in
      nowMs += interval
      return pace.received(nowMs: nowMs, maxAgeMs: maxAgeMs)
    }
  }

  @Test func `an interval of exactly the greatest age is fast enough, one millisecond more is not`() {
    #expect(changes([3000, 3000, 3000, 3000], maxAgeMs: 3000) == [nil, nil, nil, nil])
    #expect(changes([3001, 3001, 3001, 3001], maxAgeMs: 3000) == [nil, nil, .becameSlow, nil])
  }

  @Test func `it takes three in a row, either way, and each change is told once`() {
    #expect(changes([9, 9, 1, 9, 9, 1], maxAgeMs: 3) == [nil, nil, nil, nil, nil, nil])
    #expect(
      changes([9, 9, 9, 9, 1, 1, 9, 1, 1, 1, 1], maxAgeMs: 3)
        == [nil, nil, .becameSlow, nil, nil, nil, nil, nil, nil, .becameFast, nil])
  }

  @Test func `the time between two subscriptions is no interval`() {
    var pace = BookPace()
    for step in 0..<10 {
      #expect(pace.received(nowMs: Int64(step) * 100_000, maxAgeMs: 3) == nil)
      pace.interrupted()
    }
    #expect(pace.intervalMs == nil)
    #expect(!pace.isSlow)
  }

  @Test func `what is known of the pace outlives an interruption`() {
    var pace = BookPace()
    for step in 0...3 { _ = pace.received(nowMs: Int64(step) * 5400, maxAgeMs: 3000) }
    #expect(pace.isSlow)
    #expect(pace.intervalMs == 5400)
    pace.interrupted()
    #expect(pace.isSlow)
    for step in 0...3 { #expect(pace.received(nowMs: 50_000 + Int64(step) * 5400, maxAgeMs: 3000) == nil) }
  }
}

@testable import Host
import Testing

/// When the exchange's lists of coins are asked for.
@Suite struct ResolverScheduleTests {
  /// A schedule whose lists came at time 0.
  private func resolved(leavesFeeds: Bool = false) -> ResolverSchedule {
    var schedule = ResolverSchedule()
    schedule.needed(nowMs: 0)
    _ = schedule.ask(nowMs: 0)
    schedule.succeeded(nowMs: 0, leavesFeeds: leavesFeeds)
    return schedule
  }

  @Test func `nothing is asked before feeds are needed, nor twice at once, nor again when all are found`() {
    var schedule = ResolverSchedule()
    #expect(schedule.ask(nowMs: 0) == false)
    schedule.needed(nowMs: 10)
    #expect(schedule.dueMs == 10)
    #expect(schedule.ask(nowMs: 9) == false)
    #expect(schedule.ask(nowMs: 10) == true)
    #expect(schedule.ask(nowMs: 11) == false)
    schedule.succeeded(nowMs: 12, leavesFeeds: false)
    #expect(schedule.dueMs == nil)
    #expect(schedule.resolvedMs == 12)
    #expect(schedule.ask(nowMs: 1_000_000_000) == false)
  }

  @Test func `an unresolved feed is looked for again after five minutes, again and again`() {
    var schedule = resolved(leavesFeeds: true)
    for round in 1...100 as ClosedRange<Int64> {
      #expect(schedule.ask(nowMs: round * 300_000 - 1) == false)
      #expect(schedule.ask(nowMs: round * 300_000) == true)
      schedule.succeeded(nowMs: round * 300_000, leavesFeeds: true)
    }
  }

  @Test func `a reconnection asks again when the lists are an hour old and not before`() {
    var early = resolved()
    early.reconnecting(nowMs: 3_599_999)
    #expect(early.dueMs == nil)
    early.reconnecting(nowMs: 3_600_000)
    #expect(early.dueMs == 3_600_000)
    #expect(early.ask(nowMs: 3_600_000) == true)
    early.reconnecting(nowMs: 3_600_001)
    early.succeeded(nowMs: 3_600_100, leavesFeeds: false)
    #expect(early.dueMs == nil)
    early.reconnecting(nowMs: 7_200_099)
    #expect(early.dueMs == nil)
  }

  @Test func `failures are repeated with backoff, six times in all, and then after five minutes`() {
    var schedule = ResolverSchedule()
    schedule.needed(nowMs: 0)
    var nowMs: Int64 = 0
    for _ in 0..<3 {
      var waits: [Int64] = []
      for _ in 0..<6 {
        #expect(schedule.ask(nowMs: nowMs) == true)
        schedule.failed(nowMs: nowMs, fraction: 1)
        let due = schedule.dueMs ?? -1
        #expect(schedule.ask(nowMs: due - 1) == false)
        waits.append(due - nowMs)
        nowMs = due
      }
      #expect(waits == [1000, 2000, 4000, 8000, 16_000, 300_000])
    }
  }

  @Test func `a flapping connection does not hurry what keeps failing`() {
    var schedule = resolved()
    schedule.reconnecting(nowMs: 4_000_000)
    for _ in 0..<6 {
      _ = schedule.ask(nowMs: schedule.dueMs ?? -1)
      schedule.failed(nowMs: 4_000_000, fraction: 0)
    }
    schedule.reconnecting(nowMs: 4_000_001)
    #expect(schedule.dueMs == 4_300_000)
  }

  @Test func `feeds that are added while the lists are under way call for them again`() {
    var schedule = ResolverSchedule()
    schedule.needed(nowMs: 0)
    _ = schedule.ask(nowMs: 0)
    schedule.needed(nowMs: 5)
    #expect(schedule.ask(nowMs: 5) == false)
    schedule.succeeded(nowMs: 9, leavesFeeds: false)
    #expect(schedule.ask(nowMs: 9) == true)
  }

  @Test func `nothing is looked up for nobody`() {
    var schedule = resolved(leavesFeeds: true)
    schedule.notNeeded()
    #expect(schedule.dueMs == nil)
    schedule.reconnecting(nowMs: 4_000_000)
    #expect(schedule.dueMs == nil)
    schedule.needed(nowMs: 4_000_000)
    _ = schedule.ask(nowMs: 4_000_000)
    schedule.notNeeded()
    schedule.failed(nowMs: 4_000_001, fraction: 0)
    #expect(schedule.dueMs == nil)
  }
}

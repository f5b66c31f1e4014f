import TestSupport
import Testing

@testable import Host

/// When the sender tries again, in simulated time.
@Suite struct DeliveryScheduleTests {
  @Test func `waits double up to five minutes and are forgotten with the first success`() {
    var schedule = DeliverySchedule()
    #expect(schedule.waitMs(nowMs: 0) == 0)
    var now: Int64 = 0
    for wait: Int64 in [2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000] {
      schedule.note(.unavailable, nowMs: now, fraction: 1)
      #expect(schedule.waitMs(nowMs: now) == wait)
      #expect(schedule.waitMs(nowMs: now + wait - 1) == 1)
      now += wait
      #expect(schedule.waitMs(nowMs: now) == 0)
    }
    schedule.note(.delivered, nowMs: now, fraction: 1)
    #expect(schedule.failures == 0 && schedule.waitMs(nowMs: now) == 0)
    schedule.note(.refused, nowMs: now, fraction: 1)
    #expect(schedule.waitMs(nowMs: now) == 2000)
  }

  @Test func `whatever is drawn, no wait is shorter than half a second or longer than five minutes`() {
    var random = SplitMix64(seed: 11)
    for _ in 0..<100 {
      var schedule = DeliverySchedule()
      for attempt in 0..<40 {
        let fraction = attempt.isMultiple(of: 7) ? 0 : Double.random(in: 0...1, using: &random)
        schedule.note(attempt.isMultiple(of: 2) ? .refused : .unavailable, nowMs: 50, fraction: fraction)
        #expect((500...300_000).contains(schedule.waitMs(nowMs: 50)))
      }
    }
  }

  @Test(arguments: [
    (200, DeliverySchedule.Outcome.delivered), (204, .delivered), (301, .refused), (400, .refused), (401, .refused),
    (404, .refused), (408, .unavailable), (429, .unavailable), (500, .unavailable), (503, .unavailable),
  ])
  func `a status says whether to wait or to go on`(_ status: Int, _ outcome: DeliverySchedule.Outcome) {
    #expect(DeliverySchedule.outcome(status: status, isAccepted: (200..<300).contains(status)) == outcome)
  }
}

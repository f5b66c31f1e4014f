import RuleEngine
import Testing

@testable import Host

/// What is said of alerts on their way, in simulated time.
@Suite struct DeliveryWatchTests {
  private func notices(
    _ attempts: [(DeliverySchedule.Outcome, isLast: Bool, nowMs: Int64)]
  ) -> [DeliveryWatch.Notice?] {
    var watch = DeliveryWatch()
    return attempts.map { watch.take($0.0, isLast: $0.isLast, nowMs: $0.nowMs) }
  }

  @Test func `a webhook that fails for over a minute is named once, and once when it works again`() {
    let notices = notices([
      (.delivered, false, 0), (.unavailable, false, 1000), (.refused, false, 30_000), (.unavailable, false, 61_000),
      (.unavailable, false, 61_001), (.unavailable, false, 400_000), (.delivered, false, 500_000),
      (.delivered, false, 500_001), (.unavailable, false, 500_002), (.unavailable, false, 560_003),
    ])
    #expect(notices == [nil, nil, nil, nil, .late, nil, .recovered, nil, nil, .late])
  }

  @Test func `an alert that is given up is named at once, a failure that passes never`() {
    let notices = notices([
      (.refused, false, 0), (.refused, true, 10), (.refused, true, 20), (.unavailable, false, 900_000),
      (.delivered, false, 900_001), (.unavailable, false, 900_002), (.delivered, false, 950_000),
      (.unavailable, false, 970_000), (.delivered, false, 1_020_000),
    ])
    #expect(notices == [nil, .givenUp, nil, nil, .recovered, nil, nil, nil, nil])
  }

  @Test(arguments: [DeliveryWatch.Notice.givenUp, .late, .recovered])
  func `a notice names the server in both languages`(_ notice: DeliveryWatch.Notice) {
    let text = notice.text(host: "hooks.example")
    #expect(text.zh.contains("hooks.example") && text.en.contains("hooks.example"))
    #expect(notice.level == (notice == .recovered ? .info : .warning))
  }
}

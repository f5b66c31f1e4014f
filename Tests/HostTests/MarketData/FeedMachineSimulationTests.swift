@testable import Host
import RuleEngine
import TestSupport
import Testing

/// Hours on a bad network: what must hold at every moment, and what must come in the end.
@Suite struct FeedMachineSimulationTests {
  private static let needs = [
    FeedNeed(feed: .perp("PURR"), coinID: "PURR", maxAgeMs: 10_000),
    FeedNeed(feed: .spot("PURR"), coinID: "PURR/USDC", maxAgeMs: 10_000),
    FeedNeed(feed: .perp("HYPE"), coinID: "HYPE", maxAgeMs: 3_000),
    FeedNeed(feed: .spot("HYPE"), coinID: "@107", maxAgeMs: 60_000),
  ]

  /// How many elements all collections of a value have together.
  private func size(of value: Any) -> Int {
    let mirror = Mirror(reflecting: value)
    let own = [.collection, .dictionary, .set].contains(mirror.displayStyle) ? mirror.children.count : 0
    return own + mirror.children.reduce(0) { $0 + size(of: $1.value) }
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `no storm brings back a dead book, and when it is over every feed is live`(_ seed: UInt64) {
    let session = SimulatedSession(seed: seed)
    var generator = SplitMix64(seed: seed)
    session.need(Self.needs, isStart: true)
    for round in 0..<6 {
      session.exchange.weather = round % 2 == 0 ? .storm : .calm
      if Int.random(in: 0..<4, using: &generator) == 0 { session.exchange.weather.refuses = 1000 }
      session.exchange.bookEveryMs = Bool.random(using: &generator) ? 540 : 5400
      for _ in 0..<6 {
        session.run(Int64.random(in: 1...50, using: &generator))
        session.need(Self.needs.filter { _ in Int.random(in: 0..<4, using: &generator) > 0 })
      }
    }
    #expect(session.faults == [], "seed \(seed)")
    session.exchange.weather = .calm
    session.exchange.bookEveryMs = 540
    session.need(Self.needs)
    // A healthy coin may have been set aside by coincidence: it takes five minutes, and one trial.
    session.run(400)
    #expect(session.machine.feeds.map(\.source) == Self.needs.map { _ in .webSocket }, "seed \(seed)")
    #expect(session.machine.feeds.allSatisfy { !$0.isSlow && $0.setAside == nil }, "seed \(seed)")
    #expect(!session.machine.isPolling, "seed \(seed)")
    #expect(session.faults == [], "seed \(seed)")
    // Nearly all of it is times within the last minute, which the limits bound.
    #expect(size(of: session.machine) < 2000 + 500 + 20 + 200, "seed \(seed)")
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `healthy feeds are never lost because of bad ones`(_ seed: UInt64) {
    let session = SimulatedSession(seed: seed)
    var generator = SplitMix64(seed: seed)
    session.exchange.closing = ["@666"]
    session.exchange.unknown = ["@0", "NONE"]
    session.exchange.mute = ["DEAD"]
    session.exchange.bookEveryMs = 2000
    let bad = [
      FeedNeed(feed: .spot("BAD"), coinID: "@666", maxAgeMs: 10_000),
      FeedNeed(feed: .spot("NIL"), coinID: "@0", maxAgeMs: 10_000),
      FeedNeed(feed: .perp("NONE"), coinID: "NONE", maxAgeMs: 10_000),
      FeedNeed(feed: .perp("DEAD"), coinID: "DEAD", maxAgeMs: 10_000),
    ]
    session.need((Self.needs + bad).shuffled(using: &generator), isStart: true)
    session.run(3600)
    #expect(session.faults == [], "seed \(seed)")
    for need in Self.needs { #expect(session.liveMs[need.feed, default: 0] > 3_560_000, "seed \(seed): \(need.feed)") }
    let told = session.warnings.map(\.text.en).sorted()
    let expected: [FeedWarning] = [
      .setAside(.perp("NONE"), coinID: "NONE", .unknownCoin), .setAside(.spot("BAD"), coinID: "@666", .closesSocket),
      .setAside(.spot("NIL"), coinID: "@0", .unknownCoin),
    ]
    #expect(told == expected.map(\.text.en).sorted(), "seed \(seed)")
    // Three to find it out, and one every five minutes to see whether it still is so.
    #expect(session.connections <= 1 + 3 + 12, "seed \(seed)")
  }

  @Test(arguments: 1...2 as ClosedRange<UInt64>)
  func `on a calm network one connection lasts, pinged three times a minute`(_ seed: UInt64) {
    let session = SimulatedSession(seed: seed)
    session.need(Self.needs, isStart: true)
    session.run(3600)
    #expect(session.connections == 1, "seed \(seed)")
    #expect(session.pings == 179, "seed \(seed)")
    #expect(session.polls == 0, "seed \(seed)")
    #expect(session.warnings == [], "seed \(seed)")
    #expect(session.faults == [], "seed \(seed)")
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `a server that ignores fast is told of once, for the feeds that it matters to`(_ seed: UInt64) {
    let session = SimulatedSession(seed: seed)
    session.exchange.bookEveryMs = 5400
    session.need(Self.needs, isStart: true)
    session.run(3600)
    #expect(session.connections == 1, "seed \(seed)")
    #expect(session.warnings.count == 1, "seed \(seed)")
    guard case .booksSlow(.perp("HYPE"), let intervalMs, 3000)? = session.warnings.first else {
      Issue.record("seed \(seed): \(session.warnings)")
      return
    }
    #expect((5200...5600).contains(intervalMs), "seed \(seed)")
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `while no connection can be made, REST serves every feed`(_ seed: UInt64) {
    let session = SimulatedSession(seed: seed)
    session.need(Self.needs, isStart: true)
    session.run(60)
    session.exchange.weather.refuses = 1000
    session.exchange.weather.breaks = 1000
    session.run(1)
    let before = session.polls
    session.run(606)
    #expect((4 * 590...4 * 602).contains(session.polls - before), "seed \(seed)")
    #expect(session.machine.feeds.map(\.source) == Self.needs.map { _ in .rest }, "seed \(seed)")
    for need in Self.needs { #expect(session.liveMs[need.feed, default: 0] > 657_000, "seed \(seed): \(need.feed)") }
    session.exchange.weather = .calm
    session.run(40)
    #expect(session.machine.feeds.map(\.source) == Self.needs.map { _ in .webSocket }, "seed \(seed)")
    #expect(session.faults == [], "seed \(seed)")
  }

  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func `ticks besides those that are asked for change nothing, and the same seed gives the same actions`(
    _ seed: UInt64
  ) {
    let logs = [nil, nil, 10, 100].map { (extraTickEveryMs: Int64?) in
      let session = SimulatedSession(seed: seed)
      session.keepsLog = true
      session.extraTickEveryMs = extraTickEveryMs
      session.exchange.weather = .storm
      session.exchange.closing = ["@107"]
      session.need(Self.needs, isStart: true)
      session.run(300)
      return session.log
    }
    #expect(logs[0].count > 1000, "seed \(seed)")
    for log in logs {
      let difference = zip(log, logs[0]).first { $0 != $1 }
      #expect(difference == nil && log.count == logs[0].count, "seed \(seed): \(String(describing: difference))")
    }
  }
}

import RuleEngine
import TestSupport
import Testing

@testable import Host

/// After a disconnection no verdict uses a price from before it, whatever comes late, twice, or in another order.
///
/// Every book of the exchange has a price of its own, so that the verdict's line itself says which book was used; what that
/// book was made for is the exchange's own account.
@Suite struct StormVerdictTests {
  private static let needs = [
    FeedNeed(feed: .perp("PURR"), coinID: "PURR", maxAgeMs: 10_000),
    FeedNeed(feed: .spot("PURR"), coinID: "PURR/USDC", maxAgeMs: 10_000),
    FeedNeed(feed: .perp("HYPE"), coinID: "HYPE", maxAgeMs: 10_000),
    FeedNeed(feed: .spot("HYPE"), coinID: "@107", maxAgeMs: 10_000),
  ]
  private static let rules = Fixture.rules(
    Fixture.arb(#","on_unavailable":"reject""#),
    #"{"id":"perp","rule":"min_depth","scope":{"coins":["HYPE"]},"params":{"leg":"perp","min_usd":1}}"#,
    #"{"id":"spot","rule":"min_depth","scope":{"coins":["HYPE"]},"params":{"leg":"spot","min_usd":1}}"#)

  /// What has been seen: a storm in which nothing happens proves nothing.
  private struct Seen {
    var drops = 0
    var late = 0
    var unasked = 0
    var overtaken = 0
    var lateAnswers = 0
    var verdicts = 0
    var afterADrop = 0
    var missing = 0
    var bySocket = 0
    var byREST = 0
    /// What must not be.
    var faults: [String] = []
  }

  /// Asks for entries of both coins, and looks at what their verdicts have used.
  private func ask(_ session: SimulatedSession, _ pipeline: inout PipelineFixture, _ seen: inout Seen) throws {
    for coin in ["PURR", "HYPE"] {
      seen.verdicts += 1
      let feeds = Self.needs.map(\.feed).filter { $0.coin.name == coin }
      let snapshot = session.snapshot(of: feeds)
      let (nowMs, quotes) = (snapshot.nowMs, snapshot.quotes)
      let line = Fixture.line("s-\(seen.verdicts)", time: nowMs, symbol: coin, base: nil)
      let answer = try #require(try pipeline.answer(line, quotes: quotes, nowMs: nowMs))
      let inputs = try JSONValue(parsing: Array(answer.description.utf8))["inputs"]?.elements ?? []
      if inputs.count < feeds.count { seen.missing += 1 }
      for input in inputs {
        let mid = try #require(input["mid"]?.string)
        if !session.isAlive(mid) { seen.faults.append("at \(session.nowMs) ms: \(answer)") }
        if input["source"]?.string == "rest" { seen.byREST += 1 } else { seen.bySocket += 1 }
      }
    }
  }

  private func run(seed: UInt64, _ seen: inout Seen) throws {
    let session = SimulatedSession(seed: seed)
    var generator = SplitMix64(seed: seed &* 31)
    var pipeline = try PipelineFixture(Self.rules)
    var (nextMs, disconnects) = (Int64(0), 0)
    var result = Seen()
    var failure: (any Error)?
    session.afterEvent = { [unowned session] in
      guard failure == nil, result.faults.count < 10 else { return }
      // What a verdict would be given after each event; and verdicts at moments of their own, and right after each drop.
      let quotes = session.snapshot(of: Self.needs.map(\.feed)).quotes
      for need in Self.needs {
        guard let mid = quotes[need.feed]?.mid.description, !session.isAlive(mid) else { continue }
        result.faults.append("at \(session.nowMs) ms: \(need.feed) has \(mid)")
      }
      let hasDropped = session.disconnects > disconnects
      guard hasDropped || session.nowMs >= nextMs else { return }
      if hasDropped { result.afterADrop += 1 }
      disconnects = session.disconnects
      nextMs = session.nowMs + Int64.random(in: 1...8000, using: &generator)
      do { try ask(session, &pipeline, &result) } catch { failure = error }
    }
    session.exchange.weather = .hurricane
    session.need(Self.needs, isStart: true)
    for round in 0..<40 {
      // Now and then so many connections in a row come to nothing that REST has to serve.
      session.exchange.weather.refuses = round % 8 == 7 ? 1000 : 100
      session.exchange.bookEveryMs = Bool.random(using: &generator) ? 540 : 5400
      session.run(Int64.random(in: 30...90, using: &generator))
      // A reload drops feeds and takes them back while their books are still on the way.
      session.need(Self.needs.filter { _ in Int.random(in: 0..<4, using: &generator) > 0 })
      session.run(1)
      session.need(Self.needs)
    }
    if let failure { throw failure }
    seen.drops += session.disconnects
    seen.late += session.late
    seen.unasked += session.unasked
    seen.overtaken += session.overtaken
    seen.lateAnswers += session.lateAnswers
    seen.verdicts += result.verdicts
    seen.afterADrop += result.afterADrop
    seen.missing += result.missing
    seen.bySocket += result.bySocket
    seen.byREST += result.byREST
    seen.faults += (result.faults + session.faults).map { "seed \(seed), \($0)" }
  }

  @Test func `no verdict in eight hours of storm uses a price from before the last disconnection`() throws {
    var seen = Seen()
    for seed in 1...12 as ClosedRange<UInt64> { try run(seed: seed, &seen) }
    #expect(seen.faults == [])
    #expect(seen.drops >= 1000 && seen.afterADrop >= 1000, "\(seen)")
    #expect(seen.late >= 1000 && seen.overtaken >= 1000 && seen.unasked >= 20 && seen.lateAnswers >= 100, "\(seen)")
    #expect(seen.verdicts >= 10_000 && seen.missing >= 1000, "\(seen)")
    #expect(seen.bySocket >= 5000 && seen.byREST >= 500, "\(seen)")
  }
}

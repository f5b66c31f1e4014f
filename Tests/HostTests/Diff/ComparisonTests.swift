import Foundation
import RuleEngine
import TestSupport
import Testing

@testable import Host

/// Which flips a change of the rules gives.
@Suite struct ComparisonTests {
  private let folder: ScratchFolder
  private let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.path("store.sqlite")
  }

  private static func gate(_ minSpread: String) -> String {
    Fixture.rules(Fixture.arb(params: #""min_spread":\#(minSpread)"#))
  }

  /// Thousands of records of the gate alone.
  private func record(_ rules: String, count: Int, seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let store = try SQLiteVerdictStore(writingTo: path, as: StoreFixture.live)
    var pipeline = try EntryPipeline(
      judge: Judge(chain: try Fixture.chain(rules), messages: MessageWriter(language: .zh)), network: .mainnet,
      store: store, alerts: NoAlerts(), executor: PaperExecutor(alerts: NoAlerts()),
      log: Log(level: .error, format: .text, output: NoLog()))
    for number in 0..<count {
      let spot = Int.random(in: 1000...1999, using: &random)
      let perp = spot + Int.random(in: -40...40, using: &random)
      let quotes = Fixture.market(
        perp: Int.random(in: 0..<20, using: &random) == 0 ? nil : "\"\(perp)e-6\"", spot: "\"\(spot)e-6\"")
      let direction = Bool.random(using: &random) ? "long" : "short"
      let line = Fixture.line("s-\(number)", direction, time: Fixture.nowMs + Int64(number), more: quotes)
      let (signal, books, _) = try Fixture.signal(line)
      pipeline.submit(
        signal, line: Array(Fixture.line("s-\(number)", direction, time: Fixture.nowMs + Int64(number)).utf8),
        quotes: books, nowMs: Fixture.nowMs + Int64(number))
    }
    _ = pipeline.commit()
  }

  /// The flips by plain arithmetic on the recorded numbers, in units of 10^-10 dollars and billionths.
  private func expected(_ minSpreadBillionths: Int) throws -> [Int64: Bool] {
    var flips: [Int64: Bool] = [:]
    try StoreReader(path: path).forEachVerdict(.init(), last: nil) { row in
      guard let verdict = try? JSONSerialization.jsonObject(with: Data(row.verdict.utf8)) as? [String: Any],
        let outcome = (verdict["outcomes"] as? [[String: Any]])?.first,
        let measured = outcome["measured"] as? [String: String], measured["spread"] != nil,
        let perp = measured["perp"].flatMap(Self.units), let spot = measured["spot"].flatMap(Self.units)
      else { return }
      let code = outcome["code"] as? String
      guard code == nil || code == "spread_insufficient" else { return }
      let excess = (row.direction == "long" ? spot - perp : perp - spot) * 1_000_000_000
      let passes = excess >= minSpreadBillionths * spot
      if passes != (row.action == "approved") { flips[row.seq] = passes }
    }
    return flips
  }

  private static func units(_ decimal: String) -> Int? {
    let parts = decimal.split(separator: ".")
    guard parts.count == 2 else { return Int(decimal).map { $0 * 10_000_000_000 } }
    return Int(parts[0] + parts[1] + String(repeating: "0", count: 10 - parts[1].count))
  }

  @Test(arguments: [("0.005", 5_000_000), ("0.02", 20_000_000), ("0.012345678", 12_345_678), ("0.01", 10_000_000)])
  func `another threshold gives exactly the flips that the recorded numbers give`(
    minSpread: String, billionths: Int
  ) throws {
    try record(Self.gate("0.01"), count: 3000, seed: UInt64(billionths))
    let expected = try expected(billionths)
    #expect(minSpread == "0.01" ? expected.isEmpty : expected.count > 100)
    let diffed = try Diffed(path, Self.gate(minSpread))
    #expect(Dictionary(uniqueKeysWithValues: diffed.flips.map { ($0.seq, $0.to.isApproved) }) == expected)
    #expect(diffed.flips.allSatisfy { $0.cause == .direct && $0.kind != .reason })
    #expect(diffed.summary.verdicts == 3000 && diffed.summary.unknown == 0)
    #expect(diffed.summary.same == 3000 - expected.count && diffed.summary.consequences == 0)
  }

  @Test func `a flip shows both verdicts with the numbers of the entry that makes the difference`() throws {
    try record(Self.gate("0.01"), count: 200, seed: 3)
    let flips = try Diffed(path, Self.gate("0.02")).flips
    let flip = try #require(flips.first)
    #expect(flip.from.isApproved && flip.from.rule == nil && flip.from.nearest?.id == "purr-futures-spot-arb")
    #expect(flip.to.rule == "purr-futures-spot-arb" && flip.to.code == "spread_insufficient")
    let (was, now) = (try #require(flip.from.nearest?.margin), try #require(flip.to.nearest?.margin))
    // The threshold moved by 0.01, and so did the distance from it.
    #expect(was.value - now.value == ExactDecimal("0.01") && was.value >= .zero && now.value < .zero)
  }

  @Test func `books that the old rules did not read are counted, not guessed`() throws {
    try record(Fixture.rules(Fixture.longOnly("long")), count: 300, seed: 9)
    let added = Fixture.rules(Fixture.longOnly("long"), Fixture.arb(#","on_unavailable":"reject""#))
    let diffed = try Diffed(path, added)
    #expect(diffed.flips == [])
    // What the first entry rejects is rejected whatever the books were.
    #expect(diffed.summary.unknown > 100 && diffed.summary.unknown + diffed.summary.same == 300)
    let coin = Coin("PURR")
    #expect(Set(diffed.summary.gaps.keys) == [.feed(.perp(coin)), .feed(.spot(coin))])
    let others = Fixture.rules(
      #"{"rule":"funding_rate_band","scope":{"coins":["PURR"]},"params":{"max":0.0001}}"#,
      #"{"rule":"min_available_balance","params":{"min_usd":1}}"#)
    let unseen = try Diffed(path, others).summary
    #expect(unseen.gaps == [.context(coin): 300, .balance: 300] && unseen.unknown == 300)
    let either = Fixture.rules(
      #"{"id":"either","any":[\#(Fixture.longOnly("long")),\#(Fixture.arb())]}"#)
    #expect(try Diffed(path, either).summary.flips.sum == 0)
  }

  @Test func `what follows from earlier flips alone is told from what the rules change themselves`() throws {
    try record(Fixture.rules(Fixture.rate(5)), count: 40, seed: 1)
    // Nothing counts the two that the new gate takes away, so two others pass the limit in their place.
    let diffed = try Diffed(path, Fixture.rules(Fixture.rate(5), Fixture.longOnly("long")))
    let approved = diffed.flips.filter { $0.kind == .approved }
    #expect(!approved.isEmpty && approved.allSatisfy { $0.cause == .history })
    #expect(approved.count == diffed.flips.count { $0.kind == .rejected && $0.cause == .direct })
  }

  @Test func `records that were removed make what looks back on them unknown, and nothing else`() throws {
    try record(Fixture.rules(Fixture.rate(5000, windowSeconds: 1)), count: 1500, seed: 2)
    try StoreFixture.connection(path).execute(
      "DELETE FROM verdicts WHERE seq <= 200; DELETE FROM signals WHERE seq <= 200")
    let diffed = try Diffed(path, Fixture.rules(Fixture.rate(4000, windowSeconds: 1)))
    // The window is a second, and each record a millisecond behind the one before: a thousand see beyond the first.
    #expect(diffed.summary.unknown == 1000 && diffed.summary.gaps == [.records: 1000])
    #expect(diffed.summary.verdicts == 1300 && diffed.flips == [])
    #expect(try Diffed(path, Fixture.rules(Fixture.longOnly("long"))).summary.unknown == 0)
  }

  @Test func `filters limit what is counted, not the history`() throws {
    try record(Self.gate("0.01"), count: 500, seed: 4)
    let all = try Diffed(path, Self.gate("0.02")).flips
    let filter = StoreReader.Filter(fromMs: Fixture.nowMs + 100, toMs: Fixture.nowMs + 200)
    let some = try Diffed(path, Self.gate("0.02"), filter: filter)
    #expect(some.flips == all.filter { $0.seq > 100 && $0.seq <= 200 } && some.summary.verdicts == 100)
  }
}

import RuleEngine
import TestSupport
import Testing

@testable import Host

/// From when on an entry's habits are worth a word.
@Suite struct EntryHealthTests {
  private static let limits = HealthLimits(inARow: 5, atLeast: 3, spanMs: 1000, idleMs: 10_000)

  private static func sighting(
    _ kind: Outcome.Kind, at timeMs: Int64, isAllowed: Bool = false, isNear: Bool = false
  ) -> EntryHealth.Sighting {
    EntryHealth.Sighting(
      kind: kind, code: kind == .pass ? nil : kind.rawValue, isAllowed: isAllowed, isNear: isNear, timeMs: timeMs)
  }

  /// What an entry's outcomes show, looked at as a whole list: an oracle that remembers everything.
  private static func expected(_ said: [EntryHealth.Sighting], nowMs: Int64) -> HealthFinding.Kind? {
    let said = said.filter { $0.kind != .notApplicable }
    func isHabit(_ belongs: (EntryHealth.Sighting) -> Bool) -> Bool {
      let last = said.reversed().prefix(while: belongs)
      guard let first = last.last else { return false }
      return last.count >= limits.inARow || (last.count >= limits.atLeast && nowMs - first.timeMs >= limits.spanMs)
    }
    let blocks = { (sighting: EntryHealth.Sighting) in
      sighting.kind == .reject || (sighting.kind == .unavailable && !sighting.isAllowed)
    }
    if isHabit({ $0.kind == .unavailable }) { return .noData }
    if isHabit(blocks) { return .blocksAll }
    if said.suffix(limits.inARow).contains(where: \.isAllowed) { return .passedOnUnknown }
    guard let first = said.first, said.count >= limits.inARow else { return nil }
    let idleSinceMs = said.last(where: blocks)?.timeMs ?? first.timeMs
    return nowMs - idleSinceMs >= limits.idleMs ? .neverBlocks : nil
  }

  @Test(arguments: 0..<200)
  func `what is remembered in a few words is what the whole list shows`(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    // Entries of every temper: some nearly always pass, some nearly never.
    let temper = Int.random(in: 0...3, using: &random)
    var health = EntryHealth()
    var said: [EntryHealth.Sighting] = []
    var nowMs: Int64 = 1_000_000
    for _ in 0..<60 {
      nowMs += [0, 1, 299, 334, 500, 2500].randomElement(using: &random) ?? 1
      let kinds: [Outcome.Kind] = [.pass, .reject, .unavailable, .notApplicable]
      let kind =
        Int.random(in: 0..<3, using: &random) > 0 ? kinds[temper] : kinds.randomElement(using: &random) ?? .pass
      let sighting = Self.sighting(
        kind, at: nowMs, isAllowed: kind == .unavailable && Int.random(in: 0..<3, using: &random) > 0)
      health.take(sighting)
      said.append(sighting)
      let later = nowMs + ([0, 999, 9999].randomElement(using: &random) ?? 0)
      #expect(health.finding(Self.limits, nowMs: later)?.kind == Self.expected(said, nowMs: later))
    }
  }

  @Test func `a habit begins with its last outcome and its last millisecond, and ends with another one`() {
    var health = EntryHealth()
    for time in 0..<4 { health.take(Self.sighting(.reject, at: Int64(time))) }
    #expect(health.finding(Self.limits, nowMs: 999) == nil)
    #expect(health.finding(Self.limits, nowMs: 1000)?.kind == .blocksAll)
    health.take(Self.sighting(.reject, at: 4))
    let found = health.finding(Self.limits, nowMs: 4)
    #expect(found?.kind == .blocksAll && found?.count == 5 && found?.sinceMs == 0 && found?.code == "reject")
    health.take(Self.sighting(.notApplicable, at: 5))
    #expect(health.finding(Self.limits, nowMs: 5)?.kind == .blocksAll)
    health.take(Self.sighting(.pass, at: 6))
    #expect(health.finding(Self.limits, nowMs: 6) == nil)
  }

  @Test func `what an override let pass is no block`() {
    var health = EntryHealth()
    for time in 0..<5 {
      health.take(
        EntryHealth.Sighting(
          kind: .reject, code: "reject", isAllowed: false, isLifted: true, isNear: false, timeMs: Int64(time)))
    }
    #expect(health.rejections == 5)
    #expect(health.finding(Self.limits, nowMs: 5000)?.kind == nil)
  }

  @Test func `what was judged before an entry was switched on does not count as never having asked it`() throws {
    func chain(_ enabled: Bool) throws -> RuleChain {
      let scope = ",\"scope\":{\"coins\":[\"HYPE\"]},\"enabled\":\(enabled)"
      return try Fixture.chain(Fixture.rules(Fixture.longOnly("a"), Fixture.longOnly("b", scope)))
    }
    let verdict = try GatePlaceTests.explanation([#"{"id":"a","rule":"direction_allow","outcome":"pass"}"#])
    var health = GateHealth(try chain(false))
    for _ in 0..<9 { health.take(verdict, on: ["a"]) }
    health.replace(try chain(true))
    #expect(health.findings(Self.limits, nowMs: Fixture.nowMs) == [])
    for _ in 0..<4 { health.take(verdict, on: ["a", "b"]) }
    #expect(health.findings(Self.limits, nowMs: Fixture.nowMs) == [])
    health.take(verdict, on: ["a", "b"])
    // Other rules that have it on, too, change nothing in that.
    health.replace(try chain(true))
    #expect(health.findings(Self.limits, nowMs: Fixture.nowMs).map(\.kind) == [.neverAsked])
    #expect(health.findings(Self.limits, nowMs: Fixture.nowMs).first?.count == 5)
  }

  @Test func `counts begin anew where a host does, and habits go on`() {
    var health = EntryHealth()
    for time in 0..<4 { health.take(Self.sighting(.reject, at: Int64(time), isNear: true)) }
    #expect(health.rejections == 4 && health.nearRejections == 4)
    health.restartCounts()
    #expect(health.rejections == 0 && health.nearRejections == 0)
    health.take(Self.sighting(.reject, at: 4))
    #expect(health.rejections == 1)
    #expect(health.finding(Self.limits, nowMs: 4)?.count == 5)
  }
}

import RuleEngine
import Rules
import TestSupport
import Testing

@testable import Host

/// Rules that are tried on a recording.
@Suite struct RecordedSceneTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  static let rules = [
    Fixture.rules(Fixture.arb(params: #""min_spread":0.01"#), Fixture.rate(9, per: "pair", windowSeconds: 900)),
    Fixture.rules(
      Fixture.arb(params: #""min_spread":0.004"#),
      #"{"id":"streak","rule":"loss_streak_guard","params":{"max_losses":2,"pause_s":600,"per":"coin"}}"#),
    Fixture.rules(
      #"{"id":"open","rule":"max_open_entries","params":{"max_open":3,"max_age_s":1800,"per":"pair"}}"#,
      #"""
      {"id":"spread","rule":"top_of_book_spread_cap","scope":{"coins":["HYPE"]},"params":{"leg":"spot","max_bps":4}}
      """#,
      #"{"id":"free","rule":"min_available_balance","on_unavailable":"allow","params":{"min_usd":1}}"#),
  ]

  @Test(arguments: 0..<3, 0..<3)
  func `the verdicts of both rules are those of a replay`(old: Int, new: Int) throws {
    let fixture = try SceneFixture(folder, seed: UInt64(old))
    let scene = try fixture.scene(Self.rules[old], Self.rules[new])
    var hindsight = Hindsight(try Fixture.chain(Self.rules[new]))
    var (before, after): ([Bool], [Bool?]) = ([], [])
    for item in scene.items {
      switch item {
      case .entry(let item):
        let finding = hindsight.judge(item)
        before.append(item.entry.ruling == .approved)
        after.append(finding.isApproved)
        hindsight.remember(item, finding)
      case .exit(let exit): hindsight.note(exit)
      case .lost, .unreadable: Issue.record("nothing is missing in a recording")
      }
    }
    #expect(before == (try fixture.replayed(Self.rules[old], folder)))
    #expect(after == (try fixture.replayed(Self.rules[new], folder)))
    #expect(before.count > 150 && before.contains(true) && before.contains(false))
  }

  @Test func `what the market did is what the books say a minute, five and sixty later`() throws {
    let fixture = try SceneFixture(folder, seed: 77)
    var (known, unknown, spots) = (0, 0, 0)
    for case .entry(let item) in try fixture.scene(Self.rules[0], Self.rules[0]).items {
      let (entry, aftermath) = (item.entry, try #require(item.aftermath))
      let books = entry.signal.coin.name == "PURR" ? ["PURR", "PURR/USDC"] : ["HYPE", "HYPE/USDC"]
      let book = books.first { fixture.halves($0, at: entry.nowMs) != nil }
      for (minutes, value) in zip([1, 5, 60] as [Int64], aftermath.returns) {
        let start = book.flatMap { fixture.halves($0, at: entry.nowMs) }
        let end = book.flatMap { fixture.halves($0, at: entry.nowMs + minutes * 60_000) }
        guard let start, let end else {
          #expect(value == nil)
          unknown += 1
          continue
        }
        let favour = entry.signal.direction == .long ? 1.0 : -1.0
        let expected = favour * 100 * Double(end - start) / Double(start)
        let found = try #require(value.map { Double($0.units) / 1e18 })
        #expect(abs(found - expected) < 1e-6, "record \(entry.seq), \(minutes) min")
        known += 1
        if book == "HYPE/USDC" { spots += 1 }
      }
    }
    #expect(known > 200 && unknown > 100 && spots > 20)
  }

  @Test func `the median is the middle one, and the mean is rounded`() throws {
    func summary(_ values: [ExactDecimal?]) -> AftermathSummary.Figures {
      var summary = AftermathSummary()
      for value in values { summary.add(Aftermath(returns: [value, nil, nil])) }
      return summary.figures[0]
    }
    let odd = summary(["0.3", nil, -1, "0.2"])
    #expect(odd.median == "0.2" && odd.known == 3 && odd.unknown == 1 && odd.sum == "-0.5" && odd.mean == "-0.166667")
    #expect(summary([1, 2, 4, 8]).median == 3)
    #expect(summary([nil]).median == nil)
  }

  @Test func `flips of a recording carry what came after them into the sums`() throws {
    let fixture = try SceneFixture(folder, seed: 5)
    let chain = try Fixture.chain(Self.rules[1])
    var comparison = Comparison(chain, registry: try RuleRegistry(BuiltInRules.all))
    let flips = try fixture.scene(Self.rules[0], Self.rules[1]).items.compactMap { comparison.take($0) }
    let approved = flips.filter { $0.kind == .approved }
    #expect(approved.count > 5)
    var sum = Int128(0)
    for flip in approved { sum += flip.aftermath?.returns[0]?.units ?? 0 }
    let figures = try #require(comparison.summary.aftermaths[.approved]?.figures.first)
    #expect(figures.sum.units == sum && figures.known + figures.unknown == approved.count)
  }
}

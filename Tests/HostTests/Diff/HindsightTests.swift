import RuleEngine
import TestSupport
import Testing

@testable import Host

/// What is said of other rules over a record is what they say where they judge the same signals themselves.
@Suite struct HindsightTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// Rules of every kind, that read what others do not.
  static let rules =
    SeededRun.rules + [
      Fixture.rules(Fixture.arb(params: #""min_spread":0.003,"max_abs_spread":null"#)),
      Fixture.rules(
        Fixture.rate(2, per: "coin", windowSeconds: 30),
        #"{"id":"cool","rule":"cooldown","params":{"seconds":9,"after":"rejected","per":"pair"}}"#),
      Fixture.rules(
        #"""
        {"id":"either","any":[{"rule":"top_of_book_spread_cap","scope":{"coins":["HYPE","PURR"]},
        "params":{"leg":"spot","max_bps":9}},{"rule":"min_available_balance","params":{"min_usd":60}}]}
        """#,
        #"{"id":"streak","rule":"loss_streak_guard","params":{"max_losses":2,"pause_s":60,"per":"all"}}"#),
      Fixture.rules(
        #"{"id":"open","rule":"max_open_entries","params":{"max_open":6,"max_age_s":null,"per":"coin"}}"#,
        #"{"id":"cool","rule":"cooldown","params":{"seconds":4,"after":"any","per":"coin"}}"#,
        riskReview: [Fixture.longOnly("long")]),
    ]

  private func record(_ rules: String, seed: Int, _ name: String) throws -> String {
    let path = folder.path("\(name).sqlite")
    var run = try SeededRun(seed: seed, path: path, output: Journal(folder).output, rules: [rules], hasReloads: false)
    try run.run(400)
    return path
  }

  private static func actions(_ path: String) throws -> [Int64: Bool] {
    var actions: [Int64: Bool] = [:]
    try StoreReader(path: path).forEachVerdict(.init(), last: nil) { actions[$0.seq] = $0.action == "approved" }
    return actions
  }

  @Test(arguments: 0..<7, 0..<7)
  func `what is known of other rules is what they say themselves`(old: Int, new: Int) throws {
    let seed = 7 * old + new
    let recorded = try record(Self.rules[old], seed: seed, "old")
    let truth = try Self.actions(try record(Self.rules[new], seed: seed, "new"))
    let before = try Self.actions(recorded)
    #expect(before.count == truth.count && truth.count > 200)
    let chain = try Fixture.chain(Self.rules[new])
    var hindsight = Hindsight(chain)
    var known = 0
    for item in try Diffed.items(recorded, chain) {
      switch item {
      case .entry(let item):
        let finding = hindsight.judge(item)
        if let isApproved = finding.isApproved {
          known += 1
          #expect(isApproved == truth[item.entry.seq], "record \(item.entry.seq), \(finding)")
        }
        hindsight.remember(item, finding)
      case .exit(let exit): hindsight.note(exit)
      case .unreadable, .lost: Issue.record("nothing is missing in this store")
      }
    }
    if old == new { #expect(known == truth.count) }
    #expect(known > 20)
  }

  @Test(arguments: 0..<7)
  func `the rules that judged change nothing`(rules: Int) throws {
    let diffed = try Diffed(try record(Self.rules[rules], seed: 50 + rules, "old"), Self.rules[rules])
    #expect(diffed.flips == [] && diffed.summary.unknown == 0 && diffed.summary.same == diffed.summary.verdicts)
  }

  @Test func `a combination may be what its children make of it, and nothing else`() {
    let sets = (1...15).map { PossibleOutcomes(rawValue: UInt8($0)) }
    let single: [Outcome] = [.pass, .reject("a"), .notApplicable, .unavailable("b")]
    for combinator in [Combinator.all, .any] {
      for one in sets {
        for other in sets {
          var expected: PossibleOutcomes = []
          for left in single where one.contains(PossibleOutcomes(left)) {
            for right in single where other.contains(PossibleOutcomes(right)) {
              expected.formUnion(PossibleOutcomes(combinator.combine([left, right])))
            }
          }
          #expect(combinator.combine([one, other]) == expected)
        }
      }
    }
    #expect(Combinator.not.combine([[.pass, .unavailable]]) == [.reject, .unavailable])
    #expect(Combinator.any.combine([.pass, .any]) == .pass)
    #expect(Combinator.all.combine([.reject, .any]) == .reject)
  }
}

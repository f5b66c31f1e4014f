import RuleEngine
import Rules
import TestSupport
import Testing

/// What holds for every rule, whatever it is asked.
struct RulePropertyTests {
  private static let entries = 2000
  private static let entriesPerText = 200

  /// Calls `body` with each text of parameters of a rule and many entries.
  private func forEach(
    _ ruleCase: RuleCase, _ body: (any EntryRule, EntryContext) throws -> Void
  ) throws {
    for text in ruleCase.texts {
      let rule = try ruleCase.type.make(parameters: text)
      var entries = RandomEntries(seed: text.utf8.count)
      for _ in 0..<Self.entriesPerText { try body(rule, entries.next()) }
    }
  }

  @Test func `the table names every rule and every limit`() {
    #expect(RuleCase.all.map { $0.type.identifier } == BuiltInRules.all.map { $0.identifier })
    for ruleCase in RuleCase.all {
      let limits = Set(ruleCase.limits.map(\.name))
      let declared = Set(ParameterReader.describe(ruleCase.type).map(\.name))
      #expect(limits == declared.subtracting(ruleCase.choices), "\(ruleCase.testDescription)")
    }
  }

  @Test(arguments: RuleCase.all) func `the same input gives the same outcome`(_ ruleCase: RuleCase) throws {
    for text in ruleCase.texts {
      let (rule, twin) = (try ruleCase.type.make(parameters: text), try ruleCase.type.make(parameters: text))
      var (entries, again) = (RandomEntries(seed: 7), RandomEntries(seed: 7))
      for _ in 0..<Self.entriesPerText {
        let entry = entries.next()
        let outcome = rule.evaluate(entry)
        #expect(rule.evaluate(entry) == outcome)
        #expect(twin.evaluate(again.next()) == outcome)
      }
    }
  }

  @Test(arguments: RuleCase.all)
  func `an outcome is the same whether or not its numbers are wanted`(_ ruleCase: RuleCase) throws {
    try forEach(ruleCase) { rule, entry in
      let full = rule.evaluate(entry)
      let bare = rule.evaluate(
        EntryContext(
          signal: entry.signal, quotes: entry.quotes, history: entry.history, balance: entry.balance,
          nowMs: entry.nowMs, wantsEvidence: false))
      #expect(bare.kind == full.kind && bare.code == full.code)
      #expect(bare.evidence == .none)
    }
  }

  @Test(arguments: RuleCase.all)
  func `what is forgotten behind the window that a rule declares changes nothing`(_ ruleCase: RuleCase) throws {
    try forEach(ruleCase) { rule, entry in
      var history = entry.history
      let openMs = rule.openEntriesWindowMs
      history.forget(
        through: entry.nowMs - rule.historyWindowMs, openThrough: openMs == .max ? .min : entry.nowMs - openMs)
      if openMs == 0 { history.forgetOpenEntries() }
      let later = EntryContext(
        signal: entry.signal, quotes: entry.quotes, history: history, balance: entry.balance, nowMs: entry.nowMs)
      #expect(rule.evaluate(later) == rule.evaluate(entry))
    }
  }

  /// The rules that read books.
  private static let readers = RuleCase.all.filter { ruleCase in
    let rule = ruleCase.texts.first.flatMap { try? ruleCase.type.make(parameters: $0) }
    return rule.map { !$0.feeds(for: "PURR").isEmpty } ?? true
  }

  @Test(arguments: readers)
  func `without a book that it declares no rule passes`(_ ruleCase: RuleCase) throws {
    try forEach(ruleCase) { rule, entry in
      for feed in rule.feeds(for: entry.signal.coin) {
        var quotes = entry.quotes
        quotes[feed] = nil
        let blind = EntryContext(
          signal: entry.signal, quotes: quotes, history: entry.history, balance: entry.balance, nowMs: entry.nowMs)
        #expect(rule.evaluate(blind).kind == .unavailable)
      }
    }
  }

  @Test(arguments: RuleCase.all)
  func `what a rule does not declare does not move it`(_ ruleCase: RuleCase) throws {
    try forEach(ruleCase) { rule, entry in
      let feeds = rule.feeds(for: entry.signal.coin)
      var quotes = entry.quotes
      for feed in [Feed.perp(entry.signal.coin), .spot(entry.signal.coin)] where !feeds.contains(feed) {
        quotes[feed] = .book("5", "4", ageMs: 1_000_000)
      }
      let other = EntryContext(
        signal: entry.signal, quotes: quotes, history: entry.history, balance: entry.balance, nowMs: entry.nowMs)
      #expect(rule.evaluate(other) == rule.evaluate(entry))
    }
  }

  @Test(arguments: RuleCase.all)
  func `tightening a limit never turns a rejection into a pass`(_ ruleCase: RuleCase) throws {
    for limit in ruleCase.limits {
      let rules = try limit.texts.map { try ruleCase.type.make(parameters: $0) }
      var entries = RandomEntries(seed: 11)
      var passes = [Int](repeating: 0, count: rules.count)
      for _ in 0..<Self.entries {
        let entry = entries.next()
        let kinds = rules.map { $0.evaluate(entry).kind }
        for index in kinds.indices where kinds[index] == .pass { passes[index] += 1 }
        guard let first = kinds.firstIndex(of: .reject) else { continue }
        #expect(!kinds[first...].contains(.pass), "\(limit.name): \(kinds) of \(entry)")
      }
      // Else the property would hold of nothing.
      #expect(passes[0] > 0 && passes[0] > (passes.last ?? 0), "\(limit.name): \(passes)")
    }
  }

  @Test(arguments: RuleCase.all)
  func `a code stands on what did not pass, and it is documented`(_ ruleCase: RuleCase) throws {
    let documented = Set(ruleCase.type.documentation.codes.map { "\($0.kind.rawValue) \($0.code)" })
    try forEach(ruleCase) { rule, entry in
      let outcome = rule.evaluate(entry)
      #expect(outcome.kind != .notApplicable)
      if let code = outcome.code { #expect(documented.contains("\(outcome.kind.rawValue) \(code)")) }
      #expect((outcome.code == nil) == (outcome.kind == .pass))
    }
  }
}

@testable import Host
import RuleEngine
import Rules

/// What holds of a text that may be `overrides.json`: overrides of entries that there are, to which one more can be
/// added, or faults with places in the text.
enum OverridesProperty {
  static func check(_ input: [UInt8]) throws {
    let loader = ChainLoader(registry: try RuleRegistry(BuiltInRules.all), environment: [:])
    let chain = try loader.load(SourceText(name: "rules.json", bytes: Array(rules.utf8)))
    let source = SourceText(name: "overrides.json", bytes: input)
    let overrides: [Override]
    do throws(ConfigurationFaults) {
      overrides = try OverridesLoader(for: chain).load(source)
    } catch {
      return try FaultPlaces.check(error, in: input)
    }
    for override in overrides {
      let isThere = chain.entries.contains { $0.id == override.entryID }
      try FuzzFault.unless(isThere, "an override of nothing: \(override.entryID)")
      try FuzzFault.unless(override.fromMs.map { $0 < override.untilMs } ?? true, "an end before the beginning")
      try FuzzFault.unless(
        !override.author.isEmpty && !override.reason.isEmpty, "an override without a name or a reason")
    }
    for nowMs in [0, 1_774_400_000_000] as [Int64] {
      try checkDecision(chain, overrides, nowMs: nowMs)
    }
    let longer = OverridesText.adding(to: source) { writer in
      writer.member("entry", "short")
      writer.key("scope")
      writer.object { writer in
        writer.key("directions")
        writer.array { $0.string("long") }
      }
      writer.member("author", "mei")
      writer.member("reason", "one more")
      writer.member("until", "2099-01-01T00:00:00Z")
    }
    let again = try OverridesLoader(for: chain).load(SourceText(name: "longer", bytes: Array(longer.utf8)))
    try FuzzFault.unless(again.dropLast().map(words) == overrides.map(words), "adding one changes the others")
    try FuzzFault.unless(again.last?.reason == "one more", "the one that was added is not there")
  }

  /// An override lifts what blocks, and nothing else.
  private static func checkDecision(_ chain: RuleChain, _ overrides: [Override], nowMs: Int64) throws {
    guard let signal = Signal(symbol: "PURR/USDC:USDC", direction: .long) else { return }
    let entry = EntryContext(signal: signal, nowMs: nowMs)
    let (plain, lifted) = (chain.decide(entry), chain.overridden(by: overrides).decide(entry))
    let isMeant = overrides.contains {
      $0.entryID == "short" && $0.holds(at: nowMs) && $0.scope.contains(signal)
    }
    try FuzzFault.unless(plain.deciding != nil, "a long entry passes a gate for short ones")
    try FuzzFault.unless((lifted.deciding == nil) == isMeant, "lifted without an override, or blocked beside one")
  }

  private static func words(_ override: Override) -> [String] {
    [
      override.entryID, override.author, override.reason, "\(override.scope)", "\(override.fromMs ?? .min)",
      "\(override.untilMs)",
    ]
  }

  private static let rules = #"""
    {"version": 1, "chain": [
      {"id": "short", "rule": "direction_allow", "params": {"directions": ["short"]}},
      {"id": "score", "rule": "z_score_band", "mode": "shadow", "params": {"min_abs": 1.5}}]}
    """#
}

import RuleEngine
import Rules
import Testing

/// Every check of `RuleConformance` finds the rule that was broken for it, and says what is wrong.
struct RuleConformanceTests {
  static let broken: [(any BrokenRule.Type, RuleConformance, String)] = [
    (UndocumentedRule.self, .isDocumented, "its title is empty"),
    (UndocumentedRule.self, .isDocumented, "no example shows reject never"),
    (UnitlessRule.self, .isDocumented, "max_age_ms counts \"\", and its name says ms"),
    (UnitlessRule.self, .isDocumented, "limit has no summary that is a sentence"),
    (SecretCodeRule.self, .isDocumented, "it gives reject secret, undocumented"),
    (FickleRule.self, .isPure, "asked twice, it gives two outcomes"),
    (ForgetfulRule.self, .isPure, "a rule with equal parameters gives another outcome"),
    (ShyRule.self, .needsNoEvidence, "reject short where its numbers are wanted, pass where they are not"),
    (TalkativeRule.self, .needsNoEvidence, "it makes numbers that nobody wants"),
    (TrustingRule.self, .needsItsInputs, "it passes without spot:PURR"),
    (AgelessRule.self, .needsItsInputs, "it passes on an ancient perp:PURR"),
    (PoorRule.self, .needsItsInputs, "it passes without a balance"),
    (CarelessRule.self, .needsItsInputs, "it passes without a context"),
    (LeisurelyRule.self, .needsItsInputs, "it passes on an ancient context"),
    (NosyRule.self, .readsWhatItDeclares, "spot:PURR, which it does not declare, changes its outcome"),
    (GreedyRule.self, .readsWhatItDeclares, "the balance changes its outcome"),
    (CuriousRule.self, .readsWhatItDeclares, "the asset context changes its outcome"),
    (
      NostalgicRule.self, .looksBackAsDeclared,
      "what lies behind historyWindowMs (1000) or openEntriesWindowMs (0) changes its outcome"
    ),
    (FarRule.self, .staysInReach, "it gives reject short, beyond its reach"),
    (UpsideDownRule.self, .limitsAreMonotone, "which is looser"),
    (UnlimitedRule.self, .limitsAreMonotone, "`limits` does not say which values of limit are stricter"),
    (UnlimitedRule.self, .limitsAreMonotone, "`limits` names limits, which is no parameter"),
    (IdleRule.self, .limitsAreMonotone, "no entry around the examples passes with the loosest limit alone"),
    (WaveringRule.self, .parametersRoundTrip, "when made of its values in force"),
  ]

  @Test(arguments: broken)
  func `a broken rule is found`(_ type: any BrokenRule.Type, _ check: RuleConformance, _ words: String) {
    let faults = check.faults(of: type)
    #expect(faults.contains { $0.contains(words) }, "\(faults)")
  }

  @Test func `every check has a rule that it finds`() {
    #expect(Set(Self.broken.map(\.1)) == Set(RuleConformance.allCases))
  }

  @Test(arguments: RuleConformance.allCases) func `a rule without examples conforms to nothing`(
    _ check: RuleConformance
  ) {
    #expect(check.faults(of: EmptyRule.self).contains { $0.contains("has no example to begin with") })
  }

  @Test(arguments: RuleConformance.allCases) func `a fault says where, and on which entry`(_ check: RuleConformance) {
    // The rule that differs from a good one in nothing has no fault.
    #expect(check.faults(of: HonestRule.self) == [])
  }

  @Test func `an example whose parameters are refused is told with its place`() throws {
    let fault = try #require(RuleConformance.isPure.faults(of: RefusingRule.self).first)
    #expect(fault.contains("BrokenRules.swift:"))
    #expect(fault.contains("unknown key"))
  }

  @Test func `a fault shows the parameters and the entry`() throws {
    let fault = try #require(RuleConformance.needsItsInputs.faults(of: AgelessRule.self).first)
    #expect(fault.hasPrefix("with {}: it passes on an ancient perp:PURR; the entry: "))
    #expect(fault.contains(#/long PURR\|HYPE at [0-9]{13}, perp:PURR mid /#))
    let context = try #require(RuleConformance.needsItsInputs.faults(of: CarelessRule.self).first)
    #expect(context.contains(#/it passes without a context; .*, funding rate [^ ]+ oracle [^ ]+ age -?[0-9]+ ms, /#))
  }
}

public import RuleEngine

/// The rule types that come with EntryGate.
public enum BuiltInRules {
  /// Every built-in rule type, in alphabetical order. A gate binary of your own adds its types to this list.
  public static let all: [any EntryRule.Type] = [
    CoinBlockListRule.self,
    CompareRule.self,
    CooldownRule.self,
    DailyEntryCapRule.self,
    DirectionAllowRule.self,
    EntryRateLimitRule.self,
    FundingRateBandRule.self,
    FuturesSpotArbRule.self,
    LossStreakGuardRule.self,
    MaxOpenEntriesRule.self,
    MinAvailableBalanceRule.self,
    MinDepthRule.self,
    NotionalCapRule.self,
    OracleDeviationCapRule.self,
    TopOfBookSpreadCapRule.self,
    TradingWindowRule.self,
    ZScoreBandRule.self,
  ]
}

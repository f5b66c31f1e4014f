import Testing

@testable import RuleEngine

/// Whose text no message repeats.
@Suite struct SecretVariableTests {
  @Test(arguments: [
    ("TRADING_ALERT_WEBHOOK_URL", true), ("TRADING_ALERT_FORMAT", true), ("trading_alert_x", true), ("API_KEY", true),
    ("MySecretNumber", true), ("GITHUB_TOKEN", true), ("WEBHOOK", true), ("db_password", true),
    ("TRADING_FUTURES_SPOT_ARB_MIN_SPREAD_PCT", false), ("V", false), ("", false), ("TRADING_NETWORK", false),
  ])
  func `a name says whether its text is a secret`(_ name: String, _ isSecret: Bool) {
    #expect(SecretVariable.isSecret(name) == isSecret)
  }
}

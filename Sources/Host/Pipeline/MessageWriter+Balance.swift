internal import RuleEngine

// What is said of the account's balance.
extension MessageWriter {
  /// That the balance has come, for the first time or again.
  static func balanceKnown(_ address: AccountAddress) -> LocalizedText {
    LocalizedText(
      zh: "✅ 账户 \(address.short) 可用余额已获取", en: "✅ the balance of \(address.short) is known")
  }

  /// That the balance did not come.
  static func balanceFailed(_ address: AccountAddress, _ fault: ExchangeFault) -> LocalizedText {
    let cause = fault.text
    let seconds = BalanceAnswer.everyMs / 1000
    return LocalizedText(
      zh: "⚠️ 账户 \(address.short) 余额查询失败: \(cause.zh), 每 \(seconds) 秒重试, 旧值逐渐过期",
      en: "⚠️ the balance of \(address.short) did not come: \(cause.en); asked again every \(seconds) s, "
        + "and what is known grows old")
  }
}

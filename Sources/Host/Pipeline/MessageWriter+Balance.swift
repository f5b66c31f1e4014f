internal import RuleEngine

// What is said of the account's balance.
extension MessageWriter {
  /// That the balance has come, for the first time or again.
  static func balanceKnown(_ address: AccountAddress) -> LocalizedText {
    LocalizedText(
      zh: "✅ 账户 \(address.short) 可用余额已获取", en: "✅ the balance of \(address.short) is known")
  }

  /// That the balance did not come.
  static func balanceFailed(_ address: AccountAddress, _ fault: BalanceWatch.Fault) -> LocalizedText {
    let cause = words(fault)
    let seconds = BalanceWatch.everyMs / 1000
    return LocalizedText(
      zh: "⚠️ 账户 \(address.short) 余额查询失败: \(cause.zh), 每 \(seconds) 秒重试, 旧值逐渐过期",
      en: "⚠️ the balance of \(address.short) did not come: \(cause.en); asked again every \(seconds) s, "
        + "and what is known grows old")
  }

  private static func words(_ fault: BalanceWatch.Fault) -> LocalizedText {
    switch fault {
    case .status(let status):
      LocalizedText(zh: "交易所返回状态 \(status)", en: "the exchange answered with status \(status)")
    case .unreadable: LocalizedText(zh: "回答中没有余额", en: "the answer names no balance")
    case .network(.timedOut): LocalizedText(zh: "超时", en: "no answer in time")
    case .network(.cannotResolve): LocalizedText(zh: "无法解析域名", en: "its name cannot be resolved")
    case .network(.cannotConnect): LocalizedText(zh: "无法连接", en: "it cannot be connected to")
    case .network(.certificate), .network(.caFile), .network(.tls):
      LocalizedText(zh: "TLS 证书不可信", en: "its certificate is not to be trusted")
    case .network: LocalizedText(zh: "网络错误", en: "the network failed")
    }
  }
}

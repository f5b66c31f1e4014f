internal import RuleEngine

// What is said of asset contexts.
extension MessageWriter {
  /// That they have come, for the first time or again.
  static let contextsKnown = LocalizedText(
    zh: "✅ 资金费率和预言机价格已获取", en: "✅ funding rates and oracle prices are known")

  /// That they did not come.
  static func contextsFailed(_ fault: ExchangeFault) -> LocalizedText {
    let cause = fault.text
    let seconds = AssetContexts.everyMs / 1000
    return LocalizedText(
      zh: "⚠️ 资金费率和预言机价格查询失败: \(cause.zh), 每 \(seconds) 秒重试, 旧值逐渐过期",
      en: "⚠️ funding rates and oracle prices did not come: \(cause.en); asked again every \(seconds) s, "
        + "and what is known grows old")
  }
}

internal import RuleEngine

extension FeedWarning {
  /// The warning in words.
  var text: LocalizedText {
    switch self {
    case .setAside(let feed, let coinID, let cause):
      let minutes = FeedLimits.setAsideForMs / 60_000
      return LocalizedText(
        zh: "订单簿 \(feed) 停用: 币种 \(coinID): \(cause.text.zh); 每 \(minutes) 分钟重试",
        en: "feed \(feed) is off: coin \(coinID): \(cause.text.en); tried again every \(minutes) minutes")
    case .booksSlow(let feed, let interval, let maxAge):
      return LocalizedText(
        zh: "订单簿 \(feed): 每 \(interval) ms 才更新一次, 而 max_age_ms 为 \(maxAge): 两次更新之间报价会过期",
        en: "feed \(feed): books come every \(interval) ms, max_age_ms is \(maxAge): its quotes go stale between books")
    case .booksInTime(let feed):
      return LocalizedText(zh: "订单簿 \(feed): 更新恢复及时", en: "feed \(feed): books come in time again")
    case .serverError(let text):
      return LocalizedText(zh: "交易所返回错误: \(text)", en: "error from the exchange: \(text)")
    }
  }
}

extension SetAsideCause {
  /// The cause in words.
  var text: LocalizedText {
    switch self {
    case .unknownCoin: LocalizedText(zh: "交易所不认识该币种", en: "the exchange does not know it")
    case .noAnswer:
      LocalizedText(zh: "交易所未回答其订单簿查询", en: "the exchange does not answer when asked for its book")
    case .closesSocket:
      LocalizedText(
        zh: "订阅后交易所关闭连接", en: "the exchange closes the connection when it is subscribed to")
    case .refused: LocalizedText(zh: "交易所拒绝订阅", en: "the exchange refuses the subscription")
    }
  }
}

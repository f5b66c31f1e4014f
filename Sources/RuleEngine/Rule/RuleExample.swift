/// A worked case of a rule: parameters, an entry, and what the rule says of it. Examples are the rule's tests.
public struct RuleExample: Sendable {
  /// What the case shows, as a sentence.
  public let name: String
  /// The parameters, as the `params` object of `rules.json`.
  public let parameters: String
  /// The entry.
  public let entry: EntryContext
  /// The outcome.
  public let expected: Outcome.Kind
  /// The code of a reject or an unavailable.
  public let code: ReasonCode?
  /// The margin, as a verdict shows it, where the case is about it.
  public let margin: String?
  /// The file in which the example stands.
  public let file: String
  /// The line in which the example stands.
  public let line: Int

  /// Describes a case.
  public init(
    _ name: String, _ parameters: String, _ entry: EntryContext, _ expected: Outcome.Kind, _ code: ReasonCode? = nil,
    margin: String? = nil, file: String = #filePath, line: Int = #line
  ) {
    self.name = name
    self.parameters = parameters
    self.entry = entry
    self.expected = expected
    self.code = code
    self.margin = margin
    self.file = file
    self.line = line
  }
}

extension RuleExample: CustomStringConvertible {
  /// The sentence.
  public var description: String { name }
}

extension EntryContext {
  /// A complete, ordinary entry of PURR against HYPE at 2026-03-25T01:46:40Z; an example states only what matters.
  ///
  /// - Parameters:
  ///   - perp: the quote of the coin's perp; nil for a missing one.
  ///   - spot: the quote of the coin's spot pair; nil for a missing one.
  ///   - balance: the account's available balance; nil for an unknown one.
  ///   - context: what is said of the coin's perp beside its book; nil where that is not known.
  ///   - attributes: what else the strategy said.
  ///   - others: the quotes of other coins.
  ///   - trails: what the two books have been.
  public static func example(
    _ direction: Signal.Direction = .long, coin: Coin = "PURR", baseCoin: Coin? = "HYPE", strategy: String? = nil,
    zScore: ExactDecimal? = nil, notionalUSD: ExactDecimal? = nil, perp: Quote? = nil, spot: Quote? = nil,
    history: [History.Entry] = [], balance: AvailableBalance? = nil, context: AssetContext? = nil,
    nowMs: Int64 = 1_774_403_200_000, attributes: [Signal.Attribute] = [], others: [Feed: Quote] = [:],
    trails: [Feed.Market: QuoteTrail] = [:]
  ) -> EntryContext {
    var quotes = Quotes()
    quotes[.perp(coin)] = perp
    quotes[.spot(coin)] = spot
    for (feed, quote) in others { quotes[feed] = quote }
    quotes[contextOf: coin] = context
    for (market, trail) in trails { quotes[trailOf: Feed(market, coin)] = trail }
    let signal = Signal(
      timeMs: nowMs, coin: coin, baseCoin: baseCoin, direction: direction, strategy: strategy, zScore: zScore,
      notionalUSD: notionalUSD, attributes: attributes)
    return EntryContext(signal: signal, quotes: quotes, history: History(history), balance: balance, nowMs: nowMs)
  }
}

extension Quote {
  /// A bare mid.
  public static func mid(_ price: Price) -> Quote { Quote(.mid(price)) }

  /// A book of a given age.
  public static func book(
    _ bid: Price, _ ask: Price, bidSize: Size? = "1000", askSize: Size? = "1000", ageMs: Int64 = 0,
    nowMs: Int64 = 1_774_403_200_000
  ) -> Quote {
    Quote(.book(bid: bid, ask: ask), bidSize: bidSize, askSize: askSize, receivedMs: nowMs - ageMs)
  }
}

extension QuoteTrail {
  /// Tops that began so many milliseconds before the moment of `EntryContext.example`, the oldest first.
  public static func since(
    _ steps: (agoMs: Int64, bid: Price, ask: Price)..., nowMs: Int64 = 1_774_403_200_000
  ) -> QuoteTrail {
    QuoteTrail(steps.map { Step(sinceMs: nowMs - $0.agoMs, .book(bid: $0.bid, ask: $0.ask)) })
  }
}

extension AvailableBalance {
  /// A balance of a given age, before the moment of `EntryContext.example`.
  public static func usd(
    _ amount: ExactDecimal, ageMs: Int64 = 0, nowMs: Int64 = 1_774_403_200_000
  ) -> AvailableBalance {
    AvailableBalance(amountUSD: amount, receivedMs: nowMs - ageMs)
  }
}

extension AssetContext {
  /// A context of a given age, before the moment of `EntryContext.example`.
  public static func said(
    fundingRate: ExactDecimal? = nil, oracle: Price? = nil, ageMs: Int64 = 0, nowMs: Int64 = 1_774_403_200_000
  ) -> AssetContext {
    AssetContext(fundingRate: fundingRate, oracle: oracle, receivedMs: nowMs - ageMs)
  }
}

extension History.Entry {
  /// An approval so many seconds before the moment of `EntryContext.example`, of PURR against HYPE.
  public static func approved(
    secondsAgo: Double, coin: Coin = "PURR", pair: String = "PURR|HYPE", strategy: String? = nil
  ) -> History.Entry {
    History.Entry(timeMs: 1_774_403_200_000 - Int64(secondsAgo * 1000), coin: coin, pair: pair, strategy: strategy)
  }

  /// An approval of PURR against HYPE that was closed so many seconds before the moment of `EntryContext.example`.
  public static func closed(
    secondsAgo: Double, pnlUSD: ExactDecimal, openedSecondsAgo: Double = 3600, coin: Coin = "PURR",
    pair: String = "PURR|HYPE", strategy: String? = nil
  ) -> History.Entry {
    let closedMs = 1_774_403_200_000 - Int64(secondsAgo * 1000)
    return approved(secondsAgo: openedSecondsAgo, coin: coin, pair: pair, strategy: strategy)
      .closed(by: Closure(timeMs: closedMs, pnlUSD: pnlUSD))
  }

  /// A rejection so many seconds before the moment of `EntryContext.example`, of PURR against HYPE.
  public static func rejected(
    secondsAgo: Double, code: ReasonCode? = nil, coin: Coin = "PURR", pair: String = "PURR|HYPE"
  ) -> History.Entry {
    History.Entry(
      timeMs: 1_774_403_200_000 - Int64(secondsAgo * 1000), coin: coin, pair: pair, rejection: .init(code: code))
  }
}

// Literals in source, for examples and tests: a wrong one is a programmer's mistake and stops the program where it
// stands. Text from outside goes through the initialisers that answer with an error.

extension Price: ExpressibleByStringLiteral {
  /// A price written in source.
  public init(stringLiteral value: String) {
    guard let price = try? Price(value) else { preconditionFailure("\"\(value)\" in source is no price") }
    self = price
  }
}

extension Size: ExpressibleByStringLiteral {
  /// A size written in source.
  public init(stringLiteral value: String) {
    guard let size = Size(value) else { preconditionFailure("\"\(value)\" in source is no size") }
    self = size
  }
}

extension ExactDecimal: ExpressibleByStringLiteral {
  /// A number written in source.
  public init(stringLiteral value: String) {
    guard let number = ExactDecimal(value) else { preconditionFailure("\"\(value)\" in source is no number") }
    self = number
  }
}

extension Coin: ExpressibleByStringLiteral {
  /// A coin written in source.
  public init(stringLiteral value: String) {
    guard let coin = Coin(value) else { preconditionFailure("\"\(value)\" in source is no coin") }
    self = coin
  }
}

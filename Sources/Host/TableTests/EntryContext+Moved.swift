internal import RuleEngine

// Copies of a case with one input changed. What is not named stays.

extension EntryContext {
  func with(
    signal: Signal? = nil, quotes: Quotes? = nil, history: History? = nil, balance: AvailableBalance?? = nil,
    nowMs: Int64? = nil
  ) -> EntryContext {
    EntryContext(
      signal: signal ?? self.signal, quotes: quotes ?? self.quotes, history: history ?? self.history,
      balance: balance ?? self.balance, nowMs: nowMs ?? self.nowMs)
  }

  func with(_ quote: Quote?, of feed: Feed) -> EntryContext {
    var quotes = quotes
    quotes[feed] = quote
    return with(quotes: quotes)
  }

  func with(_ context: AssetContext?) -> EntryContext {
    var quotes = quotes
    quotes[contextOf: signal.coin] = context
    return with(quotes: quotes)
  }

  func with(_ trail: QuoteTrail, of feed: Feed) -> EntryContext {
    var quotes = quotes
    quotes[trailOf: feed] = trail
    return with(quotes: quotes)
  }

  /// The same some time later: quotes, contexts and balance are as old as they were, earlier verdicts are not.
  func later(byMs delta: Int64) -> EntryContext {
    var quotes = quotes
    quotes.forEach { $0 = $0.aged(byMs: -delta, nowMs: nowMs) }
    quotes.forEachTrail { $0 = $0.aged(byMs: -delta) }
    quotes.forEachContext { $0 = $0.aged(byMs: -delta) }
    let balance = balance.map {
      AvailableBalance(amountUSD: $0.amountUSD, receivedMs: $0.receivedMs + delta)
    }
    return with(
      signal: signal.with(timeMs: nowMs + delta), quotes: quotes, balance: .some(balance), nowMs: nowMs + delta)
  }

  /// The same with as many more entries approved just now, for what the signal is about.
  func approved(_ count: Int) -> EntryContext { preceded(by: count, nowMs, nil) }

  /// The same with as many more losses closed just now. They were entered so long ago that no window holds them.
  func lost(_ count: Int) -> EntryContext {
    preceded(by: count, nowMs - History.longestWindowMs, History.Entry.Closure(timeMs: nowMs, pnlUSD: -1))
  }

  private func preceded(by count: Int, _ timeMs: Int64, _ closure: History.Entry.Closure?) -> EntryContext {
    var history = history
    let entry = History.Entry(
      timeMs: timeMs, coin: signal.coin, pair: signal.pair, strategy: signal.strategy, closure: closure)
    for _ in 0..<count { history.append(entry) }
    return with(history: history)
  }
}

extension AssetContext {
  /// The context as it would be had it come earlier.
  func aged(byMs delta: Int64) -> AssetContext {
    AssetContext(fundingRate: fundingRate, oracle: oracle, receivedMs: receivedMs - delta)
  }
}

extension Quote {
  /// The quote as it would be had it come earlier.
  func aged(byMs delta: Int64, nowMs: Int64) -> Quote {
    var quote = self
    quote.exchangeTimeMs = exchangeTimeMs.map { $0 - delta }
    // A bare mid without a time has age 0: it gets one.
    quote.receivedMs = receivedMs.map { $0 - delta } ?? (exchangeTimeMs == nil ? nowMs - delta : nil)
    return quote
  }

  /// The quote with other prices or sizes.
  func with(_ top: Top, bidSize: Size? = nil, askSize: Size? = nil) -> Quote {
    Quote(
      top, bidSize: bidSize ?? self.bidSize, askSize: askSize ?? self.askSize, exchangeTimeMs: exchangeTimeMs,
      receivedMs: receivedMs, source: source)
  }
}

extension QuoteTrail {
  /// The books as they would be had they come earlier.
  func aged(byMs delta: Int64) -> QuoteTrail {
    QuoteTrail(
      steps.map { step in
        Step(sinceMs: step.sinceMs - delta, step.top, exchangeTimeMs: step.exchangeTimeMs.map { $0 - delta })
      })
  }
}

extension Signal {
  /// The signal with another time, z-score, notional or list of attributes.
  func with(
    timeMs: Int64? = nil, zScore: ExactDecimal?? = nil, notionalUSD: ExactDecimal?? = nil,
    attributes: [Attribute]? = nil
  ) -> Signal {
    Signal(
      id: id, timeMs: timeMs ?? self.timeMs, symbol: symbol, coin: coin, baseSymbol: baseSymbol, baseCoin: baseCoin,
      direction: direction, strategy: strategy, zScore: zScore ?? self.zScore,
      notionalUSD: notionalUSD ?? self.notionalUSD, attributes: attributes ?? self.attributes)
  }

  /// The numbers that the signal carries, by their keys, and the signal with another one in their place, or none.
  var numbers: [(name: String, value: ExactDecimal, replaced: (ExactDecimal?) -> Signal)] {
    var numbers: [(name: String, value: ExactDecimal, replaced: (ExactDecimal?) -> Signal)] = []
    if let zScore { numbers.append(("z_score", zScore, { with(zScore: .some($0)) })) }
    if let notionalUSD { numbers.append(("notional_usd", notionalUSD, { with(notionalUSD: .some($0)) })) }
    for (index, attribute) in attributes.enumerated() {
      guard case .number(let text) = attribute.value, let value = ExactDecimal(text) else { continue }
      numbers.append(
        (
          attribute.name, value,
          { number in
            var attributes = attributes
            if let number {
              attributes[index] = Attribute(name: attribute.name, value: .number(number.description))
            } else {
              attributes.remove(at: index)
            }
            return with(attributes: attributes)
          }
        ))
    }
    return numbers
  }
}

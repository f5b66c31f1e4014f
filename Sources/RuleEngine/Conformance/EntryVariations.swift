/// Entries around a rule type's examples: what they say, put together anew and moved a little. Always the same ones.
struct EntryVariations {
  private let examples: [EntryContext]
  private let codes: [ReasonCode?]
  private let feeds: [Feed]
  private let windowMs: Int64
  private let quoteWindowMs: Int64
  private var dice = Dice()

  init(of type: any EntryRule.Type, for rule: any EntryRule) {
    examples = type.examples.isEmpty ? [.example()] : type.examples.map(\.entry)
    codes = type.documentation.codes.map(\.code) + [nil, "spread_insufficient"]
    feeds = Set(examples.flatMap { [.perp($0.signal.coin), .spot($0.signal.coin)] + rule.feeds(for: $0.signal.coin) })
      .sorted { $0.description < $1.description }
    windowMs = rule.historyWindowMs
    quoteWindowMs = rule.quoteWindowMs
  }

  mutating func next() -> EntryContext {
    let base = pick(examples)
    let shiftMs = pick([0, 0, 0, 1, -1, Int64.random(in: -14 * 1440...14 * 1440, using: &dice) * 60_000])
    let nowMs = base.nowMs + shiftMs
    let signal = signal(base.signal, nowMs)
    // The prices of one example belong together.
    let source = chance(3) ? pick(examples) : base
    var quotes = Quotes()
    for feed in feeds {
      quotes[feed] = quote(of: feed, in: source, nowMs)
      let trail = source.quotes[trailOf: feed]
      if !trail.isEmpty { quotes[trailOf: feed] = varied(trail, byMs: nowMs - source.nowMs) }
    }
    quotes[contextOf: signal.coin] = context(source, nowMs)
    return EntryContext(
      signal: signal, quotes: quotes, history: history(chance(2) ? base.history : History(), signal, nowMs),
      balance: balance(nowMs), nowMs: nowMs)
  }

  private mutating func signal(_ base: Signal, _ nowMs: Int64) -> Signal {
    let other = pick(examples).signal
    let baseCoin = pick([base.baseCoin, other.baseCoin, nil])
    return Signal(
      id: nil, timeMs: nowMs, symbol: base.symbol, coin: base.coin, baseSymbol: baseCoin?.name, baseCoin: baseCoin,
      direction: pick([.long, .short]), strategy: pick([base.strategy, other.strategy, nil]),
      zScore: number([base.zScore, other.zScore]), notionalUSD: number([base.notionalUSD, other.notionalUSD]),
      attributes: pick([base.attributes, other.attributes, []]))
  }

  private mutating func number(_ numbers: [ExactDecimal?]) -> ExactDecimal? {
    guard let units = pick(numbers)?.units else { return nil }
    let step = ExactDecimal(billionths: 1).units
    let others = [units, units, units + step, units - step, units * 2, units / 2, -units, 0]
    return chance(8) ? nil : ExactDecimal(units: pick(others))
  }

  private mutating func quote(of feed: Feed, in source: EntryContext, _ nowMs: Int64) -> Quote? {
    let feedThere = chance(8) ? pick(feeds) : feed
    guard !chance(12), let found = source.quotes[feedThere] else { return nil }
    var (bid, ask, isBook): (Price, Price, Bool) =
      switch found.top {
      case .book(let bid, let ask): (bid, ask, true)
      case .mid(let mid): (mid, mid, chance(2))
      }
    if chance(2) { bid = moved(bid) }
    if chance(2) { ask = isBook ? moved(ask) : bid }
    if chance(10) { (bid, ask) = (ask, bid) }
    let ageMs = found.ageMs(now: source.nowMs)
    let top: Quote.Top = isBook && !chance(12) ? .book(bid: bid, ask: ask) : .mid(bid)
    return Quote(
      top, bidSize: size(found.bidSize), askSize: size(found.askSize),
      exchangeTimeMs: chance(2) ? nil : nowMs - age(ageMs), receivedMs: chance(8) ? nil : nowMs - age(ageMs))
  }

  /// What a book was, sooner or later, with some steps left out or moved.
  private mutating func varied(_ trail: QuoteTrail, byMs shiftMs: Int64) -> QuoteTrail {
    let shiftMs = shiftMs + pick([0, 0, 0, 1, -1, -quoteWindowMs / 2, -quoteWindowMs])
    return QuoteTrail(
      trail.steps.compactMap { step in
        guard !chance(8) else { return nil }
        guard case .book(let bid, let ask) = step.top, chance(4) else {
          return QuoteTrail.Step(sinceMs: step.sinceMs + shiftMs, step.top)
        }
        return QuoteTrail.Step(sinceMs: step.sinceMs + shiftMs, .book(bid: moved(bid), ask: moved(ask)))
      })
  }

  private mutating func moved(_ price: Price) -> Price {
    // A unit of a price as it comes in, then steps of a part of it.
    let step: Int64 = pick([
      0, 10, 10, -10, price.units / 1000, -price.units / 1000, price.units / 80, -price.units / 80,
    ])
    let units = (price.units + step) / 10 * 10
    return Price(uncheckedUnits: min(max(units, 10), Price.maximumUnits))
  }

  private mutating func size(_ size: Size?) -> Size? {
    let units = size?.units ?? 1_000_000_000_000
    if chance(3) { return size }
    return chance(8) ? nil : Size(uncheckedUnits: pick([0, units, units + 1, max(units - 1, 0), units * 2, units / 2]))
  }

  private mutating func age(_ ageMs: Int64) -> Int64 {
    let other = Int64.random(in: 0...12_000, using: &dice)
    return pick([0, 0, ageMs, ageMs, ageMs, ageMs + 1, ageMs - 1, other, 31_536_000_001, -2000, -2001])
  }

  private mutating func balance(_ nowMs: Int64) -> AvailableBalance? {
    let source = pick(examples)
    guard let balance = source.balance, let amountUSD = number([balance.amountUSD]) else { return nil }
    return AvailableBalance(amountUSD: amountUSD, receivedMs: nowMs - age(balance.ageMs(now: source.nowMs)))
  }

  private mutating func context(_ source: EntryContext, _ nowMs: Int64) -> AssetContext? {
    guard let context = source.assetContext, !chance(12) else { return nil }
    return AssetContext(
      fundingRate: number([context.fundingRate]), oracle: context.oracle.map { chance(2) ? $0 : moved($0) },
      receivedMs: nowMs - age(context.ageMs(now: source.nowMs)))
  }

  private mutating func history(_ base: History, _ signal: Signal, _ nowMs: Int64) -> History {
    var history = base
    for _ in 0..<pick([0, 1, 2, 3, 5]) {
      let ageMs = pick([
        -1, 0, 1, 1000, 30_000, windowMs / 2, windowMs - 1, windowMs, windowMs + 1, windowMs + 60_000, 3_600_000,
      ])
      let isOther = chance(4)
      let entry = History.Entry(
        timeMs: nowMs - ageMs, coin: isOther ? "BTC" : signal.coin, pair: isOther || chance(4) ? "BTC" : signal.pair,
        strategy: pick([signal.strategy, nil, "b"]),
        rejection: chance(2) ? nil : History.Entry.Rejection(code: pick(codes)))
      history.append(entry.rejection == nil && chance(2) ? entry.closed(by: closure(of: entry, nowMs)) : entry)
    }
    return history
  }

  private mutating func closure(of entry: History.Entry, _ nowMs: Int64) -> History.Entry.Closure {
    let agoMs = pick([-1, 0, 1, 1000, windowMs / 2, windowMs - 1, windowMs, windowMs + 1])
    return History.Entry.Closure(
      timeMs: max(nowMs - agoMs, entry.timeMs), pnlUSD: pick([-1, -1, "-0.000000001", 0, 1]))
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &dice)]
  }

  private mutating func chance(_ outOf: Int) -> Bool { Int.random(in: 0..<outOf, using: &dice) == 0 }
}

/// Knuth's linear congruential generator of MMIX, its upper half twice: enough to mix examples.
private struct Dice: RandomNumberGenerator {
  private var state: UInt64 = 1

  mutating func next() -> UInt64 {
    var bits: UInt64 = 0
    for _ in 0..<2 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      bits = bits << 32 | state >> 32
    }
    return bits
  }
}

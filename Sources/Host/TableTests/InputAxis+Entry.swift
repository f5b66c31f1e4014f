internal import RuleEngine

extension InputAxis {
  /// A billionth, the smallest step that prices, sizes and thresholds have, in units of 10^-18.
  private static let stepUnits: Int128 = 1_000_000_000
  private static let yearMs: Int128 = 31_536_000_000

  /// The inputs of a case that a rule may read.
  static func axes(of entry: EntryContext, for instance: ChainNode.RuleInstance) -> [InputAxis] {
    let feeds = instance.feeds[entry.signal.coin].filter { entry.quotes[$0] != nil }
    var axes = entry.signal.numbers.map { number in
      decimal(number.name, number.value, from: -1_000_000_000_000) {
        entry.with(signal: number.replaced($0))
      }
    }
    for feed in feeds {
      axes += quoteAxes(feed, entry)
      let trail = entry.quotes[trailOf: feed]
      if instance.rule.quoteWindowMs > 0, let first = trail.steps.first {
        axes.append(
          age("\(feed) trail, oldest age_ms", entry.nowMs - first.sinceMs) {
            entry.with(trail.aged(byMs: $0), of: feed)
          })
      }
    }
    if feeds.count > 1 {
      let oldest = feeds.compactMap { entry.quotes[$0]?.ageMs(now: entry.nowMs) }.max() ?? 0
      axes.append(
        age("all books, oldest age_ms", oldest, from: oldest) { delta in
          feeds.reduce(entry) { moved, feed in
            moved.with(entry.quotes[feed]?.aged(byMs: delta, nowMs: entry.nowMs), of: feed)
          }
        })
    }
    if instance.rule.readsBalance, let balance = entry.balance {
      axes.append(
        decimal("available_usd", balance.amountUSD, from: -1_000_000_000_000) {
          entry.with(balance: .some(AvailableBalance(amountUSD: $0, receivedMs: balance.receivedMs)))
        })
      axes.append(
        age("balance age_ms", balance.ageMs(now: entry.nowMs)) {
          entry.with(balance: AvailableBalance(amountUSD: balance.amountUSD, receivedMs: balance.receivedMs - $0))
        })
    }
    if instance.rule.readsAssetContext, let context = entry.assetContext { axes += contextAxes(context, entry) }
    if max(instance.rule.historyWindowMs, instance.rule.openEntriesWindowMs) > 0 {
      axes.append(count("entries approved now") { entry.approved($0) })
      axes.append(count("losses closed now") { entry.lost($0) })
    }
    axes.append(time(entry))
    return axes
  }

  private static func contextAxes(_ context: AssetContext, _ entry: EntryContext) -> [InputAxis] {
    var axes: [InputAxis] = []
    if let rate = context.fundingRate {
      axes.append(
        decimal("funding_rate", rate, from: -1) {
          entry.with(AssetContext(fundingRate: $0, oracle: context.oracle, receivedMs: context.receivedMs))
        })
    }
    if let oracle = context.oracle {
      axes.append(
        price("oracle", oracle) {
          entry.with(AssetContext(fundingRate: context.fundingRate, oracle: $0, receivedMs: context.receivedMs))
        })
    }
    axes.append(
      age("context age_ms", context.ageMs(now: entry.nowMs)) { entry.with(context.aged(byMs: $0)) })
    return axes
  }

  private static func quoteAxes(_ feed: Feed, _ entry: EntryContext) -> [InputAxis] {
    guard let quote = entry.quotes[feed] else { return [] }
    func bookPrice(
      _ name: String, _ price: Price, above gap: Int64 = 0, shown: @escaping (Price) -> Price = { $0 },
      _ top: @escaping (Price) -> Quote.Top
    ) -> InputAxis {
      Self.price("\(feed) \(name)", price, above: gap, shown: shown) { entry.with(quote.with(top($0)), of: feed) }
    }
    func size(_ name: String, _ size: Size, _ moved: @escaping (Size) -> Quote) -> InputAxis {
      InputAxis(
        name: "\(feed) \(name)", value: size.units, range: 0...(1 << 62), distances: doubling(upTo: 1 << 62),
        text: { Size(units: UInt64($0)).description }, moved: { entry.with(moved(Size(units: UInt64($0))), of: feed) })
    }
    var axes: [InputAxis] = []
    switch quote.top {
    case .mid(let mid): axes.append(bookPrice("mid", mid) { .mid($0) })
    case .book(let bid, let ask):
      let gap = ask.units - bid.units
      axes.append(
        bookPrice("mid", ask, above: gap, shown: { Price(midOf: Price(units: $0.units - gap), $0) }) {
          .book(bid: Price(units: $0.units - gap), ask: $0)
        })
      axes.append(bookPrice("bid alone", bid) { .book(bid: $0, ask: ask) })
      axes.append(bookPrice("ask alone", ask) { .book(bid: bid, ask: $0) })
      if let bidSize = quote.bidSize, bidSize.units <= 1 << 62 {
        axes.append(size("bid_size", bidSize) { quote.with(quote.top, bidSize: $0) })
      }
      if let askSize = quote.askSize, askSize.units <= 1 << 62 {
        axes.append(size("ask_size", askSize) { quote.with(quote.top, askSize: $0) })
      }
    }
    axes.append(
      age("\(feed) age_ms", quote.ageMs(now: entry.nowMs)) {
        entry.with(quote.aged(byMs: $0, nowMs: entry.nowMs), of: feed)
      })
    return axes
  }

  /// A price, of which another one may stand so far below.
  private static func price(
    _ name: String, _ price: Price, above gap: Int64 = 0, shown: @escaping (Price) -> Price = { $0 },
    _ moved: @escaping (Price) -> EntryContext
  ) -> InputAxis {
    let highest = Price.maximumUnits + min(gap, 0)
    return InputAxis(
      name: name, value: Int128(price.units / 10), range: Int128(max(gap, 0) / 10 + 1)...Int128(highest / 10),
      distances: doubling(upTo: 1 << 56), text: { shown(Price(units: Int64($0) * 10)).description },
      moved: { moved(Price(units: Int64($0) * 10)) })
  }

  private static func decimal(
    _ name: String, _ value: ExactDecimal, from lowest: Int64, _ moved: @escaping (ExactDecimal) -> EntryContext
  ) -> InputAxis {
    let limit = -ExactDecimal(lowest).units / stepUnits
    let steps = value.units / stepUnits
    return InputAxis(
      name: name, value: steps, range: min(steps, -limit)...max(steps, limit), distances: doubling(upTo: limit),
      text: { ExactDecimal(units: $0 * stepUnits).description }, moved: { moved(ExactDecimal(units: $0 * stepUnits)) })
  }

  /// A number of earlier entries, added to those that the case has.
  private static func count(_ name: String, _ moved: @escaping (Int) -> EntryContext) -> InputAxis {
    InputAxis(
      name: name, value: 0, range: 0...4096, distances: doubling(upTo: 4096), text: { "\($0)" },
      moved: { moved(Int($0)) })
  }

  /// An age in milliseconds, moved by what is added to it.
  private static func age(
    _ name: String, _ value: Int64, from lowest: Int64 = -4000, _ moved: @escaping (Int64) -> EntryContext
  ) -> InputAxis {
    let value = Int128(value)
    return InputAxis(
      name: name, value: value, range: min(value, Int128(lowest))...(max(value, 0) + yearMs + 1),
      distances: doubling(upTo: yearMs), text: { "\($0)" }, moved: { moved(Int64($0 - value)) })
  }

  /// The moment itself. The quarters of an hour and the days are looked at one by one: windows open and close on them.
  private static func time(_ entry: EntryContext) -> InputAxis {
    let quarterMs: Int128 = 900_000
    let quarters = (1...96).map { Int128($0) * quarterMs }
    let days = (1...8).map { Int128($0) * quarterMs * 96 }
    let now = Int128(entry.nowMs)
    return InputAxis(
      name: "time", value: now, range: max(0, now - 2 * yearMs)...(now + 2 * yearMs),
      distances: doubling(upTo: yearMs) + quarters + days, text: { CivilTime(ms: Int64($0)).iso8601 },
      moved: { entry.later(byMs: Int64($0) - entry.nowMs) })
  }
}

import RuleEngine
import TestSupport

/// Entries of every kind: prices near 1, ages near 500 ms, sizes near 100.
struct RandomEntries {
  private var random: SplitMix64
  // Of its own, so that everything else is drawn as without it.
  private var contexts: SplitMix64
  static let nowMs: Int64 = 1_774_403_200_000

  init(seed: Int) {
    random = SplitMix64(seed: UInt64(seed))
    contexts = SplitMix64(seed: UInt64(seed) ^ 0xC0)
  }

  mutating func next() -> EntryContext {
    // A moment of the two weeks from a Monday on, so that every weekday and minute comes up.
    let nowMs = Self.nowMs + Int64(Int.random(in: 0..<14 * 1440, using: &random)) * 60_000
    let history = (0..<Int.random(in: 0...4, using: &random)).map { _ in earlier(nowMs) }
    return .example(
      pick([.long, .short]), baseCoin: pick(["HYPE", "BTC", nil]), strategy: pick(["a", "b", nil]),
      zScore: pick([nil, number(-4500...4500)]), notionalUSD: pick([nil, 0, number(-10...3000), number(1...3000)]),
      perp: quote(nowMs), spot: quote(nowMs), history: history, balance: balance(nowMs),
      context: context(nowMs), nowMs: nowMs)
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &random)]
  }

  /// Thousandths.
  private mutating func number(_ range: ClosedRange<Int64>) -> ExactDecimal {
    ExactDecimal(units: Int128(Int64.random(in: range, using: &random)) * 1_000_000_000_000_000)
  }

  private mutating func balance(_ nowMs: Int64) -> AvailableBalance? {
    let ages: [Int64] = [0, 0, 0, 499, 500, 501, 90_000, 90_001, -2000, -2001]
    return pick([nil, .usd(number(-10...3000), ageMs: pick(ages), nowMs: nowMs), .usd("1.5", nowMs: nowMs)])
  }

  private mutating func context(_ nowMs: Int64) -> AssetContext? {
    let rates: [ExactDecimal?] = [
      nil, 0, "0.0000125", "0.0000125", "0.0001", "-0.0001", "0.000100001", "-0.000100001", "0.02", "-1", "1",
    ]
    let oracles: [Price?] = [nil, "1", "1", "1", "0.99", "1.01", "1.005", "0.995", "1.2", "0.5", "3"]
    let ages: [Int64] = [0, 0, 0, 499, 500, 501, 60_000, 60_001, -2000, -2001]
    guard let age = ages.randomElement(using: &contexts), Int.random(in: 0..<10, using: &contexts) > 0 else {
      return nil
    }
    return .said(
      fundingRate: rates[Int.random(in: rates.indices, using: &contexts)],
      oracle: oracles[Int.random(in: oracles.indices, using: &contexts)], ageMs: age, nowMs: nowMs)
  }

  private mutating func quote(_ nowMs: Int64) -> Quote? {
    let mid = pick([980, 990, 995, 999, 1000, 1001, 1005, 1010, 1020, 1200, 800])
    let gap = pick([0, 0, 0, 1, 2, 5, 20, -1])
    let kind = Int.random(in: 0..<10, using: &random)
    if kind == 0 { return nil }
    guard let bid = price(mid - gap), let ask = price(mid + gap) else { return nil }
    var quote = Quote(kind == 1 ? .mid(bid) : .book(bid: bid, ask: ask))
    quote.bidSize = pick([nil, "0", "49.9", "50", "51", "100", "1000"])
    quote.askSize = pick([nil, "0", "49.9", "50", "51", "100", "1000"])
    let ages: [Int64] = [0, 0, 0, 100, 300, 499, 500, 501, 9000, -2000, -2001]
    quote.receivedMs = pick([nil, nowMs - pick(ages)])
    quote.exchangeTimeMs = pick([nil, nowMs - pick(ages)])
    return quote
  }

  private func price(_ thousandths: Int) -> Price? { try? Price("\(thousandths)e-3") }

  private mutating func earlier(_ nowMs: Int64) -> History.Entry {
    let agoMs: Int64 = pick([-1, 0, 1, 1000, 29_999, 30_000, 30_001, 59_999, 60_000, 60_001, 3_600_000])
    let (coin, pair): (Coin, String) = pick([("PURR", "PURR|HYPE"), ("PURR", "PURR"), ("HYPE", "HYPE")])
    let entry = History.Entry(
      timeMs: nowMs - agoMs, coin: coin, pair: pair, strategy: pick(["a", "b", nil]),
      rejection: pick([nil, nil, .init(), .init(code: "stale"), .init(code: "cooling_down")]))
    guard entry.rejection == nil, let pnlUSD: ExactDecimal = pick([nil, -1, -1, "-0.000000001", 0, 1]) else {
      return entry
    }
    let closedAgoMs: Int64 = pick([-1, 0, 1, 1000, 29_999, 30_000, 30_001, 59_999, 60_000, 60_001])
    return entry.closed(by: .init(timeMs: max(nowMs - closedAgoMs, entry.timeMs), pnlUSD: pnlUSD))
  }
}

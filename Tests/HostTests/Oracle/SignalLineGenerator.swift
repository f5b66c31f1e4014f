import TestSupport

/// Draws signals for a chain: many of them exactly on one of its limits or a billionth beside, the rest of every kind.
///
/// Prices, sizes and limits are drawn as whole billionths, so that "exactly on the limit" is arithmetic of integers.
struct SignalLineGenerator {
  static let billion: Int128 = 1_000_000_000
  static let maxPrice = 99_999_999 * billion
  static let maxSize = 99_999_999_999 * billion

  var random: SplitMix64
  let chain: OracleChain

  /// The next signal.
  mutating func next() -> SignalDraft {
    var draft = ordinary()
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<45: putOnThreshold(&draft)
    case 45..<60: fillHistory(&draft)
    default:
      draft.perp = anyQuote(around: basis(), nowMs: draft.timeMs)
      draft.spot = anyQuote(around: basis(), nowMs: draft.timeMs)
      if chance(60) {
        let (perp, spot) = legs()
        draft.perp = anyQuote(around: perp, nowMs: draft.timeMs)
        draft.spot = anyQuote(around: spot, nowMs: draft.timeMs)
      }
      if chance(30) { fillHistory(&draft) }
      if chance(10) { draft.zScore = nil }
      if chance(10) { draft.notional = pick([nil, "0", "-0.0", "-5", "0e7"]) }
      if chance(15) { draft.account = anyAccount() }
      if chance(5) { draft.symbol = pick(["HYPE/USDC:USDC", "HYPE"]) }
      if chance(4) { spoilPrice(&draft) }
      if chance(4) {
        draft.flaw = pick([
          .exit, .reduceOnly, .otherCase, .noDirection, .wrongDirection, .noTime, .noSymbol, .twice, .cut,
        ])
        // Which of two faults of a line is named is not this test's question.
        draft.perp = .absent
        draft.spot = .absent
        draft.id = nil
      }
    }
    return draft
  }

  // MARK: Draws

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &random)]
  }
  mutating func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  /// A number whose count of digits is as likely as any other, up to a limit.
  mutating func spread(upTo limit: Int128) -> Int128 {
    var bound: Int128 = 1
    for _ in 0..<whole(0...20) where bound < limit { bound *= 10 }
    return Int128.random(in: 1...min(bound, limit), using: &random)
  }

  /// A price of the usual kind, in billionths.
  mutating func basis() -> Int128 { spread(upTo: SignalLineGenerator.maxPrice / 4) + 10 }

  // MARK: Signals

  /// A signal that nothing but its prices can block: fresh and deep books, a score, a notional and a balance inside
  /// their limits.
  private mutating func ordinary() -> SignalDraft {
    let nowMs = 1_774_400_000_000 + whole(0...86_400_000)
    var draft = SignalDraft(
      id: chance(80) ? "s-\(whole(0...999_999))" : nil, timeMs: nowMs,
      symbol: pick(["PURR/USDC:USDC", "PURR-PERP", "PURR", "PURR/USDC"]),
      baseSymbol: pick(["HYPE/USDC:USDC", "HYPE", nil]), direction: pick(["long", "short"]),
      strategy: pick(["adaptive_bollinger", "b", nil]))
    draft.zScore = pick(["", "-"]) + Spelling.plain(Int128.random(in: 2_000_000_000...3_000_000_001, using: &random))
    draft.notional = pick(["999.5", "1e-9", "1E2", "250.000"])
    draft.account = AccountDraft(available: pick(["1e6", "\"250.500000001\"", "250.5"]), ageMs: pick([nil, 0, 499]))
    let (perp, spot) = legs()
    draft.perp = book(perp, gap: 0, nowMs)
    draft.spot = book(spot, gap: 0, nowMs)
    return draft
  }

  /// A balance of any kind: unknown, negative, stale, ahead.
  private mutating func anyAccount() -> AccountDraft? {
    if chance(30) { return nil }
    let ordinary = Spelling.token(spread(upTo: SignalLineGenerator.maxPrice), &random)
    let amount = pick(["0", "-5", "\"0.0\"", "1e12", ordinary])
    return AccountDraft(available: amount, ageMs: pick([nil, 0, 500, 501, 90_000, 90_001, -2000, -2001]))
  }

  /// Two mids whose spread is small, large, or next to a limit.
  private mutating func legs() -> (perp: Int128, spot: Int128) {
    let spot = basis()
    let millionths: Int128 =
      switch whole(0...9) {
      case 0...5: Int128(whole(-30_000...30_000))
      case 6...7: Int128(whole(-210_000...210_000))
      case 8: Int128(whole(-999_999...3_000_000))
      default: pick([-10_000, 10_000, -3500, 3500, -200_000, 200_000])
      }
    return (max(1, spot + spot * millionths / 1_000_000 + Int128(whole(-1...1))), spot)
  }

  /// A fresh, deep quote with a given mid.
  mutating func book(_ mid: Int128, gap: Int128, _ nowMs: Int) -> QuoteDraft {
    .book(
      BookDraft(
        bid: Spelling.token(max(1, mid - gap), &random), ask: Spelling.token(mid + gap, &random),
        bidSize: Spelling.token(SignalLineGenerator.maxSize, &random),
        askSize: Spelling.token(SignalLineGenerator.maxSize, &random), ageMs: pick([nil, 0])))
  }

  /// A quote of any kind: missing, one-sided, crossed, bare, without sizes, old, ahead, thin.
  private mutating func anyQuote(around mid: Int128, nowMs: Int) -> QuoteDraft {
    switch whole(0...99) {
    case 0..<4: return .absent
    case 4..<6: return .nothing("null")
    case 6..<8: return .nothing("{}")
    case 8..<12:
      let price = Spelling.token(mid, &random)
      return .nothing(
        pick([#"{"bid":\#(price)}"#, #"{"ask":\#(price),"bid":null}"#, #"{"age_ms":5,"ask":\#(price)}"#]))
    case 12..<35: return .mid(Spelling.token(mid, &random))
    default:
      let gap = pick([0, 1, mid / 2000, mid / 100, -1, mid / 3000, mid / 1000])
      let (bid, ask) = gap < 0 ? (mid + 1, mid) : (max(1, mid - gap), mid + gap)
      var draft = BookDraft(bid: Spelling.token(bid, &random), ask: Spelling.token(ask, &random))
      if !chance(7) { draft.bidSize = size(bid) }
      if !chance(7) { draft.askSize = size(ask) }
      if chance(70) { draft.ageMs = age() }
      if chance(40) { draft.timeMs = nowMs - age() }
      return .book(draft)
    }
  }

  private mutating func size(_ price: Int128) -> String {
    let large = SignalLineGenerator.maxSize
    if chance(60) { return Spelling.token(Int128.random(in: large / 1000...large, using: &random), &random) }
    return Spelling.token(chance(10) ? 0 : spread(upTo: large), &random)
  }

  private mutating func age() -> Int {
    switch whole(0...9) {
    case 0...6: whole(0...1000)
    case 7: whole(0...11_000)
    case 8: pick([-2001, -2000, -1999, -1])
    default: pick([500, 501, 600, 601, 2999, 3000, 3001, 9999, 10_000, 10_001])
    }
  }

  /// Replaces a price by something that is none.
  private mutating func spoilPrice(_ draft: inout SignalDraft) {
    let price = pick([
      "0", "0.0", "\"0\"", "-1", "\"-0.5\"", "-0", "0e5", "\"\"", "\"abc\"", "\"NaN\"", "\"Infinity\"", "\"+1\"",
      "\"1.\"", "\".5\"", "\"01\"", "\"1e\"", "\" 1\"", "\"1 \"", "\"0x1\"", "\"1,5\"", "0.0000000001", "1e-10",
      "\"0.1234567890\"", "1.0e-9", "100000000", "99999999.000000001", "1e8", "1e400", "\"1E-400\"",
      "123456789012345678901234567890123456789012",
    ])
    let other = Spelling.token(basis(), &random)
    let quote: QuoteDraft =
      switch whole(0...2) {
      case 0: .mid(price)
      case 1: .book(BookDraft(bid: price, ask: other))
      default: .book(BookDraft(bid: other, ask: price))
      }
    if chance(50) { draft.perp = quote } else { draft.spot = quote }
  }

  /// Earlier verdicts of this pair and of others, many exactly as long ago as a limit looks back.
  private mutating func fillHistory(_ draft: inout SignalDraft) {
    let reach = chain.rules.compactMap { rule in
      switch rule {
      case .rate(_, let windowS, _): windowS * 1000
      case .cooldown(let seconds, _, _): seconds * 1000
      default: nil
      }
    }
    for _ in 0..<whole(0...4) {
      let agoMs = reach.isEmpty || chance(30) ? whole(-10...70_000) : pick(reach) + whole(-1...1)
      draft.history.append(
        HistoryDraft(
          timeMs: draft.timeMs - agoMs, symbol: pick(["PURR", "PURR/USDC", "PURR-PERP", "HYPE"]),
          baseSymbol: pick(["HYPE", "HYPE/USDC", "BTC", nil]), strategy: pick(["b", "adaptive_bollinger", nil]),
          rejection: pick([
            .none, .none, .none, .some(nil), .some("spread_insufficient"), .some("cooling_down"),
          ])))
    }
  }
}

import Foundation

/// The built-in rules, in exact decimals, applied to one signal.
struct OracleRules {
  /// What a rule says.
  struct Finding {
    var outcome: String
    var code: String?
    var measured: OracleVerdict.Measured?
    var margin: String?
    var reason: String?

    static func pass(_ margin: String? = nil) -> Finding { Finding(outcome: "pass", margin: margin) }
    static func reject(_ code: String, _ margin: String? = nil) -> Finding {
      Finding(outcome: "reject", code: code, margin: margin)
    }
    static func unavailable(_ code: String, _ margin: String? = nil) -> Finding {
      Finding(outcome: "unavailable", code: code, margin: margin)
    }
  }

  let coin: String
  let pair: String
  private let draft: SignalDraft
  private let perp: OracleQuote?
  private let spot: OracleQuote?

  init(_ draft: SignalDraft) throws {
    self.draft = draft
    coin = OracleRules.coin(draft.symbol)
    pair = OracleRules.pair(draft.symbol, draft.baseSymbol)
    perp = try OracleQuote(draft.perp, nowMs: draft.timeMs)
    spot = try OracleQuote(draft.spot, nowMs: draft.timeMs)
  }

  func quote(_ leg: String) -> OracleQuote? { leg == "perp" ? perp : spot }

  private static func coin(_ symbol: String) -> String {
    if let slash = symbol.firstIndex(of: "/") { return String(symbol[..<slash]) }
    return symbol.hasSuffix("-PERP") ? String(symbol.dropLast(5)) : symbol
  }

  private static func pair(_ symbol: String, _ baseSymbol: String?) -> String {
    ([symbol] + [baseSymbol].compactMap(\.self)).map(coin).joined(separator: "|")
  }

  func finding(_ rule: OracleRule) -> Finding {
    switch rule {
    case .spread(let min, let maxAbs, let minDepth, let maxAgeMs, let maxSkewMs):
      spread(min.value, maxAbs?.value, minDepth.value, maxAgeMs, maxSkewMs)
    case .bookSpread(let leg, let maxBps, let maxAgeMs):
      book(leg, maxAgeMs) { bookSpread($0, maxBps.value) }
    case .depth(let leg, let minUSD, let maxAgeMs): book(leg, maxAgeMs) { depth($0, minUSD.value) }
    case .notional(let max): notional(max.value)
    case .balance(let min, let maxAgeMs): balance(min.value, maxAgeMs)
    case .zScore(let min, let max): zScore(min?.value, max?.value)
    case .rate(let max, let windowS, let per): rate(max, windowS, per)
    case .cooldown(let seconds, let after, let per): cooldown(seconds, after, per)
    case .directions(let list): list.contains(draft.direction) ? .pass() : .reject("direction_not_allowed")
    }
  }

  // MARK: Prices

  private func spread(
    _ minSpread: Decimal, _ maxAbs: Decimal?, _ minDepth: Decimal, _ maxAgeMs: Int, _ maxSkewMs: Int
  ) -> Finding {
    guard let perp else { return .unavailable("perp_missing") }
    guard let spot else { return .unavailable("spot_missing") }
    let freshness = min(perp.freshnessMs(maxAgeMs), spot.freshnessMs(maxAgeMs))
    if freshness < 0 { return .unavailable("stale", "\(freshness)") }
    for leg in [perp, spot] where leg.bid > leg.ask {
      return .reject("book_crossed", Exact.text(Exact.difference(leg.ask, leg.bid)))
    }
    let skewMs = perp.skewMs(spot)
    if skewMs > maxSkewMs { return .reject("skewed", "\(maxSkewMs - skewMs)") }
    let depth = min(perp.depth, spot.depth)
    if depth < minDepth { return .reject("thin", Exact.text(Exact.difference(depth, minDepth))) }
    let difference = Exact.difference(perp.mid, spot.mid)
    let magnitude = difference < 0 ? -difference : difference
    let measured = OracleVerdict.Measured(
      perp: Exact.text(perp.mid), spot: Exact.text(spot.mid),
      spread: Exact.text(Exact.quotient(difference, spot.mid, places: 9)))
    func margin(_ product: Decimal) -> String { Exact.text(Exact.quotient(product, spot.mid, places: 9)) }
    if let maxAbs, magnitude > Exact.product(maxAbs, spot.mid) {
      let left = Exact.difference(Exact.product(maxAbs, spot.mid), magnitude)
      return Finding(outcome: "reject", code: "spread_implausible", measured: measured, margin: margin(left))
    }
    let favour = draft.direction == "long" ? -difference : difference
    let beyond = Exact.difference(favour, Exact.product(minSpread, spot.mid))
    if beyond >= 0 { return Finding(outcome: "pass", measured: measured, margin: margin(beyond)) }
    return Finding(
      outcome: "reject", code: "spread_insufficient", measured: measured, margin: margin(beyond),
      reason: reason(difference, perp.mid, spot.mid, minSpread))
  }

  private func reason(_ difference: Decimal, _ perp: Decimal, _ spot: Decimal, _ minSpread: Decimal) -> String {
    func percentage(_ numerator: Decimal, _ denominator: Decimal) -> String {
      let hundredfold = Exact.quotient(Exact.product(numerator, 100), denominator, places: 4)
      return Exact.fixed(hundredfold, places: 4, sign: numerator < 0 ? "-" : "+") + "%"
    }
    func price(_ price: Decimal) -> String { Exact.fixed(Exact.quotient(price, 1, places: 6), places: 6, sign: "$") }
    let isLong = draft.direction == "long"
    let need = (isLong ? "≤" : "≥") + percentage(isLong ? -minSpread : minSpread, 1)
    return "期现价差不足 | \(draft.direction) | spread=\(percentage(difference, spot)) (需\(need)) | "
      + "perp=\(price(perp)) spot=\(price(spot))"
  }

  private func book(_ leg: String, _ maxAgeMs: Int, _ judge: (OracleQuote) -> Finding) -> Finding {
    guard let quote = quote(leg) else { return .unavailable("\(leg)_missing") }
    let freshness = quote.freshnessMs(maxAgeMs)
    if freshness < 0 { return .unavailable("stale", "\(freshness)") }
    guard quote.isBook else { return .unavailable("book_unknown") }
    if quote.bid > quote.ask { return .reject("book_crossed", Exact.text(Exact.difference(quote.ask, quote.bid))) }
    return judge(quote)
  }

  private func bookSpread(_ quote: OracleQuote, _ maxBps: Decimal) -> Finding {
    let gap = Exact.product(Exact.difference(quote.ask, quote.bid), 10_000)
    let left = Exact.difference(Exact.product(maxBps, quote.mid), gap)
    let measured = OracleVerdict.Measured(spreadBps: Exact.text(Exact.quotient(gap, quote.mid, places: 9)))
    let margin = Exact.text(Exact.quotient(left, quote.mid, places: 9))
    return left < 0
      ? Finding(outcome: "reject", code: "book_spread_wide", measured: measured, margin: margin)
      : Finding(outcome: "pass", measured: measured, margin: margin)
  }

  private func depth(_ quote: OracleQuote, _ minUSD: Decimal) -> Finding {
    guard quote.bidSize != nil, quote.askSize != nil else { return .unavailable("book_unknown") }
    let margin = Exact.difference(quote.depth, minUSD)
    return margin < 0 ? .reject("depth_low", Exact.text(margin)) : .pass(Exact.text(margin))
  }

  // MARK: The signal's own numbers

  private func notional(_ max: Decimal) -> Finding {
    guard let notional = draft.notional.flatMap(Exact.read)?.number, notional > 0 else {
      return .unavailable("notional_missing")
    }
    let margin = Exact.difference(max, notional)
    return margin < 0 ? .reject("notional_over", Exact.text(margin)) : .pass(Exact.text(margin))
  }

  private func balance(_ min: Decimal, _ maxAgeMs: Int) -> Finding {
    guard let account = draft.account, let available = Exact.read(account.available.filter { $0 != "\"" })?.number
    else {
      return .unavailable("balance_missing")
    }
    let age = account.ageMs ?? 0
    if age > maxAgeMs { return .unavailable("balance_stale", "\(maxAgeMs - age)") }
    if age < -2000 { return .unavailable("balance_stale", "\(age + 2000)") }
    let margin = Exact.difference(available, min)
    return margin < 0 ? .reject("balance_insufficient", Exact.text(margin)) : .pass(Exact.text(margin))
  }

  private func zScore(_ min: Decimal?, _ max: Decimal?) -> Finding {
    guard let score = draft.zScore.flatMap(Exact.read)?.number else { return .unavailable("z_score_missing") }
    let magnitude = score < 0 ? -score : score
    let above = min.map { Exact.difference(magnitude, $0) }
    let below = max.map { Exact.difference($0, magnitude) }
    if let above, above < 0 { return .reject("z_score_low", Exact.text(above)) }
    if let below, below < 0 { return .reject("z_score_high", Exact.text(below)) }
    return .pass([above, below].compactMap(\.self).min().map(Exact.text))
  }

  // MARK: History

  private func isCounted(_ entry: HistoryDraft, _ per: String) -> Bool {
    switch per {
    case "pair": OracleRules.pair(entry.symbol, entry.baseSymbol) == pair
    case "coin": OracleRules.coin(entry.symbol) == coin
    case "strategy": entry.strategy == draft.strategy
    default: true
    }
  }

  private func rate(_ max: Int, _ windowS: Int, _ per: String) -> Finding {
    let count = draft.history.count { entry in
      entry.rejection == nil && isCounted(entry, per) && entry.timeMs <= draft.timeMs
        && entry.timeMs > draft.timeMs - windowS * 1000
    }
    return count < max ? .pass("\(max - count - 1)") : .reject("rate_exceeded", "\(max - count - 1)")
  }

  private func cooldown(_ seconds: Int, _ after: String, _ per: String) -> Finding {
    let times = draft.history.compactMap { entry -> Int? in
      guard isCounted(entry, per), entry.timeMs <= draft.timeMs else { return nil }
      if let code = entry.rejection { return after != "approved" && code != "cooling_down" ? entry.timeMs : nil }
      return after != "rejected" ? entry.timeMs : nil
    }
    guard let last = times.max() else { return .pass() }
    let leftMs = draft.timeMs - last - seconds * 1000
    let margin = Exact.text(Exact.power(leftMs, -3))
    return leftMs < 0 ? .reject("cooling_down", margin) : .pass(margin)
  }
}

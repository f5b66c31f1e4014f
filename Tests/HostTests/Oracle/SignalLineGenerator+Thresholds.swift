import Foundation
import TestSupport

extension SignalLineGenerator {
  /// Puts one number of a signal exactly on one of the chain's limits, or a billionth beside it.
  mutating func putOnThreshold(_ draft: inout SignalDraft) {
    draft.isOnThreshold = true
    let step = Int128(whole(-1...1))
    var limits: [(inout SignalLineGenerator, inout SignalDraft) -> Void] = []
    for rule in chain.rules {
      switch rule {
      case .spread(let min, let maxAbs, let minDepth, _, _):
        limits.append { $0.putSpread(on: min, beside: step, isFavourable: true, &$1) }
        if let maxAbs {
          limits.append { $0.putSpread(on: maxAbs, beside: step, isFavourable: $0.chance(50), &$1) }
        }
        if minDepth.value > 0 {
          limits.append { $0.putDepth(on: minDepth, beside: step, $0.pick(["perp", "spot"]), &$1) }
        }
      case .bookSpread(let leg, let maxBps, _):
        limits.append { $0.putBookSpread(on: maxBps, beside: step, leg, &$1) }
      case .depth(let leg, let minUSD, _): limits.append { $0.putDepth(on: minUSD, beside: step, leg, &$1) }
      case .notional(let max): limits.append { _, draft in draft.notional = Spelling.plain(max.billionths + step) }
      case .balance(let min, let maxAgeMs):
        limits.append { generator, draft in
          let amount = Spelling.token(min.billionths + step, &generator.random)
          draft.account = AccountDraft(available: amount, ageMs: generator.pick([nil, 0, maxAgeMs, -2000]))
        }
      case .zScore(let min, let max):
        for limit in [min, max].compactMap(\.self) {
          limits.append { generator, draft in
            draft.zScore = generator.pick(["", "-"]) + Spelling.plain(limit.billionths + step)
          }
        }
      case .rate, .cooldown, .directions: break
      }
    }
    limits[whole(0...limits.count - 1)](&self, &draft)
  }

  /// spot × (1 ± limit) is the perp's mid: the spot is a multiple of what makes that a whole number of billionths.
  private mutating func putSpread(
    on limit: Limit, beside step: Int128, isFavourable: Bool, _ draft: inout SignalDraft
  ) {
    let fraction = limit.billionths
    let unit = Self.billion / Self.divisor(fraction, Self.billion)
    let spot = unit * spread(upTo: Self.maxPrice / 4 / unit)
    let isDiscount = (draft.direction == "long") == isFavourable
    var perp = spot + (isDiscount ? -1 : 1) * (spot / unit) * (fraction * unit / Self.billion) + step
    // A limit next to one leaves a discounted perp next to nothing.
    if perp < 1 { perp = 1 }
    let largest = min(perp, spot) - 1
    let gap = chance(50) ? 0 : Int128.random(in: 0...max(0, min(largest, 1_000_000)), using: &random)
    draft.perp = book(perp, gap: min(gap, largest < 0 ? 0 : largest), draft.timeMs)
    draft.spot = chance(50) ? .mid(Spelling.token(spot, &random)) : book(spot, gap: 0, draft.timeMs)
  }

  /// price × size is the limit: the price divides it without rest.
  private mutating func putDepth(on limit: Limit, beside step: Int128, _ leg: String, _ draft: inout SignalDraft) {
    let product = limit.billionths * Self.billion
    let prices = Self.roundPrices.filter { product % $0 == 0 && product / $0 < Self.maxSize }
    let price = pick(prices)
    let size = Spelling.token(product / price + step, &random)
    let plenty = Spelling.token(Self.maxSize, &random)
    let isBid = chance(50)
    let book = BookDraft(
      bid: Spelling.token(isBid ? price : max(1, price - 1), &random),
      ask: Spelling.token(isBid ? price + 1 : price, &random), bidSize: isBid ? size : plenty,
      askSize: isBid ? plenty : size)
    let other = self.book(price + price / 100, gap: 0, draft.timeMs)
    (draft.perp, draft.spot) = leg == "perp" ? (.book(book), other) : (other, .book(book))
  }

  /// (ask - bid) / mid × 10,000 is the limit: half the gap is mid × limit / 20,000.
  private mutating func putBookSpread(
    on limit: Limit, beside step: Int128, _ leg: String, _ draft: inout SignalDraft
  ) {
    let scale = 20_000 * Self.billion
    let divisor = Self.divisor(limit.billionths, scale)
    let unit = scale / divisor
    let count = spread(upTo: Self.maxPrice / 2 / unit)
    let (mid, half) = (unit * count, limit.billionths / divisor * count)
    let plenty = Spelling.token(Self.maxSize, &random)
    let book = BookDraft(
      bid: Spelling.token(mid - half, &random), ask: Spelling.token(mid + half + step, &random), bidSize: plenty,
      askSize: plenty)
    let other = self.book(mid, gap: 0, draft.timeMs)
    (draft.perp, draft.spot) = leg == "perp" ? (.book(book), other) : (other, .book(book))
  }

  /// The prices with which a finite decimal can be divided: products of twos and fives.
  private static let roundPrices: [Int128] = (0...14).flatMap { twos in
    (0...14).map { fives in
      (0..<twos).reduce(Int128(1)) { product, _ in product * 2 } * (0..<fives).reduce(1) { product, _ in product * 5 }
    }
  }.filter { $0 >= 2 && $0 < maxPrice / 2 }

  private static func divisor(_ left: Int128, _ right: Int128) -> Int128 {
    right == 0 ? left : divisor(right, left % right)
  }
}

extension Limit {
  /// The limit in billionths.
  fileprivate var billionths: Int128 {
    guard let billionths = Int128(Exact.product(value, Exact.power(1, 9)).description) else {
      preconditionFailure("\(text) has more than 9 decimals")
    }
    return billionths
  }
}

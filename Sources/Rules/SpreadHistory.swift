internal import RuleEngine

/// What the two legs of an entry say of the spread over the time before it, up to now.
///
/// The spread changes when a leg's top does. Where both legs change in one millisecond, the spread between was none that
/// anybody could have traded on: a top is in force from the millisecond in which it came. Where a leg grew stale before its
/// next book came, what was before that is not known.
struct SpreadHistory {
  /// The spread between the quotes.
  let now: Spread
  /// The spread that was least in the direction's favour, of those between books that were not crossed.
  private(set) var worst: Spread
  /// How long ago the book came with which it was so, the last time; no longer than the window.
  private(set) var worstAgeMs: Int64 = 0
  /// How long ago the last crossed book came, where there was one; no longer than the window.
  private(set) var crossedAgeMs: Int64?
  /// Whether the spread was seen to fall short, or a book to be crossed.
  private(set) var fellShort = false
  /// How long the spread is known to have held up to now, without a break; no longer than the window.
  private(set) var heldMs: Int64

  /// Looks back over `windowMs`, or as far as both legs are known.
  ///
  /// - Parameters:
  ///   - perp: the quote of the entry's perp, which is not crossed.
  ///   - spot: the quote of the entry's spot pair, which is not crossed.
  ///   - maxAgeMs: how old a book may grow.
  ///   - billionths: the least spread in the direction's favour.
  init(
    _ entry: EntryContext, perp: Quote, spot: Quote, over windowMs: Int64, maxAgeMs: Int64, beyond billionths: Int64
  ) {
    let nowMs = entry.nowMs
    let direction = entry.signal.direction
    now = Spread(perp: perp.mid, spot: spot.mid)
    worst = now
    var perp = Leg(entry.trail(.perp), perp, nowMs: nowMs, maxAgeMs: maxAgeMs)
    var spot = Leg(entry.trail(.spot), spot, nowMs: nowMs, maxAgeMs: maxAgeMs)
    var fromMs = max(nowMs - windowMs, perp.knownFromMs, spot.knownFromMs)
    heldMs = nowMs - fromMs
    while true {
      perp.advance(to: fromMs)
      spot.advance(to: fromMs)
      let untilMs = min(perp.untilMs, spot.untilMs)
      let isCrossed = perp.isCrossed || spot.isCrossed
      let spread = Spread(perp: perp.mid, spot: spot.mid)
      if isCrossed {
        crossedAgeMs = nowMs - fromMs
      } else if !worst.isLess(than: spread, in: direction) {
        worst = spread
        worstAgeMs = nowMs - fromMs
      }
      if isCrossed || spread.reach(beyond: billionths, in: direction) < 0 {
        fellShort = true
        // What falls short now is no entry that is asked about, so that there is an end.
        heldMs = max(nowMs - untilMs, 0)
      }
      guard untilMs <= nowMs else { return }
      fromMs = untilMs
    }
  }
}

extension SpreadHistory {
  /// The numbers: the spread now, the worst one, and for how long it has held.
  var measured: [Measurement] {
    [.price("perp", now.perp), .price("spot", now.spot), .ratio("spread", now.ratio)]
      + [.ratio("worst_spread", worst.ratio), .whole("worst_age_ms", worstAgeMs)]
      + (crossedAgeMs.map { [.whole("crossed_age_ms", $0)] } ?? []) + [.whole("held_ms", heldMs)]
  }
}

/// The tops of one leg, one after the other, the last of them that of its quote.
private struct Leg {
  private let steps: [QuoteTrail.Step]
  private var index: Int

  init(_ trail: QuoteTrail, _ quote: Quote, nowMs: Int64, maxAgeMs: Int64) {
    // A bare mid has age 0.
    let receivedMs = min(quote.receivedMs ?? nowMs, nowMs)
    let before = trail.steps.filter { $0.sinceMs < receivedMs }  // either way: the quote's own was in force for no time
    let steps = before + [QuoteTrail.Step(sinceMs: receivedMs, quote.top)]
    var first = steps.count - 1
    // A book that lived in the last millisecond before the next one came had lived all the time.
    while first > 0, !steps[first - 1].quote.isStale(now: steps[first].sinceMs - 1, maxAgeMs: maxAgeMs) { first -= 1 }
    self.steps = steps
    index = first
  }

  /// Since when the leg has been seen, without a gap; before it is advanced.
  var knownFromMs: Int64 { steps[index].sinceMs }

  /// When the top is followed by another one.
  var untilMs: Int64 { index + 1 < steps.count ? steps[index + 1].sinceMs : .max }

  mutating func advance(to momentMs: Int64) { while untilMs <= momentMs { index += 1 } }

  var mid: Price {
    switch steps[index].top {
    case .book(let bid, let ask): Price(midOf: bid, ask)
    case .mid(let mid): mid
    }
  }

  var isCrossed: Bool {
    if case .book(let bid, let ask) = steps[index].top { bid > ask } else { false }
  }
}

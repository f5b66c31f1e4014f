internal import RuleEngine

/// Looks, as a recording is read, at what the market does after each entry.
struct AftermathWatch {
  /// What to look at, and when.
  private struct Question {
    let place: Int
    let feed: Feed
    let mid: Price
    let direction: Signal.Direction
    let dueMs: Int64
  }

  /// A book that is older tells nothing, in milliseconds.
  static let maxAgeMs: Int64 = 10_000

  /// What is known so far, in the order of the entries.
  private(set) var aftermaths: [Aftermath] = []
  // For each span of time the questions in the order in which they are due, those before `next` answered.
  private var questions: [[Question]] = Aftermath.minutes.map { _ in [] }
  private var next = Aftermath.minutes.map { _ in 0 }

  /// Begins to look: at the perp of the coin, or at its spot pair where there is no perp. Entries come in their order.
  ///
  /// - Returns: the place of the entry.
  mutating func begin(_ coin: Coin, _ direction: Signal.Direction, nowMs: Int64, _ cache: BookCache) -> Int {
    let place = aftermaths.count
    aftermaths.append(Aftermath())
    for feed in [Feed.perp(coin), .spot(coin)] {
      guard let mid = AftermathWatch.mid(of: feed, nowMs: nowMs, cache) else { continue }
      for (span, minutes) in Aftermath.minutes.enumerated() {
        questions[span].append(
          Question(place: place, feed: feed, mid: mid, direction: direction, dueMs: nowMs + minutes * 60_000))
      }
      break
    }
    return place
  }

  /// Answers what is due before a moment: with a book that comes at that moment, all that came before it are in the cache.
  mutating func resolve(before limitNs: Int64, _ cache: BookCache) {
    for span in questions.indices {
      while next[span] < questions[span].count, questions[span][next[span]].dueMs < limitNs.dividedRoundingUp {
        let question = questions[span][next[span]]
        next[span] += 1
        guard let mid = AftermathWatch.mid(of: question.feed, nowMs: question.dueMs, cache) else { continue }
        aftermaths[question.place].returns[span] = Aftermath.percent(from: question.mid, to: mid, question.direction)
      }
    }
  }

  /// The mid of a living book.
  private static func mid(of feed: Feed, nowMs: Int64, _ cache: BookCache) -> Price? {
    let quote = cache.quotes(of: [feed], nowMs: nowMs)[feed]
    return quote.flatMap { $0.isStale(now: nowMs, maxAgeMs: maxAgeMs) ? nil : $0.mid }
  }
}

extension Int64 {
  /// Nanoseconds in milliseconds: a whole millisecond is before this moment where it is before the result.
  fileprivate var dividedRoundingUp: Int64 { self / 1_000_000 + (self % 1_000_000 > 0 ? 1 : 0) }
}

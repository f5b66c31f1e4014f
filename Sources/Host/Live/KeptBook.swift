internal import RuleEngine

/// A book that is kept, as it came.
struct KeptBook {
  let book: BookFrame
  let source: Quote.Source
  /// In milliseconds since 1970 UTC.
  var receivedMs: Int64
  /// The frame's text; empty where nothing is recorded.
  let text: [UInt8]
  /// What the book has been, where a rule looks back.
  var trail = QuoteTrail()

  var quote: Quote? { book.quote(receivedMs: receivedMs, source: source) }

  /// Looks back so far from now on; nil where nobody does.
  mutating func lookBack(overMs windowMs: Int64?) {
    if windowMs == nil { trail = QuoteTrail() }
    if let windowMs, trail.isEmpty { trail.take(quote, receivedMs: receivedMs, windowMs: windowMs) }
  }

  /// Moves every moment.
  mutating func shift(byMs: Int64) {
    receivedMs += byMs
    trail = trail.shifted(byMs: byMs)
  }

  /// What a recording that begins now says of the book.
  ///
  /// - Parameter isAlone: whether it says nothing of what the book was before.
  func lines(isAlone: Bool) -> [(name: String, line: RecordedLine)] {
    let line = (name: book.coinID, line: RecordedLine.book(atMs: receivedMs, text: text, source))
    // Where the book has not changed since it came, a replay knows as much.
    guard let first = trail.steps.first, first.sinceMs < receivedMs || !isAlone else { return [line] }
    return [line, (name: book.coinID, line: .trail(atMs: receivedMs, coinID: book.coinID, trail))]
  }
}

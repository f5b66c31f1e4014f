internal import RuleEngine

/// Reads what a book was before: `[{"age_ms":9000,"bid":"0.0099","ask":"0.01"},{"age_ms":1500,"mid":"0.00995"}]`, the
/// oldest first.
enum TrailParser {
  /// Reads the list that stands next: the books before a now of 0.
  ///
  /// - Throws: `SignalFault`, or what the scanner throws.
  static func read(_ scanner: inout JSONScanner) throws -> QuoteTrail {
    guard try scanner.peek() == .array else { throw SignalFault(.expected("a list", key: "trail"), at: scanner.offset) }
    try scanner.beginArray()
    var steps: [QuoteTrail.Step] = []
    while try scanner.nextElement() {
      let kind = try scanner.peek()
      let offset = scanner.offset
      guard kind == .object, steps.count < QuoteTrail.maxSteps else {
        throw SignalFault(.expected("at most \(QuoteTrail.maxSteps) objects", key: "trail"), at: offset)
      }
      let step = try step(&scanner)
      if let last = steps.last, last.sinceMs >= step.sinceMs {
        throw SignalFault(.expected("an age below that of the step before", key: "age_ms"), at: offset)
      }
      steps.append(step)
    }
    return QuoteTrail(steps)
  }

  private enum Key: String, CaseIterable {
    case bid, ask, mid, time
    case ageMs = "age_ms"
  }

  private static func step(_ scanner: inout JSONScanner) throws -> QuoteTrail.Step {
    let start = scanner.offset
    var seen: Set<Key> = []
    var prices: [Key: Price] = [:]
    var ageMs: Int64?
    var timeMs: Int64?
    try scanner.beginObject()
    while let key = try scanner.nextKey(notIn: &seen) {
      let kind = try scanner.peek()
      let offset = scanner.offset
      switch key {
      case .bid, .ask, .mid: prices[key] = try QuoteParser.price(&scanner)
      case .ageMs:
        guard kind == .number, let age = scanner.whole(try scanner.number()),
          (0...JSONScanner.maxTimeMs).contains(age)
        else { throw SignalFault(.expected("milliseconds from 0 on, a whole number", key: key.rawValue), at: offset) }
        ageMs = age
      case .time:
        guard kind == .number, let time = scanner.time(try scanner.number()) else {
          throw SignalFault(.expected("milliseconds since 1970, a whole number", key: key.rawValue), at: offset)
        }
        timeMs = time
      }
    }
    guard let ageMs else { throw SignalFault(.missing(Key.ageMs.rawValue), at: start) }
    let top: Quote.Top
    switch (prices[.bid], prices[.ask], prices[.mid]) {
    case (let bid?, let ask?, nil): top = .book(bid: bid, ask: ask)
    case (nil, nil, let mid?): top = .mid(mid)
    default: throw SignalFault(.expected("bid and ask, or mid", key: "trail"), at: start)
    }
    return QuoteTrail.Step(sinceMs: -ageMs, top, exchangeTimeMs: timeMs)
  }
}

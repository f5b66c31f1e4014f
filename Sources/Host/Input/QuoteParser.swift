internal import RuleEngine

/// Reads a quote of a signal's market, `"0.001245"` or `{"bid":…,"ask":…,"age_ms":…}`, and the prices in it.
enum QuoteParser {
  /// A quote, whose age stands in place of its receipt; nil where there is none: null, an empty object, one side alone.
  static func quote(_ scanner: inout JSONScanner, _ trail: inout QuoteTrail) throws -> Quote? {
    switch try scanner.peek() {
    case .null:
      try scanner.null()
      return nil
    case .string:
      let offset = scanner.offset
      return Quote(.mid(try checked(literal(scanner.string(), scanner, at: offset), at: offset)))
    case .number:
      let offset = scanner.offset
      return Quote(.mid(try checked(literal(scanner.number(), scanner, at: offset), at: offset)))
    case .object: return try book(&scanner, &trail)
    case .array, .boolean:
      throw SignalFault(.price(.notANumber), at: scanner.offset)
    }
  }

  private enum Key: String, CaseIterable {
    case bid, ask, mid
    case bidSize = "bid_size"
    case askSize = "ask_size"
    case ageMs = "age_ms"
    case time, trail

    init?(_ token: JSONScanner.Token, _ scanner: JSONScanner) {
      if scanner.matches(token, "bid") {
        self = .bid
      } else if scanner.matches(token, "ask") {
        self = .ask
      } else if scanner.matches(token, "mid") {
        self = .mid
      } else if scanner.matches(token, "bid_size") {
        self = .bidSize
      } else if scanner.matches(token, "ask_size") {
        self = .askSize
      } else if scanner.matches(token, "age_ms") {
        self = .ageMs
      } else if scanner.matches(token, "time") {
        self = .time
      } else if scanner.matches(token, "trail") {
        self = .trail
      } else {
        return nil
      }
    }

    var bit: UInt8 {
      switch self {
      case .bid: 1
      case .ask: 2
      case .mid: 4
      case .bidSize: 8
      case .askSize: 16
      case .ageMs: 32
      case .time: 64
      case .trail: 128
      }
    }
  }

  private static func book(_ scanner: inout JSONScanner, _ trail: inout QuoteTrail) throws -> Quote? {
    var seen: UInt8 = 0
    var bid: Price?
    var ask: Price?
    var mid: (literal: DecimalLiteral, offset: Int)?
    var bidSize: Size?
    var askSize: Size?
    var ageMs: Int64?
    var timeMs: Int64?
    var trailOffset = 0
    try scanner.beginObject()
    while let token = try scanner.nextKey() {
      guard let key = Key(token, scanner) else {
        let name = scanner.text(token)
        let suggestion = NearestName(to: name, among: Key.allCases.map(\.rawValue))
        throw SignalFault(.unknownKey(name.cut(to: 60), suggestion), at: token.start - 1)
      }
      guard seen & key.bit == 0 else { throw SignalFault(.duplicateKey(key.rawValue), at: token.start - 1) }
      seen |= key.bit
      if try scanner.takeNull() { continue }
      let offset = scanner.offset
      switch key {
      case .bid: bid = try price(&scanner)
      case .ask: ask = try price(&scanner)
      case .mid: mid = (try literal(&scanner), offset)
      case .bidSize: bidSize = try size(&scanner, key: key.rawValue)
      case .askSize: askSize = try size(&scanner, key: key.rawValue)
      case .ageMs:
        ageMs = try scanner.ageMs(key: key.rawValue)
      case .time:
        guard try scanner.peek() == .number, let time = scanner.time(try scanner.number()) else {
          throw SignalFault(.expected("milliseconds since 1970, a whole number", key: key.rawValue), at: offset)
        }
        timeMs = time
      case .trail:
        trail = try TrailParser.read(&scanner)
        trailOffset = offset
      }
    }
    if let last = trail.steps.last, -last.sinceMs < ageMs ?? 0 {
      throw SignalFault(.expected("steps that are no younger than the quote", key: "trail"), at: trailOffset)
    }
    let top: Quote.Top
    if let bid, let ask {
      top = .book(bid: bid, ask: ask)
      // A mid beside its book, as a verdict's inputs have it, is taken at its word only where it is the book's.
      if let mid,
        mid.literal.isNegative
          || mid.literal.magnitude(scaledBy: Price.scale, limit: .max) != UInt128(Price(midOf: bid, ask).units)
      {
        throw SignalFault(.expected("the half of bid and ask, or no mid beside them", key: "mid"), at: mid.offset)
      }
    } else if let mid {
      let price = try checked(mid.literal, at: mid.offset)
      guard bid == nil, ask == nil else { return nil }
      top = .mid(price)
    } else {
      return nil
    }
    return Quote(top, bidSize: bidSize, askSize: askSize, exchangeTimeMs: timeMs, receivedMs: ageMs)
  }

  private static func literal(_ scanner: inout JSONScanner) throws -> DecimalLiteral {
    let offset = scanner.offset
    switch try scanner.peek() {
    case .string: return try literal(scanner.string(), scanner, at: offset)
    case .number: return try literal(scanner.number(), scanner, at: offset)
    case .object, .array, .boolean, .null: throw SignalFault(.price(.notANumber), at: offset)
    }
  }

  private static func literal(
    _ token: JSONScanner.Token, _ scanner: JSONScanner, at offset: Int
  ) throws -> DecimalLiteral {
    let literal = token.hasEscapes ? DecimalLiteral(scanner.text(token)) : DecimalLiteral(scanner.raw(token))
    guard let literal else {
      throw SignalFault(.price(.notANumber), at: offset)
    }
    return literal
  }

  /// The price that stands next.
  static func price(_ scanner: inout JSONScanner) throws -> Price {
    _ = try scanner.peek()
    let offset = scanner.offset
    return try checked(literal(&scanner), at: offset)
  }

  private static func checked(_ literal: DecimalLiteral, at offset: Int) throws -> Price {
    do { return try Price(literal) } catch { throw SignalFault(.price(error), at: offset) }
  }

  private static func size(_ scanner: inout JSONScanner, key: String) throws -> Size {
    _ = try scanner.peek()
    let offset = scanner.offset
    guard let size = Size(try literal(&scanner)) else {
      throw SignalFault(.expected("a size from 0 to 99,999,999,999 with at most 9 decimals", key: key), at: offset)
    }
    return size
  }
}

internal import RuleEngine

/// Reads the quotes and the asset contexts that come with a signal:
/// `{"perp":{"PURR":"0.001245"},"spot":{"PURR":{"bid":…,"ask":…}},"context":{"PURR":{"funding_rate":…,"oracle":…}}}`.
enum MarketParser {
  /// The quotes, with ages that count from a now which may stand behind them in the line.
  struct Market {
    // What a quote says of its receipt is its age for the time being.
    fileprivate var aged = Quotes()
    fileprivate var hasAges = false
    // What the books were before now, which is 0 for the time being.
    fileprivate var trails: [(feed: Feed, trail: QuoteTrail)] = []

    /// The quotes, as they were received before a now.
    consuming func quotes(nowMs: Int64) -> Quotes {
      for trail in trails { aged[trailOf: trail.feed] = trail.trail.shifted(byMs: nowMs) }
      guard hasAges else { return aged }
      aged.forEach { quote in
        if let ageMs = quote.receivedMs { quote.receivedMs = nowMs - ageMs }
      }
      aged.forEachContext { $0.receivedMs = nowMs - $0.receivedMs }
      return aged
    }
  }

  /// Reads the object that stands next. Where it throws, some of its quotes may have been added already.
  ///
  /// - Parameter expected: a coin whose spelling was found right. Nearly all quotes are of one coin, which is then not
  ///   made and looked up again.
  static func read(
    _ scanner: inout JSONScanner, into market: inout Market, otherSpelling: (Coin) -> String?, expected: Coin?
  ) throws {
    var seen: UInt8 = 0
    var known = expected
    guard try scanner.peek() == .object else {
      throw SignalFault(.expected("an object", key: "market"), at: scanner.offset)
    }
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      let part: Part
      if scanner.matches(key, "perp") {
        part = .perp
      } else if scanner.matches(key, "spot") {
        part = .spot
      } else if scanner.matches(key, "context") {
        part = .context
      } else {
        let name = scanner.text(key)
        let suggestion = NearestName(to: name, among: Part.allCases.map(\.rawValue))
        throw SignalFault(.unknownKey(name.cut(to: 60), suggestion), at: key.start - 1)
      }
      guard seen & part.bit == 0 else { throw SignalFault(.duplicateKey(part.rawValue), at: key.start - 1) }
      seen |= part.bit
      switch try scanner.peek() {
      case .null:
        try scanner.null()
        continue
      case .object: try scanner.beginObject()
      case .array, .string, .number, .boolean:
        throw SignalFault(.expected("an object", key: part.rawValue), at: scanner.offset)
      }
      var coins = SeenCoins()
      while let coinKey = try scanner.nextKey() {
        let coin: Coin
        if let known, !coinKey.hasEscapes, known.isNamed(scanner.raw(coinKey)) {
          coin = known
        } else {
          coin = try readCoin(coinKey, of: part, scanner, otherSpelling)
          known = coin
        }
        guard coins.insert(coin) else {
          throw SignalFault(.duplicateKey(coin.name), at: coinKey.start - 1)
        }
        guard part != .context else {
          market.aged[contextOf: coin] = try ContextParser.context(&scanner)
          market.hasAges = true
          continue
        }
        var trail = QuoteTrail()
        guard let quote = try quote(&scanner, &trail) else { continue }
        if quote.receivedMs != nil { market.hasAges = true }
        let feed = Feed(part == .perp ? .perp : .spot, coin)
        market.aged.append(quote, of: feed)
        if !trail.isEmpty { market.trails.append((feed, trail)) }
      }
    }
  }

  private enum Part: String, CaseIterable {
    case perp, spot, context

    var bit: UInt8 {
      switch self {
      case .perp: 1
      case .spot: 2
      case .context: 4
      }
    }
  }

  private static func readCoin(
    _ key: JSONScanner.Token, of part: Part, _ scanner: JSONScanner, _ otherSpelling: (Coin) -> String?
  ) throws -> Coin {
    let name = scanner.text(key)
    guard let coin = Coin(name) else {
      throw SignalFault(.notACoin(key: part.rawValue, symbol: name.cut(to: 60)), at: key.start - 1)
    }
    // A quote under another spelling would be a quote that no rule finds.
    if let spelling = otherSpelling(coin) {
      throw SignalFault(.otherCase(coin: coin.name, inScope: spelling), at: key.start - 1)
    }
    return coin
  }

  /// The coins of one side that have come, to tell one that comes twice: a few are compared, many are hashed.
  private struct SeenCoins {
    private var first: Coin?
    private var few: [Coin] = []
    private var many: Set<Coin> = []

    /// - Returns: whether the coin is new.
    mutating func insert(_ coin: Coin) -> Bool {
      guard let first else {
        first = coin
        return true
      }
      guard coin != first else { return false }
      guard many.isEmpty else { return many.insert(coin).inserted }
      guard !few.contains(coin) else { return false }
      few.append(coin)
      if few.count == 16 { many = Set(few) }
      return true
    }
  }

  /// A quote, whose age stands in place of its receipt; nil where there is none: null, an empty object, one side alone.
  private static func quote(_ scanner: inout JSONScanner, _ trail: inout QuoteTrail) throws -> Quote? {
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

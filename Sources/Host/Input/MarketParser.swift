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
        guard let quote = try QuoteParser.quote(&scanner, &trail) else { continue }
        if quote.receivedMs != nil { market.hasAges = true }
        let feed = Feed(part == .perp ? .perp : .spot, coin)
        market.aged.append(quote, of: feed)
        if !trail.isEmpty { market.trails.append((feed, trail)) }
      }
    }
  }

  /// Whether a market has a part of this name.
  static func hasPart(_ name: String) -> Bool { Part(rawValue: name) != nil }

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
}

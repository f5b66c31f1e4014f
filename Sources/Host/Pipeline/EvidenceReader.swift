internal import RuleEngine

/// What a record keeps beside the verdict and the signal, as the rules looked at it.
struct RecordedEvidence {
  /// The quotes that were read, as they were, what their books were before, and the asset context.
  var quotes = Quotes()
  /// The account's available balance, where it was known.
  var balance: AvailableBalance?
  /// The entry that was made of an approval.
  var entry: PaperEntry?
}

/// Reads what `EvidenceWriter` has written: the one place that knows how evidence is spelled back.
enum EvidenceReader {
  /// The evidence of a record; nil where it is none.
  ///
  /// - Parameter nowMs: the now of its verdict, from which ages count.
  static func read(_ bytes: [UInt8], nowMs: Int64) -> RecordedEvidence? {
    guard let object = try? JSONValue(parsing: bytes), let inputs = object["inputs"]?.elements else { return nil }
    var evidence = RecordedEvidence()
    for input in inputs {
      if let coin = contextCoin(input) {
        guard let context = context(input) else { return nil }
        evidence.quotes[contextOf: coin] = context
        continue
      }
      guard let feed = input["feed"]?.string.flatMap({ Feed($0) }), let quote = quote(input) else { return nil }
      evidence.quotes.append(quote, of: feed)
      guard let written = input["trail"] else { continue }
      guard let trail = trail(written, in: bytes) else { return nil }
      evidence.quotes[trailOf: feed] = trail.shifted(byMs: nowMs)
    }
    if let account = object["account"] {
      guard let balance = balance(account) else { return nil }
      evidence.balance = balance
    }
    if let made = object["entry"] {
      guard let entry = entry(made) else { return nil }
      evidence.entry = entry
    }
    return evidence
  }

  /// The coin of `context:PURR`; nil of a book.
  private static func contextCoin(_ input: JSONValue) -> Coin? {
    let parts = input["feed"]?.string?.split(separator: ":", maxSplits: 1) ?? []
    return parts.count == 2 && parts[0] == "context" ? Coin(parts[1]) : nil
  }

  private static func context(_ input: JSONValue) -> AssetContext? {
    guard let receivedMs = moment(input["received"]) else { return nil }
    return AssetContext(
      fundingRate: input["funding_rate"]?.string.flatMap { ExactDecimal($0) }, oracle: price(input["oracle"]),
      receivedMs: receivedMs)
  }

  /// What a book was before a now of 0.
  private static func trail(_ value: JSONValue, in bytes: [UInt8]) -> QuoteTrail? {
    bytes[value.offset...].withUnsafeBytes { bytes in
      var scanner = JSONScanner(bytes)
      return try? TrailParser.read(&scanner)
    }
  }

  private static func quote(_ input: JSONValue) -> Quote? {
    let top: Quote.Top
    if let bid = price(input["bid"]), let ask = price(input["ask"]) {
      top = .book(bid: bid, ask: ask)
    } else if let mid = price(input["mid"]) {
      top = .mid(mid)
    } else {
      return nil
    }
    return Quote(
      top, bidSize: input["bid_size"]?.string.flatMap { Size($0) },
      askSize: input["ask_size"]?.string.flatMap { Size($0) }, exchangeTimeMs: moment(input["time"]),
      receivedMs: moment(input["received"]), source: input["source"]?.string.flatMap { Quote.Source(rawValue: $0) })
  }

  /// A moment, as far as one may have been recorded.
  private static func moment(_ value: JSONValue?) -> Int64? {
    value?.whole.flatMap { RecordedEntry.isMoment($0) ? $0 : nil }
  }

  private static func price(_ value: JSONValue?) -> Price? {
    guard let text = value?.string else { return nil }
    return try? Price(text)
  }

  private static func balance(_ account: JSONValue) -> AvailableBalance? {
    guard let amount = account["available_usd"]?.string.flatMap({ ExactDecimal($0) }),
      let receivedMs = moment(account["received"])
    else { return nil }
    return AvailableBalance(amountUSD: amount, receivedMs: receivedMs)
  }

  private static func entry(_ value: JSONValue) -> PaperEntry? {
    guard let coin = value["coin"]?.string.flatMap({ Coin($0) }),
      let direction = value["direction"]?.string.flatMap({ Signal.Direction(rawValue: $0) })
    else { return nil }
    return PaperEntry(
      coin: coin, direction: direction, price: mid(value["price"]),
      notionalUSD: value["notional_usd"]?.string.flatMap { ExactDecimal($0) })
  }

  /// A mid, which may have a decimal more than a price that came as text.
  private static func mid(_ value: JSONValue?) -> Price? {
    guard let literal = value?.string.flatMap({ DecimalLiteral($0) }), !literal.isNegative,
      !literal.hasMoreDecimals(than: Price.scale),
      let units = literal.magnitude(scaledBy: Price.scale, limit: UInt128(Price.maximumUnits)), units > 0
    else { return nil }
    return Price(units: Int64(units))
  }
}

internal import RuleEngine

/// Reads the history that comes with a signal:
/// `[{"time":MS,"symbol":…,"base_symbol":…,"strategy":…,"action":"approved","closed":MS,"pnl_usd":-12.5}]`.
enum HistoryParser {
  private enum Key: String, CaseIterable {
    case time, symbol
    case baseSymbol = "base_symbol"
    case strategy, action, code, closed
    case pnlUSD = "pnl_usd"
  }

  /// Reads the list that stands next.
  static func history(_ scanner: inout JSONScanner, otherSpelling: (Coin) -> String?) throws -> History {
    guard try scanner.peek() == .array else {
      throw SignalFault(.expected("a list", key: "history"), at: scanner.offset)
    }
    var entries: [History.Entry] = []
    try scanner.beginArray()
    while try scanner.nextElement() { entries.append(try entry(&scanner, otherSpelling)) }
    return History(entries)
  }

  private static func entry(
    _ scanner: inout JSONScanner, _ otherSpelling: (Coin) -> String?
  ) throws -> History.Entry {
    guard try scanner.peek() == .object else {
      throw SignalFault(.expected("a list of objects", key: "history"), at: scanner.offset)
    }
    let start = scanner.offset
    var seen: Set<Key> = []
    var timeMs: Int64?
    var closedMs: Int64?
    var pnlUSD: ExactDecimal?
    var words: [Key: (text: String, offset: Int)] = [:]
    try scanner.beginObject()
    while let key = try scanner.nextKey(notIn: &seen) {
      let kind = try scanner.peek()
      let offset = scanner.offset
      if kind == .null {
        try scanner.null()
      } else if key == .pnlUSD {
        guard kind == .number, let pnl = ExitParser.pnlUSD(scanner.text(try scanner.number())) else {
          throw SignalFault(.expected(ExitParser.expectedPnl, key: key.rawValue), at: offset)
        }
        pnlUSD = pnl
      } else if key == .time || key == .closed {
        guard kind == .number, let time = scanner.time(try scanner.number()) else {
          throw SignalFault(.expected("milliseconds since 1970, a whole number", key: key.rawValue), at: offset)
        }
        if key == .time { timeMs = time } else { closedMs = time }
      } else {
        guard kind == .string else { throw SignalFault(.expected("a string", key: key.rawValue), at: offset) }
        words[key] = (scanner.text(try scanner.string()), offset)
      }
    }
    guard let timeMs else { throw SignalFault(.missing("time"), at: start) }
    guard let coin = try coin(.symbol, words, otherSpelling) else { throw SignalFault(.missing("symbol"), at: start) }
    let pair = Signal.pair(coin, try self.coin(.baseSymbol, words, otherSpelling))
    guard let action = words[.action] else { throw SignalFault(.missing("action"), at: start) }
    let rejection: History.Entry.Rejection?
    switch action.text {
    case "approved": rejection = nil
    case "rejected": rejection = .init(code: words[.code].map { ReasonCode(rawValue: $0.text) })
    default:
      throw SignalFault(.expected("\"approved\" or \"rejected\"", key: "action"), at: action.offset)
    }
    let closure = try closure(closedMs, pnlUSD, openedMs: timeMs, isApproved: rejection == nil, at: start)
    return History.Entry(
      timeMs: timeMs, coin: coin, pair: pair, strategy: words[.strategy]?.text, rejection: rejection,
      closure: closure)
  }

  private static func closure(
    _ closedMs: Int64?, _ pnlUSD: ExactDecimal?, openedMs: Int64, isApproved: Bool, at start: Int
  ) throws -> History.Entry.Closure? {
    guard closedMs != nil || pnlUSD != nil else { return nil }
    guard let closedMs else { throw SignalFault(.missing("closed"), at: start) }
    guard let pnlUSD else { throw SignalFault(.missing("pnl_usd"), at: start) }
    guard isApproved else {
      throw SignalFault(.expected("nothing: a rejected entry has no exit", key: "closed"), at: start)
    }
    guard closedMs >= openedMs else {
      throw SignalFault(.expected("a time that is not before \"time\"", key: "closed"), at: start)
    }
    return History.Entry.Closure(timeMs: closedMs, pnlUSD: pnlUSD)
  }

  private static func coin(
    _ key: Key, _ words: [Key: (text: String, offset: Int)], _ otherSpelling: (Coin) -> String?
  ) throws -> Coin? {
    guard let word = words[key] else { return nil }
    guard let coin = Coin(symbol: word.text) else {
      throw SignalFault(.notACoin(key: key.rawValue, symbol: word.text.cut(to: 60)), at: word.offset)
    }
    if let spelling = otherSpelling(coin) {
      throw SignalFault(.otherCase(coin: coin.name, inScope: spelling), at: word.offset)
    }
    return coin
  }
}

internal import RuleEngine

/// A line that is no entry signal. The id is given where one could be read.
struct BadSignal: Error {
  let fault: SignalFault
  let signalID: String?
}

/// Reads signals: one JSON object a line.
struct SignalParser {
  /// Whether a signal must say when it was made.
  let requiresTime: Bool
  /// Whether `market`, `history` and an object `account` come with the signal.
  let acceptsMarket: Bool
  /// How the rules spell a coin that equals one of theirs only when case is ignored; nil for any other coin.
  var otherSpelling: @Sendable (Coin) -> String? = { _ in nil }

  /// Reads a line: the signal, with the quotes, the history and the balance that came with it.
  ///
  /// The whole line is read even where something in it is wrong, so that an exit is told from a broken entry.
  func read(
    _ line: UnsafeRawBufferPointer
  ) throws(BadSignal) -> (Signal, Quotes, History, AvailableBalance?) {
    var fields = SignalFields(acceptsMarket: acceptsMarket, otherSpelling: otherSpelling)
    do {
      try fields.readLine(line)
      return (try fields.signal(requiresTime: requiresTime), fields.quotes(), fields.history, fields.balance())
    } catch let fault as SignalFault {
      throw BadSignal(fault: fault, signalID: fields.id)
    } catch let error as JSONError {
      throw BadSignal(fault: SignalFault(.syntax(error.kind), at: error.offset), signalID: fields.id)
    } catch {
      // The reader throws nothing else.
      throw BadSignal(fault: SignalFault(.notAnObject, at: 0), signalID: fields.id)
    }
  }
}

/// The keys of a signal as they come.
private struct SignalFields {
  private enum Key: UInt16, CaseIterable {
    case id, time, symbol, baseSymbol, direction, strategy, zScore, notionalUSD, event, reduceOnly, market, history
  }

  /// A symbol, and what is to be said of its coin once the line was read to its end.
  private struct Symbol {
    let text: String
    let offset: Int
    /// The coin; nil where the symbol names none.
    let coin: Coin?
    /// How the rules spell the coin, where they do so in another case.
    let otherSpelling: String?
  }

  private let acceptsMarket: Bool
  private let otherSpelling: (Coin) -> String?
  private var seen: UInt16 = 0
  private var start = 0
  private var fault: SignalFault?
  private var exit: SignalFault?

  private(set) var id: String?
  private var timeMs: Int64?
  private var symbol: Symbol?
  private var baseSymbol: Symbol?
  private var direction: Signal.Direction?
  private var strategy: String?
  private var zScore: ExactDecimal?
  private var notionalUSD: ExactDecimal?
  private var attributes: [Signal.Attribute] = []
  // By their bytes: names that Unicode calls equal are different keys.
  private var attributeNames: Set<[UInt8]> = []
  private var market = MarketParser.Market()
  private(set) var history = History()
  private var account: AccountParser.Account?

  init(acceptsMarket: Bool, otherSpelling: @escaping (Coin) -> String?) {
    self.acceptsMarket = acceptsMarket
    self.otherSpelling = otherSpelling
  }

  mutating func readLine(_ line: UnsafeRawBufferPointer) throws {
    var scanner = JSONScanner(line)
    guard try scanner.peek() == .object else { throw SignalFault(.notAnObject, at: scanner.offset) }
    try scanner.beginObject()
    start = scanner.offset - 1
    while let token = try scanner.nextKey() {
      guard let key = Self.key(token, scanner) else {
        try readAttribute(token, &scanner)
        continue
      }
      if seen & 1 << key.rawValue != 0 { note(.duplicateKey(scanner.text(token)), at: token.start - 1) }
      seen |= 1 << key.rawValue
      let before = scanner
      do {
        try read(key, &scanner)
      } catch let fault as SignalFault {
        note(fault.problem, at: fault.offset)
        scanner = before
        try scanner.skipValue()
      } catch let expectation as Expectation {
        scanner = before
        _ = try scanner.peek()
        var again = scanner
        let found = (try? JSONValue(next: &again))?.foundText
        note(.expected(expectation.words, key: scanner.text(token), found: found), at: scanner.offset)
        try scanner.skipValue()
      }
    }
    try scanner.end()
  }

  private static func key(_ token: JSONScanner.Token, _ scanner: JSONScanner) -> Key? {
    // By their lengths: most keys are compared with one or two names. Escapes make a token longer than what it says.
    switch token.hasEscapes ? 0 : token.end - token.start {
    case 2: return scanner.matches(token, "id") ? .id : nil
    case 4: return scanner.matches(token, "time") ? .time : nil
    case 5: return scanner.matches(token, "event") ? .event : nil
    case 6: return scanner.matches(token, "symbol") ? .symbol : scanner.matches(token, "market") ? .market : nil
    case 7:
      return scanner.matches(token, "z_score") ? .zScore : scanner.matches(token, "history") ? .history : nil
    case 8: return scanner.matches(token, "strategy") ? .strategy : nil
    case 9: return scanner.matches(token, "direction") ? .direction : nil
    case 11:
      return scanner.matches(token, "base_symbol")
        ? .baseSymbol : scanner.matches(token, "reduce_only") ? .reduceOnly : nil
    case 12: return scanner.matches(token, "notional_usd") ? .notionalUSD : nil
    case 0: return names.first { scanner.matches(token, $0.name) }?.key
    default: return nil
    }
  }

  private static let names: [(name: StaticString, key: Key)] = [
    ("id", .id), ("time", .time), ("event", .event), ("symbol", .symbol), ("market", .market), ("z_score", .zScore),
    ("history", .history), ("strategy", .strategy), ("direction", .direction), ("base_symbol", .baseSymbol),
    ("reduce_only", .reduceOnly), ("notional_usd", .notionalUSD),
  ]

  private mutating func note(_ problem: SignalFault.Problem, at offset: Int) {
    if fault == nil { fault = SignalFault(problem, at: offset) }
  }

  /// What a key's value should have been.
  private struct Expectation: Error {
    let words: String

    init(_ words: String) { self.words = words }
  }

  private mutating func read(_ key: Key, _ scanner: inout JSONScanner) throws {
    let kind = try scanner.peek()
    let offset = scanner.offset
    // A null says what a key that is left out says, but for the keys that must be there.
    if kind == .null {
      try scanner.null()
      return
    }
    switch key {
    case .id:
      guard kind == .string else { throw Expectation("a string") }
      let text = scanner.text(try scanner.string())
      guard !text.isEmpty else { throw Expectation("a string that is not empty") }
      if id == nil { id = text }
    case .time:
      guard kind == .number, let time = scanner.time(try scanner.number()) else {
        throw Expectation("milliseconds since 1970, a whole number")
      }
      timeMs = time
    case .symbol, .baseSymbol:
      guard kind == .string else { throw Expectation("a string, as \"PURR/USDC:USDC\"") }
      let read = self.symbol(try scanner.string(), at: offset, scanner)
      if key == .symbol { symbol = read } else { baseSymbol = read }
    case .direction:
      guard kind == .string else { throw Expectation("\"long\" or \"short\"") }
      let side = try scanner.string()
      if scanner.matches(side, "long") {
        direction = .long
      } else if scanner.matches(side, "short") {
        direction = .short
      } else {
        throw Expectation("\"long\" or \"short\"")
      }
    case .strategy:
      guard kind == .string else { throw Expectation("a string") }
      strategy = scanner.text(try scanner.string())
    case .zScore, .notionalUSD:
      guard kind == .number, let literal = DecimalLiteral(scanner.raw(try scanner.number())),
        let number = ExactDecimal(literal)
      else { throw Expectation("a number") }
      if key == .zScore { zScore = number } else { notionalUSD = number }
    case .event:
      guard kind == .string else { throw Expectation("\"entry\"") }
      let event = try scanner.string()
      if !scanner.matches(event, "entry") {
        exit = SignalFault(.notAnEntry("event \"\(scanner.text(event).cut(to: 60))\""), at: offset)
      }
    case .reduceOnly:
      guard kind == .boolean else { throw Expectation("true or false") }
      if try scanner.boolean() { exit = SignalFault(.notAnEntry("reduce_only"), at: offset) }
    case .market:
      guard acceptsMarket else { throw Expectation("nothing: the market comes from the recording") }
      let expected = symbol?.otherSpelling == nil ? symbol?.coin : nil
      try MarketParser.read(&scanner, into: &market, otherSpelling: otherSpelling, expected: expected)
    case .history:
      guard acceptsMarket else { throw Expectation("nothing: the history is this run's own") }
      history = try HistoryParser.history(&scanner, otherSpelling: otherSpelling)
    }
  }

  private func symbol(_ token: JSONScanner.Token, at offset: Int, _ scanner: JSONScanner) -> Symbol {
    let text = scanner.text(token)
    let coin = token.hasEscapes ? Coin(symbol: text) : Coin(symbol: scanner.raw(token))
    return Symbol(text: text, offset: offset, coin: coin, otherSpelling: coin.flatMap(otherSpelling))
  }

  private mutating func readAttribute(_ token: JSONScanner.Token, _ scanner: inout JSONScanner) throws {
    let name = scanner.text(token)
    if !attributeNames.insert(Array(name.utf8)).inserted { note(.duplicateKey(name), at: token.start - 1) }
    let value: JSONScalar
    switch try scanner.peek() {
    case .string: value = .string(scanner.text(try scanner.string()))
    case .number: value = .number(scanner.text(try scanner.number()))
    case .boolean: value = .bool(try scanner.boolean())
    case .null:
      try scanner.null()
      value = .null
    // A word or a number under this key is the strategy's own attribute, as under any other.
    case .object where acceptsMarket && name == "account": return try readAccount(&scanner)
    case .object, .array:
      note(.expected("a string, a number, a boolean or null\(objectHint(name))", key: name), at: scanner.offset)
      try scanner.skipValue()
      return
    }
    attributes.append(Signal.Attribute(name: name, value: value))
    // `reduceOnly` is how other interfaces spell it. An exit must not be gated for the spelling of its key.
    switch name.lowercased().filter({ $0 != "_" && $0 != "-" }) {
    case "reduceonly" where value == .bool(true) || value == .string("true"):
      exit = SignalFault(.notAnEntry("\(name.cut(to: 60))"), at: token.start - 1)
    case "event" where value != .null && value != .string("entry"):
      exit = SignalFault(.notAnEntry("\(name.cut(to: 60))"), at: token.start - 1)
    default: break
    }
  }

  /// What an object was probably meant for that stands under a key of its own.
  private func objectHint(_ name: String) -> String {
    guard acceptsMarket else { return "" }
    if MarketParser.hasPart(name) { return "; the \"market\" object holds \"\(name)\"" }
    let nearest = NearestName(to: name.cut(to: 60), among: ["account", "history", "market"])
    return nearest.nearest == nil ? "" : "; of the keys that hold more, \(nearest)"
  }

  private mutating func readAccount(_ scanner: inout JSONScanner) throws {
    let before = scanner
    do {
      account = try AccountParser.account(&scanner)
    } catch let fault as SignalFault {
      note(fault.problem, at: fault.offset)
      scanner = before
      try scanner.skipValue()
    }
  }

  /// The signal that the keys make.
  func signal(requiresTime: Bool) throws(SignalFault) -> Signal {
    if let exit { throw exit }
    if let fault { throw fault }
    guard let symbol else { throw SignalFault(.missing("symbol"), at: start) }
    guard let direction else { throw SignalFault(.missing("direction"), at: start) }
    let coin = try coin(of: symbol, key: "symbol")
    let baseCoin = try baseSymbol.map { symbol throws(SignalFault) in try self.coin(of: symbol, key: "base_symbol") }
    if requiresTime, timeMs == nil { throw SignalFault(.missing("time"), at: start) }
    return Signal(
      id: id, timeMs: timeMs, symbol: symbol.text, coin: coin, baseSymbol: baseSymbol?.text, baseCoin: baseCoin,
      direction: direction, strategy: strategy, zScore: zScore, notionalUSD: notionalUSD, attributes: attributes)
  }

  private func coin(of symbol: Symbol, key: String) throws(SignalFault) -> Coin {
    guard let coin = symbol.coin else {
      throw SignalFault(.notACoin(key: key, symbol: symbol.text.cut(to: 60)), at: symbol.offset)
    }
    if let spelling = symbol.otherSpelling {
      throw SignalFault(.otherCase(coin: coin.name, inScope: spelling), at: symbol.offset)
    }
    return coin
  }

  /// The quotes that came with the signal.
  func quotes() -> Quotes { market.quotes(nowMs: timeMs ?? 0) }

  /// The balance that came with the signal.
  func balance() -> AvailableBalance? { account?.balance(nowMs: timeMs ?? 0) }
}

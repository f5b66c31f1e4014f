internal import RuleEngine

/// Reads one frame of the exchange: an order book of the `l2Book` channel, or the name of another channel.
///
/// Books are validated whole: each level has a price above zero and a size, in decimals that fit, and no
/// level stands behind one that it is better than, or equal to. The order of keys
/// does not matter, and keys that are not known are passed over.
enum FrameParser {
  /// What a frame is.
  enum Frame: Hashable {
    /// A book; with the way it came, where the frame says so.
    case book(BookFrame, source: Quote.Source?)
    /// A frame of another channel, which is of no interest here.
    case otherChannel(String)
  }

  /// A text that is JSON, but not a frame as the exchange sends them.
  struct Malformed: Error, Hashable {}

  /// Reads the frame that stands next in a scanner: `{"channel":…,"data":…}`.
  ///
  /// - Parameter allowsBareBook: whether `{"coin":…,"time":…,"levels":…}` is a frame too, as REST answers.
  /// - Throws: `JSONError` or `Malformed`.
  static func frame(_ scanner: inout JSONScanner, allowsBareBook: Bool = false) throws -> Frame {
    var levels = NoLevels()
    return try frame(&scanner, allowsBareBook: allowsBareBook, levels: &levels)
  }

  /// Reads the frame that stands next in a scanner, and hands over every level of a book.
  ///
  /// - Parameter levels: takes the levels; what it has taken counts only where a book is returned.
  /// - Throws: `JSONError` or `Malformed`.
  static func frame(
    _ scanner: inout JSONScanner, allowsBareBook: Bool = false, levels: inout some LevelSink
  ) throws -> Frame {
    if let (book, end) = PlainBookReader.read(scanner.bytes, from: scanner.offset, into: &levels) {
      scanner.passOver(valueUpTo: end)
      return .book(book, source: nil)
    }
    return try anyFrame(&scanner, allowsBareBook: allowsBareBook, levels: &levels)
  }

  /// Reads a frame whatever its spelling, and says what is wrong with one that is none.
  static func anyFrame(
    _ scanner: inout JSONScanner, allowsBareBook: Bool = false, levels: inout some LevelSink
  ) throws -> Frame {
    levels.begin()
    var channel: JSONScanner.Token?
    var data: JSONScanner?
    var source: Quote.Source?
    var book = BookFields()
    var hasReadData = false
    guard try scanner.peek() == .object else { throw Malformed() }
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      if scanner.matches(key, "channel") {
        guard channel == nil, try scanner.peek() == .string else { throw Malformed() }
        channel = try scanner.string()
      } else if scanner.matches(key, "data") {
        guard data == nil else { throw Malformed() }
        data = scanner
        if let channel, scanner.matches(channel, "l2Book") {
          try book.readObject(&scanner, into: &levels)
          hasReadData = true
        } else {
          // The channel may stand behind its data, which is read when the channel is known.
          try scanner.skipValue()
        }
      } else if scanner.matches(key, "source") {
        source = try Quote.Source(next: &scanner)
      } else if !allowsBareBook || channel != nil {
        try scanner.skipValue()
      } else if try !book.read(key, &scanner, into: &levels) {
        try scanner.skipValue()
      }
    }
    guard let channel else {
      guard allowsBareBook, data == nil else { throw Malformed() }
      return .book(try book.frame(), source: source)
    }
    guard scanner.matches(channel, "l2Book") else { return .otherChannel(scanner.text(channel)) }
    guard var data else { throw Malformed() }
    if !hasReadData { try book.readObject(&data, into: &levels) }
    return .book(try book.frame(), source: source)
  }
}

extension Quote.Source {
  /// Reads the way a quote came: `"ws"` or `"rest"`.
  init(next scanner: inout JSONScanner) throws {
    guard try scanner.peek() == .string, let source = Quote.Source(rawValue: scanner.text(try scanner.string())) else {
      throw FrameParser.Malformed()
    }
    self = source
  }
}

/// The keys of a book as they come.
private struct BookFields {
  private var coinID: String?
  private var timeMs: Int64?
  private var sides: [BookFrame.Level?]?

  func frame() throws -> BookFrame {
    guard let coinID, let timeMs, let sides else { throw FrameParser.Malformed() }
    return BookFrame(coinID: coinID, timeMs: timeMs, bid: sides[0], ask: sides[1])
  }

  mutating func readObject(_ scanner: inout JSONScanner, into levels: inout some LevelSink) throws {
    guard try scanner.peek() == .object else { throw FrameParser.Malformed() }
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      if try !read(key, &scanner, into: &levels) { try scanner.skipValue() }
    }
  }

  /// Reads the value of a key, where it is a book's; a key that stands twice is a fault.
  mutating func read(
    _ key: JSONScanner.Token, _ scanner: inout JSONScanner, into levels: inout some LevelSink
  ) throws -> Bool {
    if scanner.matches(key, "coin") {
      guard coinID == nil, try scanner.peek() == .string else { throw FrameParser.Malformed() }
      coinID = scanner.text(try scanner.string())
    } else if scanner.matches(key, "time") {
      guard timeMs == nil, try scanner.peek() == .number, let time = scanner.time(try scanner.number()) else {
        throw FrameParser.Malformed()
      }
      timeMs = time
    } else if scanner.matches(key, "levels") {
      guard sides == nil else { throw FrameParser.Malformed() }
      sides = try Self.sides(&scanner, into: &levels)
    } else {
      return false
    }
    return true
  }

  private static func sides(
    _ scanner: inout JSONScanner, into levels: inout some LevelSink
  ) throws -> [BookFrame.Level?] {
    guard try scanner.peek() == .array else { throw FrameParser.Malformed() }
    try scanner.beginArray()
    var sides: [BookFrame.Level?] = []
    while try scanner.nextElement() {
      guard sides.count < 2 else { throw FrameParser.Malformed() }
      sides.append(try side(sides.isEmpty ? .bids : .asks, &scanner, into: &levels))
    }
    guard sides.count == 2 else { throw FrameParser.Malformed() }
    return sides
  }

  /// Reads one side, best level first, and validates all of it.
  private static func side(
    _ side: BookSide, _ scanner: inout JSONScanner, into levels: inout some LevelSink
  ) throws -> BookFrame.Level? {
    guard try scanner.peek() == .array else { throw FrameParser.Malformed() }
    try scanner.beginArray()
    var best: BookFrame.Level?
    var last: Price?
    while try scanner.nextElement() {
      let next = try level(&scanner)
      if let last, !side.isInOrder(last, next.price) { throw FrameParser.Malformed() }
      if best == nil { best = next }
      last = next.price
      levels.take(next, of: side)
    }
    return best
  }

  private static func level(_ scanner: inout JSONScanner) throws -> BookFrame.Level {
    guard try scanner.peek() == .object else { throw FrameParser.Malformed() }
    var price: Price?
    var size: Size?
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      if scanner.matches(key, "px") {
        guard price == nil, try scanner.peek() == .string else { throw FrameParser.Malformed() }
        price = try? Price(scanner.raw(try scanner.string()))
        if price == nil { throw FrameParser.Malformed() }
      } else if scanner.matches(key, "sz") {
        guard size == nil, try scanner.peek() == .string else { throw FrameParser.Malformed() }
        size = DecimalLiteral(scanner.raw(try scanner.string())).flatMap { Size($0) }
        if size == nil { throw FrameParser.Malformed() }
      } else {
        try scanner.skipValue()
      }
    }
    guard let price, let size else { throw FrameParser.Malformed() }
    return BookFrame.Level(price: price, size: size)
  }
}

extension JSONScanner {
  /// The latest time that is read, in milliseconds since 1970: in nanoseconds it still fits 64 bits. It is in 2262.
  static let maxTimeMs: Int64 = .max / 1_000_000

  /// A number as milliseconds since 1970, whole and from 0 to `maxTimeMs`; nil of any other.
  func time(_ token: Token) -> Int64? {
    guard let number = whole(token), number >= 0, number <= JSONScanner.maxTimeMs else { return nil }
    return number
  }

  /// A number as a whole number; nil of any other.
  func whole(_ token: Token) -> Int64? {
    guard let literal = DecimalLiteral(raw(token)) else { return nil }
    // As nearly all are spelled: no larger number need be made of it first.
    if literal.exponent == 0, let magnitude = Int64(exactly: literal.coefficient) {
      return literal.isNegative ? -magnitude : magnitude
    }
    return ExactDecimal(literal)?.whole
  }
}

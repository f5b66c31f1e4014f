internal import RuleEngine

/// Reads a book that is spelled just as the exchange spells it: the fast path of `FrameParser`.
///
/// Nothing is looked for here. What stands between the numbers is compared with the text that the exchange writes, eight
/// bytes at a time, in the two orders of keys that it is known to use. Whatever differs, be it allowed or not, is left to
/// `FrameParser`'s own reading, which says what is wrong with it; so a book that is read here is one that would have been
/// read there, with the same values, and nothing that is refused there is read here.
struct PlainBookReader {
  private let bytes: FrameBytes
  private var place: Int
  private var best: (bid: BookFrame.Level?, ask: BookFrame.Level?)

  /// Reads the frame that begins at a place, from 0 to the count of the bytes.
  ///
  /// - Returns: the book and the place behind the frame; nil of any other frame.
  static func read(
    _ bytes: UnsafeRawBufferPointer, from place: Int, into levels: inout some LevelSink
  ) -> (book: BookFrame, end: Int)? {
    guard let words = FrameBytes(bytes) else { return nil }
    var reader = PlainBookReader(bytes: words, place: place, best: (nil, nil))
    guard reader.take(#"{"channel":"l2Book","data":{"coin":""#) else { return nil }
    let coin = reader.place
    guard reader.skipName() else { return nil }
    let coinEnd = reader.place
    guard let timeMs = reader.readBody(into: &levels) else { return nil }
    let coinID = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[coin..<coinEnd]), as: UTF8.self)
    return (BookFrame(coinID: coinID, timeMs: timeMs, bid: reader.best.bid, ask: reader.best.ask), reader.place)
  }

  /// Reads what follows the coin's name.
  ///
  /// - Returns: the time, in milliseconds since 1970.
  private mutating func readBody(into levels: inout some LevelSink) -> Int64? {
    levels.begin()
    if take(#"","time":"#) {
      guard let timeMs = time(), take(#","levels":["#), readSides(into: &levels), take("]}}") else { return nil }
      return timeMs
    }
    guard take(#"","levels":["#), readSides(into: &levels), take(#"],"time":"#), let timeMs = time(), take("}}") else {
      return nil
    }
    return timeMs
  }

  private mutating func take(_ text: StaticString) -> Bool {
    guard bytes.holds(text, at: place) else { return false }
    place &+= text.utf8CodeUnitCount
    return true
  }

  /// Passes over a name without escape sequences, of ASCII alone.
  private mutating func skipName() -> Bool {
    while true {
      switch bytes.byte(at: place) {
      case UInt8(ascii: "\""): return true
      // The end of the text reads as a zero.
      case 0..<0x20, UInt8(ascii: "\\"), 0x80...: return false
      default: place &+= 1
      }
    }
  }

  private mutating func time() -> Int64? {
    let start = place
    var time: UInt64 = 0
    while bytes.byte(at: place) &- UInt8(ascii: "0") < 10 {
      // A zero in front stands alone. The limit, times ten, is far below what 64 bits hold.
      guard time <= UInt64(JSONScanner.maxTimeMs), time > 0 || place == start else { return nil }
      time = time &* 10 &+ UInt64(bytes.byte(at: place) &- UInt8(ascii: "0"))
      place &+= 1
    }
    guard place > start, time <= UInt64(JSONScanner.maxTimeMs) else { return nil }
    return Int64(time)
  }

  private mutating func readSides(into levels: inout some LevelSink) -> Bool {
    guard readSide(.bids, into: &levels), take(",") else { return false }
    return readSide(.asks, into: &levels)
  }

  private mutating func readSide(_ side: BookSide, into levels: inout some LevelSink) -> Bool {
    if take("[]") { return true }
    // Of `[{"px":` or `[{"n":` the fourth byte tells which.
    switch bytes.byte(at: place &+ 3) {
    case UInt8(ascii: "p"): return readLevels(PlainLevel.CountLast.self, side, into: &levels)
    case UInt8(ascii: "n"): return readLevels(PlainLevel.CountFirst.self, side, into: &levels)
    default: return false
    }
  }

  /// Reads `[{"px":"…","sz":"…","n":…},…]`, or the same with `n` first.
  private mutating func readLevels<Order: PlainLevel.Order>(
    _ order: Order.Type, _ side: BookSide, into levels: inout some LevelSink
  ) -> Bool {
    // The first level is read apart, so that of the others nothing is computed that nobody takes.
    var shape = DecimalShape.none
    var prices = PlainPriceOrder(side)
    var best = BestLevel()
    guard var at = Order.readLevel(bytes, after: "[", at: place, side, &shape, &prices, into: &best) else {
      return false
    }
    switch side {
    case .bids: self.best.bid = best.level
    case .asks: self.best.ask = best.level
    }
    if let level = best.level { levels.take(level, of: side) }
    while bytes.byte(at: at) == UInt8(ascii: ",") {
      guard let next = Order.readLevel(bytes, after: ",", at: at, side, &shape, &prices, into: &levels) else {
        return false
      }
      at = next
    }
    place = at &+ 1
    return bytes.byte(at: at) == UInt8(ascii: "]")
  }
}

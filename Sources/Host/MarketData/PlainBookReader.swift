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

  /// Reads the frame that begins at a place.
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
      switch UInt8(truncatingIfNeeded: bytes.word(at: place)) {
      case UInt8(ascii: "\""): return true
      // The first of them stands for the end of the text, too.
      case 0..<0x20, UInt8(ascii: "\\"), 0x80...: return false
      default: place &+= 1
      }
    }
  }

  private mutating func time() -> Int64? {
    var time: UInt64 = 0
    let start = place
    while true {
      let digit = UInt8(truncatingIfNeeded: bytes.word(at: place)) ^ UInt8(ascii: "0")
      guard digit < 10 else { break }
      // At most a tenth more than fits a recording's time, which fits 64 bits a million times.
      guard time <= UInt64(JSONScanner.maxTimeMs), time != 0 || place == start else { return nil }
      time = time &* 10 &+ UInt64(digit)
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
    case UInt8(ascii: "p"): return readLevels(CountLast.self, side, into: &levels)
    case UInt8(ascii: "n"): return readLevels(CountFirst.self, side, into: &levels)
    default: return false
    }
  }

  /// Reads `[{"px":"…","sz":"…","n":…},…]`, or the same with `n` first.
  private mutating func readLevels<Order: LevelOrder>(
    _ order: Order.Type, _ side: BookSide, into levels: inout some LevelSink
  ) -> Bool {
    var shape = DecimalShape.none
    var best = BestLevel()
    guard var at = Order.readLevel(bytes, after: "[", at: place, side, &shape, into: &best) else { return false }
    switch side {
    case .bids: self.best.bid = best.level
    case .asks: self.best.ask = best.level
    }
    if let level = best.level { levels.take(level, of: side) }
    while bytes.byte(at: at) == UInt8(ascii: ",") {
      guard let next = Order.readLevel(bytes, after: ",", at: at, side, &shape, into: &levels) else { return false }
      at = next
    }
    place = at &+ 1
    return bytes.byte(at: at) == UInt8(ascii: "]")
  }
}

/// An order of the keys of a level.
private protocol LevelOrder {
  /// Reads a level behind a separator, which stands at a place.
  ///
  /// - Parameter shape: that of the longest price before; none before the first.
  /// - Returns: the place behind the level; nil of any other text.
  static func readLevel(
    _ bytes: FrameBytes, after separator: Unicode.Scalar, at place: Int, _ side: BookSide,
    _ shape: inout DecimalShape, into levels: inout some LevelSink
  ) -> Int?
}

/// `{"px":"0.14803","sz":"20749.0","n":5}`
private enum CountLast: LevelOrder {
  @inline(__always) static func readLevel(
    _ bytes: FrameBytes, after separator: Unicode.Scalar, at place: Int, _ side: BookSide,
    _ shape: inout DecimalShape, into levels: inout some LevelSink
  ) -> Int? {
    guard bytes.word(at: place) == FrameBytes.word("\0{\"px\":\"") | UInt64(separator.value),
      let end = bytes.readPriceAndSize(at: place &+ 8, side, &shape, into: &levels),
      bytes.word(at: end) & 0xFFFF_FFFF_FFFF == FrameBytes.word(#"","n":"#)
    else { return nil }
    let count = bytes.word(at: end &+ 6)
    // Most counts have one digit: where that is asked first, the next level's place does not wait for the answer.
    if count & 0xFF00 == FrameBytes.word("\0}") {
      return UInt8(truncatingIfNeeded: count) ^ UInt8(ascii: "0") < 10 ? end &+ 8 : nil
    }
    guard let length = FrameBytes.countLength(count),
      bytes.byte(at: end &+ 6 &+ length) == UInt8(ascii: "}")
    else { return nil }
    return end &+ 7 &+ length
  }
}

/// `{"n":5,"px":"0.14803","sz":"20749.0"}`
private enum CountFirst: LevelOrder {
  @inline(__always) static func readLevel(
    _ bytes: FrameBytes, after separator: Unicode.Scalar, at place: Int, _ side: BookSide,
    _ shape: inout DecimalShape, into levels: inout some LevelSink
  ) -> Int? {
    guard bytes.word(at: place) & 0xFFFF_FFFF_FFFF == FrameBytes.word("\0{\"n\":") | UInt64(separator.value),
      let length = FrameBytes.countLength(bytes.word(at: place &+ 6)),
      bytes.word(at: place &+ 6 &+ length) & 0xFF_FFFF_FFFF_FFFF == FrameBytes.word(#","px":""#),
      let end = bytes.readPriceAndSize(at: place &+ 13 &+ length, side, &shape, into: &levels),
      bytes.word(at: end) & 0xFFFF == FrameBytes.word("\"}")
    else { return nil }
    return end &+ 2
  }
}

extension FrameBytes {
  /// Reads `0.14803","sz":"20749.0`.
  ///
  /// - Returns: the place behind it.
  @inline(__always) fileprivate func readPriceAndSize(
    at place: Int, _ side: BookSide, _ shape: inout DecimalShape, into levels: inout some LevelSink
  ) -> Int? {
    let price: ShortDecimal
    let sizePlace: Int
    let word = word(at: place)
    // Most prices of a side are of one shape: to see that is less than to find it again, and what stands behind the
    // price is then read without waiting for where it ends.
    if shape.matches(word), self.word(at: place &+ shape.length) == FrameBytes.word(#"","sz":""#) {
      guard !shape.isZero(word) else { return nil }
      price = ShortDecimal(word, shape)
      sizePlace = place &+ shape.length &+ 8
    } else {
      guard let read = ShortDecimal.read(self, at: place), !read.isZero, read.isBelowTenMillion,
        self.word(at: place &+ read.length) == FrameBytes.word(#"","sz":""#)
      else { return nil }
      // Zeros at the end are left out: the longest price has the shape of most.
      if read.length > shape.length, read.length <= 8 { shape = DecimalShape(word) ?? .none }
      price = read
      sizePlace = place &+ read.length &+ 8
    }
    guard let size = ShortDecimal.read(self, at: sizePlace) else { return nil }
    levels.take(BookFrame.Level(price, size), of: side)
    return sizePlace &+ size.length
  }

  /// How many characters the whole number at the begin of a word has, if it has seven at most.
  @inline(__always) fileprivate static func countLength(_ word: UInt64) -> Int? {
    let end = DecimalShape.nonDigits(word).trailingZeroBitCount
    guard end > 7, end < 64, word & 0xFF != 0x30 || end == 15 else { return nil }
    return end &>> 3
  }
}

extension BookFrame.Level {
  /// A price below ten million that is not zero, and a size.
  @inline(__always) fileprivate init(_ price: ShortDecimal, _ size: ShortDecimal) {
    self.price = Price(units: Int64(truncatingIfNeeded: price.units(scale: Price.scale)))
    self.size = Size(units: size.units(scale: Size.scale))
  }
}

internal import RuleEngine

/// A level of a book as the exchange spells it, behind a bracket or a comma.
///
/// This is where the time goes: a book has forty of them. Each step compares eight bytes with what must stand there, and
/// no step looks for anything but the end of a number.
enum PlainLevel {
  /// An order of the keys.
  protocol Order {
    /// Reads a level behind a separator, which stands at a place.
    ///
    /// - Parameters:
    ///   - shape: that of the longest price before; none before the first.
    ///   - order: that of the prices before.
    /// - Returns: the place behind the level; nil of any other text.
    static func readLevel(
      _ bytes: FrameBytes, after separator: Unicode.Scalar, at place: Int, _ side: BookSide,
      _ shape: inout DecimalShape, _ order: inout PlainPriceOrder, into levels: inout some LevelSink
    ) -> Int?
  }

  /// `{"px":"0.14803","sz":"20749.0","n":5}`
  enum CountLast: Order {
    @inline(__always) static func readLevel(
      _ bytes: FrameBytes, after separator: Unicode.Scalar, at place: Int, _ side: BookSide,
      _ shape: inout DecimalShape, _ order: inout PlainPriceOrder, into levels: inout some LevelSink
    ) -> Int? {
      guard bytes.word(at: place) == FrameBytes.word("\0{\"px\":\"") | UInt64(separator.value),
        let end = bytes.readPriceAndSize(at: place &+ 8, side, &shape, &order, into: &levels),
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
  enum CountFirst: Order {
    @inline(__always) static func readLevel(
      _ bytes: FrameBytes, after separator: Unicode.Scalar, at place: Int, _ side: BookSide,
      _ shape: inout DecimalShape, _ order: inout PlainPriceOrder, into levels: inout some LevelSink
    ) -> Int? {
      guard bytes.word(at: place) & 0xFFFF_FFFF_FFFF == FrameBytes.word("\0{\"n\":") | UInt64(separator.value),
        let length = FrameBytes.countLength(bytes.word(at: place &+ 6)),
        bytes.word(at: place &+ 6 &+ length) & 0xFF_FFFF_FFFF_FFFF == FrameBytes.word(#","px":""#),
        let end = bytes.readPriceAndSize(at: place &+ 13 &+ length, side, &shape, &order, into: &levels),
        bytes.word(at: end) & 0xFFFF == FrameBytes.word("\"}")
      else { return nil }
      return end &+ 2
    }
  }
}

extension FrameBytes {
  /// Reads `0.14803","sz":"20749.0`.
  ///
  /// - Returns: the place behind it.
  @inline(__always) fileprivate func readPriceAndSize(
    at place: Int, _ side: BookSide, _ shape: inout DecimalShape, _ order: inout PlainPriceOrder,
    into levels: inout some LevelSink
  ) -> Int? {
    let price: ShortDecimal
    let sizePlace: Int
    let word = word(at: place)
    // Most prices of a side are of one shape: to see that is less than to find it again, and what stands behind the
    // price is then read without waiting for where it ends.
    if shape.matches(word), self.word(at: place &+ shape.length) == FrameBytes.word(#"","sz":""#) {
      guard !shape.isZero(word), order.take(digits: shape.key(word), at: place, in: self) else { return nil }
      price = ShortDecimal(word, shape)
      sizePlace = place &+ shape.length &+ 8
    } else {
      guard let read = ShortDecimal.read(self, at: place), !read.isZero, read.isInPriceRange,
        self.word(at: place &+ read.length) == FrameBytes.word(#"","sz":""#), order.take(otherAt: place, in: self)
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
  /// A price that is not zero and in its range, and a size.
  @inline(__always) fileprivate init(_ price: ShortDecimal, _ size: ShortDecimal) {
    self.price = Price(units: Int64(truncatingIfNeeded: price.units(scale: Price.scale)))
    self.size = Size(units: size.units(scale: Size.scale))
  }
}

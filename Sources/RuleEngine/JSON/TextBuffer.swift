/// Text that is being written: bytes appended one after the other, in memory of its own.
///
/// An array asks at each append whether it is shared, which costs more than the few bytes of a key or a price. Here an
/// append is a comparison and a copy. Every write is behind `reserve`, which makes sure that there is room for it.
public struct TextBuffer: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// How many bytes were written.
  public private(set) var count = 0
  // Whether only texts, digits and ASCII were appended, and no bytes that somebody has to look at again.
  private var isValid = true

  /// Begins with nothing written, and room for `capacity` bytes.
  public init(capacity: Int = 64) {
    self.capacity = max(capacity, 16)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  /// Forgets what was written and keeps the room it took.
  public mutating func removeAll() {
    count = 0
    isValid = true
  }

  /// What has been written, for as long as `body` runs.
  public borrowing func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result { try body(UnsafeRawBufferPointer(start: base, count: count)) }

  /// A copy of what has been written.
  public var bytes: [UInt8] { Array(UnsafeBufferPointer(start: base, count: count)) }

  /// What has been written, as a string.
  public var text: String {
    let bytes = UnsafeRawBufferPointer(start: base, count: count)
    return isValid ? String(valid: bytes) : String(decoding: bytes, as: UTF8.self)
  }

  /// Appends a byte.
  public mutating func append(_ byte: UInt8) {
    if byte >= 0x80 { isValid = false }
    reserve(1)
    base[count] = byte
    count &+= 1
  }

  /// Appends a text of the program itself.
  public mutating func append(_ text: StaticString) {
    precondition(text.hasPointerRepresentation, "a literal of more than one character")
    append(valid: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends a byte where `isFirst` is false, then a text of the program itself between `"` and `":`.
  ///
  /// The room is made sure of once: a line has some forty keys, of a few bytes each.
  mutating func appendKey(_ text: StaticString, after separator: UInt8?) {
    precondition(text.hasPointerRepresentation, "a literal of more than one character")
    let length = text.utf8CodeUnitCount
    reserve(length &+ 4)
    var place = base + count
    if let separator {
      place.pointee = separator
      place += 1
    }
    place.pointee = UInt8(ascii: "\"")
    place += 1
    TextBuffer.copy(text.utf8Start, to: place, count: length)
    place += length
    place[0] = UInt8(ascii: "\"")
    place[1] = UInt8(ascii: ":")
    count = place + 2 - base
  }

  /// Appends a text.
  public mutating func append(text: String) {
    // A string of Swift's own lends its bytes without being copied.
    let isWhole: Void? = text.utf8.withContiguousStorageIfAvailable { append(valid: $0) }
    guard isWhole == nil else { return }
    var text = text
    text.withUTF8 { append(valid: $0) }
  }

  /// Appends bytes.
  public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    isValid = false
    append(valid: bytes)
  }

  /// Appends bytes of a text: they are UTF-8.
  @inline(__always)
  mutating func append(valid bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    reserve(bytes.count)
    TextBuffer.copy(start, to: base + count, count: bytes.count)
    count &+= bytes.count
  }

  /// Appends a separator where there is one, then a text between quotation marks, unless a byte of it must be escaped:
  /// then nothing is appended.
  ///
  /// - Returns: whether it was.
  mutating func appendQuoted(_ text: UnsafeBufferPointer<UInt8>, after separator: UInt8?) -> Bool {
    reserve(text.count &+ 3)
    var place = base + count
    if let separator {
      place.pointee = separator
      place += 1
    }
    place.pointee = UInt8(ascii: "\"")
    place += 1
    if let start = text.baseAddress, !TextBuffer.copyPlain(start, to: place, count: text.count) { return false }
    place += text.count
    place.pointee = UInt8(ascii: "\"")
    count = place + 1 - base
    return true
  }

  /// Copies bytes and says whether none of them must be escaped; see `copy`.
  @inline(__always)
  private static func copyPlain(
    _ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int
  ) -> Bool {
    let (source, target) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
    var escaped: UInt64 = 0
    if count >= 8 {
      var place = 0
      // The last word begins eight bytes before the end, maybe over bytes that were copied.
      while place &+ 8 < count {
        let word = source.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        escaped |= word.escaped
        target.storeBytes(of: word, toByteOffset: place, as: UInt64.self)
        place &+= 8
      }
      let last = source.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      target.storeBytes(of: last, toByteOffset: count &- 8, as: UInt64.self)
      return escaped | last.escaped == 0
    }
    if count >= 4 {
      let first = source.loadUnaligned(as: UInt32.self)
      let last = source.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
      target.storeBytes(of: first, as: UInt32.self)
      target.storeBytes(of: last, toByteOffset: count &- 4, as: UInt32.self)
      return (UInt64(first) | UInt64(last) &<< 32).escaped == 0
    }
    for place in 0..<count {
      let byte = source.load(fromByteOffset: place, as: UInt8.self)
      // Spread over the word: a zero beside it would count as a control character.
      escaped |= (UInt64(byte) &* 0x0101_0101_0101_0101).escaped
      target.storeBytes(of: byte, toByteOffset: place, as: UInt8.self)
    }
    return escaped == 0
  }

  /// Copies bytes, of which most texts have 4 to 16: as two words, which may overlap. To call for that is more than the
  /// copy itself. No word begins before the first byte or ends behind the last.
  @inline(__always)
  private static func copy(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int) {
    let (source, target) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
    if count >= 8, count <= 16 {
      let first = source.loadUnaligned(as: UInt64.self)
      let last = source.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      target.storeBytes(of: first, as: UInt64.self)
      target.storeBytes(of: last, toByteOffset: count &- 8, as: UInt64.self)
    } else if count >= 4, count < 8 {
      let first = source.loadUnaligned(as: UInt32.self)
      let last = source.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
      target.storeBytes(of: first, as: UInt32.self)
      target.storeBytes(of: last, toByteOffset: count &- 4, as: UInt32.self)
    } else {
      target.copyMemory(from: source, byteCount: count)
    }
  }

  /// Appends a whole number.
  public mutating func append(_ number: Int64) {
    if number < 0 { append(UInt8(ascii: "-")) }
    appendDigits(number.magnitude, decimals: 0)
  }

  /// Appends units of 10^-`scale` (0 to 18) without trailing zeros, exponent or negative zero.
  mutating func append(_ units: Int128, scale: Int) {
    if units < 0 { append(UInt8(ascii: "-")) }
    var decimals = scale
    guard var narrow = UInt64(exactly: units.magnitude) else {
      var magnitude = units.magnitude
      while decimals > 0 {
        let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: 10)
        guard remainder == 0 else { break }
        magnitude = quotient
        decimals -= 1
      }
      appendDigits(magnitude, decimals: decimals)
      return
    }
    while decimals >= 4, narrow % 10_000 == 0 {
      narrow /= 10_000
      decimals -= 4
    }
    while decimals > 0, narrow % 10 == 0 {
      narrow /= 10
      decimals -= 1
    }
    appendDigits(narrow, decimals: decimals)
  }

  /// Appends a magnitude with exactly `decimals` digits (0 to 18) behind the point.
  mutating func appendDigits(_ magnitude: UInt128, decimals: Int) {
    if let narrow = UInt64(exactly: magnitude) { return appendDigits(narrow, decimals: decimals) }
    // It has 20 digits or more: those behind the point are among the last 18.
    let (high, low) = magnitude.quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
    if decimals == 0 {
      appendDigits(high, decimals: 0)
      appendDigits(UInt64(low), count: 18)
    } else {
      let power = UInt64.powerOfTen(decimals)
      let (whole, fraction) = UInt64(low).quotientAndRemainder(dividingBy: power)
      appendDigits(high, decimals: 0)
      appendDigits(whole, count: 18 - decimals)
      append(UInt8(ascii: "."))
      appendDigits(fraction, count: decimals)
    }
  }

  private mutating func appendDigits(_ magnitude: UInt64, decimals: Int) {
    guard decimals > 0 else { return appendDigits(magnitude, count: magnitude.digitCount) }
    let (whole, fraction) = magnitude.quotientAndRemainder(dividingBy: .powerOfTen(decimals))
    appendDigits(whole, count: whole.digitCount)
    append(UInt8(ascii: "."))
    appendDigits(fraction, count: decimals)
  }

  /// Appends the last `digits` digits of a number, with zeros before them where it has fewer.
  private mutating func appendDigits(_ number: UInt64, count digits: Int) {
    reserve(digits)
    let start = base + count
    var rest = number
    var place = digits
    // Two digits to a division, and their characters from a table.
    let pairs = UnsafeRawPointer(TextBuffer.pairs.utf8Start)
    while place >= 2 {
      let higher = rest / 100
      // A pair is below 100, the table has 200 bytes.
      let pair = Int(truncatingIfNeeded: rest &- higher &* 100)
      place &-= 2
      UnsafeMutableRawPointer(start + place).storeBytes(
        of: pairs.loadUnaligned(fromByteOffset: 2 &* pair, as: UInt16.self), as: UInt16.self)
      rest = higher
    }
    if place == 1 { start[0] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10) }
    count &+= digits
  }

  /// 00 to 99.
  private static let pairs: StaticString = """
    0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
    5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
    """

  private mutating func reserve(_ more: Int) { if capacity - count < more { grow(more) } }

  @inline(never)
  private mutating func grow(_ more: Int) {
    capacity = max(2 * capacity, count + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
  }
}

extension UInt64 {
  /// How many decimal digits the number has; 1 of zero.
  fileprivate var digitCount: Int {
    // 1233 / 4096 is a little more than the decimal logarithm of 2: right, or one too few.
    let guess = ((64 &- leadingZeroBitCount) &* 1233) &>> 12
    return self < UInt64.powerOfTen(guess) ? Swift.max(guess, 1) : guess &+ 1
  }
}

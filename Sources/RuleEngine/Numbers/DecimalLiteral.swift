/// A decimal number exactly as its text gives it: sign × coefficient × 10^exponent.
///
/// The grammar is JSON's (RFC 8259 section 6): no leading zero, no `+`, no bare point, `e` or `E` for an exponent.
/// Nothing is rounded here; each number type decides what it can hold.
public struct DecimalLiteral: Hashable, Sendable {
  /// Whether the text begins with a minus sign.
  public let isNegative: Bool
  /// The digits, without the point; exact while `hasLostDigits` is false.
  public let coefficient: UInt128
  /// The power of ten by which the coefficient is multiplied.
  public let exponent: Int
  /// Whether digits other than zero stood beyond the 38th and are not part of the coefficient.
  public let hasLostDigits: Bool

  /// Reads a number that fills `text` from end to end.
  ///
  /// - Returns: nil where the text is not a number of JSON's grammar.
  /// - Complexity: O(n) in the length of the text; no allocation.
  public init?(_ text: UnsafeRawBufferPointer) {
    if let plain = DecimalLiteral(plain: text) {
      self = plain
      return
    }
    var reader = Reader(text: text)
    guard let literal = reader.read() else { return nil }
    self = literal
  }

  /// Reads a number as most are spelled: of at most 18 characters, without an exponent.
  ///
  /// What is not read here, be it a number or not, is the general reader's; so this one need not say what is wrong. So few
  /// digits fit 64 bits, and no place is looked at that is not before the end.
  @inline(__always)
  private init?(plain text: UnsafeRawBufferPointer) {
    let count = text.count
    guard count > 0, count <= 18, let base = text.baseAddress else { return nil }
    let hasSign = base.load(as: UInt8.self) == UInt8(ascii: "-")
    let start = hasSign ? 1 : 0
    var index = start
    var number: UInt64 = 0
    var decimals = 0
    while index < count, case let digit = base.load(fromByteOffset: index, as: UInt8.self) &- UInt8(ascii: "0"),
      digit < 10
    {
      number = number &* 10 &+ UInt64(digit)
      index &+= 1
    }
    // A zero in front stands alone.
    guard index > start, base.load(fromByteOffset: start, as: UInt8.self) != UInt8(ascii: "0") || index == start &+ 1
    else { return nil }
    if index < count {
      guard base.load(fromByteOffset: index, as: UInt8.self) == UInt8(ascii: ".") else { return nil }
      index &+= 1
      let point = index
      while index < count, case let digit = base.load(fromByteOffset: index, as: UInt8.self) &- UInt8(ascii: "0"),
        digit < 10
      {
        number = number &* 10 &+ UInt64(digit)
        index &+= 1
      }
      guard index == count, index > point else { return nil }
      decimals = index &- point
    }
    self.init(isNegative: hasSign, coefficient: UInt128(number), exponent: -decimals, hasLostDigits: false)
  }

  /// Reads a number from a string; see `init(_:)` for the grammar.
  public init?(_ text: String) {
    var text = text
    let literal = text.withUTF8 { DecimalLiteral(UnsafeRawBufferPointer($0)) }
    guard let literal else { return nil }
    self = literal
  }

  init(isNegative: Bool, coefficient: UInt128, exponent: Int, hasLostDigits: Bool) {
    self.isNegative = isNegative
    self.coefficient = coefficient
    self.exponent = exponent
    self.hasLostDigits = hasLostDigits
  }

  /// The number times 10^`scale`, where that is a whole number that `limit` bounds.
  ///
  /// - Returns: the magnitude, without the sign; nil where digits would be lost or the limit is passed.
  public func magnitude(scaledBy scale: Int, limit: UInt128) -> UInt128? {
    if coefficient == 0, !hasLostDigits { return 0 }
    guard !hasLostDigits, exponent >= -scale else { return nil }
    guard let factor = UInt128.powerOfTen(exponent + scale) else { return nil }
    let (scaled, overflow) = coefficient.multipliedReportingOverflow(by: factor)
    return overflow || scaled > limit ? nil : scaled
  }

  /// Whether the text has more than `count` digits behind the point, exponent counted in, zeros counted too.
  public func hasMoreDecimals(than count: Int) -> Bool { exponent < -count || hasLostDigits && exponent < 0 }
}

extension DecimalLiteral {
  private struct Reader {
    let text: UnsafeRawBufferPointer
    var index = 0
    // Up to 18 digits fit a UInt64, whose arithmetic is several times faster than UInt128's.
    var narrow: UInt64 = 0
    var wide: UInt128 = 0
    var digits = 0
    var exponent = 0
    var hasLostDigits = false

    mutating func read() -> DecimalLiteral? {
      let isNegative = take(UInt8(ascii: "-"))
      guard let first = digit() else { return nil }
      if first == 0 {
        index += 1
        if digit() != nil { return nil }
      } else {
        appendDigits()
      }
      if take(UInt8(ascii: ".")) {
        let start = index
        appendDigits()
        if index == start { return nil }
        exponent -= index - start
      }
      if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
        index += 1
        guard let written = readExponent() else { return nil }
        exponent += written
      }
      guard index == text.count else { return nil }
      let coefficient = digits > 18 ? wide : UInt128(narrow)
      return DecimalLiteral(
        isNegative: isNegative, coefficient: coefficient, exponent: exponent, hasLostDigits: hasLostDigits)
    }

    private func digit() -> UInt8? {
      guard index < text.count else { return nil }
      let value = text[index] &- UInt8(ascii: "0")
      return value < 10 ? value : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
      guard index < text.count, text[index] == byte else { return false }
      index += 1
      return true
    }

    private mutating func appendDigits() {
      while let next = digit() {
        append(next)
        index += 1
      }
    }

    private mutating func append(_ digit: UInt8) {
      if digits == 0, digit == 0 { return }
      digits += 1
      if digits <= 18 {
        narrow = narrow * 10 + UInt64(digit)
      } else if digits <= 38 {
        if digits == 19 { wide = UInt128(narrow) }
        wide = wide * 10 + UInt128(digit)
      } else {
        exponent += 1
        if digit != 0 { hasLostDigits = true }
      }
    }

    private mutating func readExponent() -> Int? {
      let isNegative = take(UInt8(ascii: "-"))
      if !isNegative { _ = take(UInt8(ascii: "+")) }
      guard digit() != nil else { return nil }
      var value = 0
      while let next = digit() {
        // Far beyond any exponent a number here can hold, so the bound changes no answer.
        value = min(value * 10 + Int(next), 1_000_000_000)
        index += 1
      }
      return isNegative ? -value : value
    }
  }
}

extension UInt128 {
  /// 10^`exponent`, or nil below 0 and beyond 38.
  static func powerOfTen(_ exponent: Int) -> UInt128? {
    guard exponent >= 0, exponent <= 38 else { return nil }
    if exponent <= 19 { return UInt128(smallPowersOfTen[exponent]) }
    return UInt128(smallPowersOfTen[19]) * UInt128(smallPowersOfTen[exponent - 19])
  }

  private static let smallPowersOfTen: [UInt64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
    100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
    10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
  ]
}

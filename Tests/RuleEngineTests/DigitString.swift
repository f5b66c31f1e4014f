import TestSupport

/// A decimal number as strings of digits, computed as on paper: an oracle that shares nothing with the number types.
struct DigitString: Equatable {
  let isNegative: Bool
  /// No leading zero; empty for none.
  let integer: String
  /// No trailing zero; empty for none.
  let fraction: String

  /// Takes a text that is a number in JSON's syntax.
  init(_ text: String) {
    var rest = text[...]
    let hasSign = rest.hasPrefix("-")
    if hasSign { rest.removeFirst() }
    var exponent = 0
    if let mark = rest.firstIndex(where: { $0 == "e" || $0 == "E" }) {
      let digits = rest[rest.index(after: mark)...]
      exponent = Int(digits) ?? 0
      rest = rest[..<mark]
    }
    let parts = rest.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    var whole = parts.first ?? ""
    var decimals = parts.count > 1 ? parts[1] : ""
    while exponent > 0 {
      whole.append(decimals.isEmpty ? "0" : decimals.removeFirst())
      exponent -= 1
    }
    while exponent < 0 {
      decimals.insert(whole.popLast() ?? "0", at: decimals.startIndex)
      exponent += 1
    }
    integer = String(whole.drop { $0 == "0" })
    fraction = DigitString.trimmed(decimals)
    isNegative = hasSign && !(integer.isEmpty && fraction.isEmpty)
  }

  var isZero: Bool { integer.isEmpty && fraction.isEmpty }

  /// The number without trailing zeros, exponent or negative zero.
  var text: String {
    (isNegative ? "-" : "") + (integer.isEmpty ? "0" : integer) + (fraction.isEmpty ? "" : ".\(fraction)")
  }

  /// The number times 10^`places`, rounded half to even.
  func rounded(places: Int) -> String {
    let padded = fraction + String(repeating: "0", count: max(0, places - fraction.count))
    let kept = String((integer + padded.prefix(places)).drop { $0 == "0" })
    let lost = DigitString.trimmed(String(padded.dropFirst(places)))
    let isOdd = kept.last.map { "13579".contains($0) } ?? false
    let magnitude = lost > "5" || (lost == "5" && isOdd) ? DigitString.incremented(kept) : kept
    if magnitude.isEmpty { return "0" }
    return (isNegative ? "-" : "") + magnitude
  }

  static func < (left: DigitString, right: DigitString) -> Bool {
    switch (left.isNegative, right.isNegative) {
    case (true, false): true
    case (false, true): false
    case (false, false): isSmaller(left, right)
    case (true, true): isSmaller(right, left)
    }
  }

  private static func isSmaller(_ left: DigitString, _ right: DigitString) -> Bool {
    if left.integer.count != right.integer.count { return left.integer.count < right.integer.count }
    if left.integer != right.integer { return left.integer < right.integer }
    // Without trailing zeros the order of fractions is that of a dictionary.
    return left.fraction < right.fraction
  }

  private static func trimmed(_ digits: String) -> String {
    var digits = digits
    while digits.last == "0" { digits.removeLast() }
    return digits
  }

  private static func incremented(_ digits: String) -> String {
    var result = ""
    var rest = digits
    while rest.last == "9" {
      rest.removeLast()
      result += "0"
    }
    let last = rest.popLast().flatMap { Int(String($0)) } ?? 0
    return rest + String(last + 1) + result
  }

  /// A number in JSON's syntax whose digits are often those at which rounding turns.
  static func random(integers: ClosedRange<Int>, decimals: ClosedRange<Int>, _ random: inout SplitMix64) -> String {
    func digits(_ count: Int) -> String {
      let usual = ["0", "0", "0", "5", "9", "4", "1", "2", "3", "6", "7", "8"]
      return (0..<count).map { _ in usual.randomElement(using: &random) ?? "0" }.joined()
    }
    let whole = String(digits(Int.random(in: integers, using: &random)).drop { $0 == "0" })
    let count = Int.random(in: decimals, using: &random)
    return (Bool.random(using: &random) ? "-" : "") + (whole.isEmpty ? "0" : whole)
      + (count == 0 ? "" : "." + digits(count))
  }
}

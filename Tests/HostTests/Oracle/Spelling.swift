import TestSupport

/// The many ways to write one decimal number.
enum Spelling {
  /// A number of billionths in any of JSON's spellings, as a number or as a string.
  static func token(_ billionths: Int128, _ random: inout SplitMix64) -> String {
    let text = number(billionths, &random)
    return Bool.random(using: &random) ? "\"\(text)\"" : text
  }

  /// A number of billionths without exponent and trailing zeros.
  static func plain(_ billionths: Int128) -> String {
    var text = fixed(billionths)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }

  private static func fixed(_ billionths: Int128) -> String {
    let (whole, rest) = billionths.quotientAndRemainder(dividingBy: 1_000_000_000)
    let decimals = String(rest)
    return "\(whole).\(String(repeating: "0", count: 9 - decimals.count))\(decimals)"
  }

  private static func number(_ billionths: Int128, _ random: inout SplitMix64) -> String {
    var (digits, exponent) = (billionths, -9)
    while digits % 10 == 0, digits != 0 {
      digits /= 10
      exponent += 1
    }
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<4: return plain(billionths)
    case 4: return fixed(billionths)
    case 5:
      let text = plain(billionths)
      let decimals = text.split(separator: ".").dropFirst().first?.count ?? 0
      let zeros = String(repeating: "0", count: Int.random(in: 0...9 - decimals, using: &random))
      return decimals == 0 && !zeros.isEmpty ? "\(text).\(zeros)" : text + zeros
    case 6: return "\(digits)e\(exponent)"
    case 7: return exponent > -9 ? "\(digits)0E\(exponent - 1)" : "\(digits)E-09"
    case 8: return scientific("\(digits)", point: 1, exponent, &random)
    default:
      let text = "\(digits)"
      return scientific(text, point: Int.random(in: 1...text.count, using: &random), exponent, &random)
    }
  }

  private static func scientific(
    _ digits: String, point: Int, _ exponent: Int, _ random: inout SplitMix64
  ) -> String {
    let power = exponent + digits.count - point
    let fraction = digits.dropFirst(point)
    let mark = Bool.random(using: &random) ? "e" : "E"
    let sign = power >= 0 && Bool.random(using: &random) ? "+" : ""
    return digits.prefix(point) + (fraction.isEmpty ? "" : ".\(fraction)") + mark + sign + "\(power)"
  }
}

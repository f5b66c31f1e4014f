/// Writes frames as the exchange spells them, and damages them.
struct PlainFrameGenerator<Random: RandomNumberGenerator> {
  var random: Random

  /// Whether some sides are out of order.
  var isDisordered = false

  init(_ random: Random) { self.random = random }

  /// A frame with up to `maxLevels` levels a side, in one of the exchange's orders of keys.
  ///
  /// - Parameter isOdd: whether numbers may be spelled as the exchange never does.
  mutating func frame(maxLevels: Int, isOdd: Bool = false) -> [UInt8] {
    let countFirst = Bool.random(using: &random)
    let coin = ["PURR", "PURR/USDC", "@107", "kPEPE", "xyz:SP500", ""].randomElement(using: &random) ?? ""
    let time =
      isOdd
      ? number(maxWhole: 15, maxDecimals: 1, isOdd: true)
      : "\(Int.random(in: 0...9_223_372_036_854, using: &random))"
    let sides = [true, false].map { side(maxLevels, countFirst, isOdd, isBids: $0) }.joined(separator: ",")
    let data =
      Bool.random(using: &random)
      ? #""time":\#(time),"levels":[\#(sides)]"# : #""levels":[\#(sides)],"time":\#(time)"#
    return Array(#"{"channel":"l2Book","data":{"coin":"\#(coin)",\#(data)}}"#.utf8)
  }

  private mutating func side(_ maxLevels: Int, _ countFirst: Bool, _ isOdd: Bool, isBids: Bool) -> String {
    var prices = (0..<Int.random(in: 0...maxLevels, using: &random)).map { _ in
      number(maxWhole: isOdd ? 10 : 7, maxDecimals: isOdd ? 11 : 5, isOdd: isOdd)
    }
    if !isOdd {
      // Doubles tell numbers of so few digits apart.
      let values = Dictionary(prices.map { (Double($0) ?? 0, $0) }, uniquingKeysWith: { first, _ in first })
      prices = values.sorted { isBids ? $0.key > $1.key : $0.key < $1.key }.map(\.value)
      if isDisordered, Int.random(in: 0..<4, using: &random) == 0 { prices.shuffle(using: &random) }
    }
    let levels = prices.map { price in
      let size = number(maxWhole: isOdd ? 12 : 9, maxDecimals: isOdd ? 11 : 5, isOdd: isOdd)
      let count = isOdd ? number(maxWhole: 9, maxDecimals: 1, isOdd: true) : "\(Int.random(in: 0...30, using: &random))"
      return countFirst
        ? #"{"n":\#(count),"px":"\#(price)","sz":"\#(size)"}"# : #"{"px":"\#(price)","sz":"\#(size)","n":\#(count)}"#
    }
    return "[\(levels.joined(separator: ","))]"
  }

  /// A decimal; above zero where it is not odd.
  private mutating func number(maxWhole: Int, maxDecimals: Int, isOdd: Bool) -> String {
    let whole = digits(Int.random(in: 1...maxWhole, using: &random))
    let decimals = Int.random(in: 0...maxDecimals, using: &random)
    // The exchange writes no zeros in front.
    var text = isOdd && Int.random(in: 0..<8, using: &random) == 0 ? whole : whole.drop { $0 == "0" }.description
    if text.isEmpty { text = "0" }
    if decimals > 0 || isOdd && Int.random(in: 0..<8, using: &random) == 0 { text += "." + digits(decimals) }
    if !isOdd { return text.contains { $0 > "0" } ? text : "1" }
    switch Int.random(in: 0..<24, using: &random) {
    case 0: return "-" + text
    case 1: return text + "e" + digits(1)
    case 2: return text.filter { $0 != "1" }
    case 3: return text.replacing(/[1-9]/, with: "0")
    default: return text
    }
  }

  private mutating func digits(_ count: Int) -> String {
    // Many zeros and nines: there are the edges.
    String((0..<count).map { _ in "00123456789999".randomElement(using: &random) ?? "0" })
  }

  /// One to three bytes changed, taken out, doubled or put in; or an end cut off.
  mutating func damaged(_ frame: [UInt8]) -> [UInt8] {
    var text = frame
    for _ in 0..<Int.random(in: 1...3, using: &random) where !text.isEmpty {
      let place = Int.random(in: text.indices, using: &random)
      switch Int.random(in: 0..<16, using: &random) {
      case 0..<3: text[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 3: text[place] = UInt8.random(in: 0...255, using: &random)
      case 4..<8: text[place] = Array("0123456789.eE+-\"{}[]:, ".utf8).randomElement(using: &random) ?? 0
      case 8..<11: text.remove(at: place)
      case 11..<13: text.insert(text[place], at: place)
      case 13..<15: text.insert(text[Int.random(in: text.indices, using: &random)], at: place)
      default: text.removeSubrange(place...)
      }
    }
    return text
  }
}

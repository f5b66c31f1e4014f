import Foundation
@testable import Host
import RuleEngine

/// A book as Foundation's JSON reader and decimal numbers have it: the oracle for the top of a book.
struct FoundationBook: Equatable {
  struct Level: Equatable {
    let price: Decimal
    let size: Decimal
  }

  let coin: [UInt8]
  // Doubles hold every millisecond that a clock has.
  let time: Double
  let bid: Level?
  let ask: Level?

  /// Reads a frame; nil where something in it is not as the exchange sends it.
  init?(_ text: some Sequence<UInt8>) {
    let root = (try? JSONSerialization.jsonObject(with: Data(text))) as? [String: Any]
    guard let root, root["channel"] as? String == "l2Book", let data = root["data"] as? [String: Any],
      let coin = data["coin"] as? String, let time = data["time"] as? NSNumber,
      let levels = data["levels"] as? [[[String: Any]]], levels.count == 2
    else { return nil }
    self.coin = Array(coin.utf8)
    self.time = time.doubleValue
    let sides = levels.map { side in side.map { FoundationBook.level($0) } }
    guard !sides.joined().contains(nil) else { return nil }
    let prices = sides.map { side in side.compactMap { $0?.price } }
    guard zip(prices[0], prices[0].dropFirst()).allSatisfy({ $0 > $1 }),
      zip(prices[1], prices[1].dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    bid = sides[0].first ?? nil
    ask = sides[1].first ?? nil
  }

  /// Takes what the program read.
  init(_ book: BookFrame) {
    coin = Array(book.coinID.utf8)
    time = Double(book.timeMs)
    func level(_ level: BookFrame.Level) -> Level {
      Level(
        price: Decimal(sign: .plus, exponent: -Price.scale, significand: Decimal(level.price.units)),
        size: Decimal(
          sign: .plus, exponent: -Size.scale, significand: Decimal(string: String(level.size.units)) ?? .nan))
    }
    bid = book.bid.map(level)
    ask = book.ask.map(level)
  }

  private static func level(_ members: [String: Any]) -> Level? {
    guard let price = decimal(members["px"]), let size = decimal(members["sz"]), price > 0, size >= 0 else {
      return nil
    }
    return Level(price: price, size: size)
  }

  private static func decimal(_ value: Any?) -> Decimal? {
    // Foundation's reader of decimals stops at the first character it does not know; the pattern lets none through.
    guard let text = value as? String, text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil
    else { return nil }
    return Decimal(string: text)
  }
}

import Foundation
@testable import Host
import RuleEngine
import TestSupport

/// Texts of frames, and what the parser makes of them.
enum Frames {
  /// A frame as the exchange sends them.
  static let sample =
    #"{"channel":"l2Book","data":{"coin":"PURR","time":1774429215348,"levels":"#
    + #"[[{"px":"0.14803","sz":"20749.0","n":5},{"px":"0.14799","sz":"28458.0","n":2}],"#
    + #"[{"px":"0.14806","sz":"25170.0","n":3},{"px":"0.14809","sz":"36540.0","n":2}]]}}"#

  /// A frame with this in the place of its levels.
  static func frame(levels: String) -> String {
    #"{"channel":"l2Book","data":{"coin":"PURR","time":1000,"levels":\#(levels)}}"#
  }

  /// A frame with this bid, as JSON, at the top of its book.
  static func frame(bid: String, size: String = #""1""#) -> String {
    frame(levels: #"[[{"px":\#(bid),"sz":\#(size),"n":1}],[{"px":"3","sz":"4","n":1}]]"#)
  }

  /// The frame that fills a text from end to end; nil where it is refused.
  static func read(_ bytes: [UInt8], allowsBareBook: Bool = false) -> FrameParser.Frame? {
    bytes.withUnsafeBytes { buffer in
      var scanner = JSONScanner(buffer)
      guard let frame = try? FrameParser.frame(&scanner, allowsBareBook: allowsBareBook) else { return nil }
      guard (try? scanner.end()) != nil else { return nil }
      return frame
    }
  }

  /// See `read(_:allowsBareBook:)`.
  static func read(_ text: String, allowsBareBook: Bool = false) -> FrameParser.Frame? {
    read(Array(text.utf8), allowsBareBook: allowsBareBook)
  }

  /// The book of a text; nil where it is none.
  static func book(_ text: String) -> BookFrame? {
    if case .book(let book, _) = read(text) { book } else { nil }
  }
}

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

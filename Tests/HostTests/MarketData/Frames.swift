@testable import Host
import RuleEngine

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

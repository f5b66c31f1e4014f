internal import RuleEngine

extension FeedFrame {
  /// Reads a text frame.
  init(_ text: [UInt8]) {
    self = text.withUnsafeBytes { bytes in
      var scanner = JSONScanner(bytes)
      guard let frame = try? FrameParser.frame(&scanner), (try? scanner.end()) != nil else { return .other }
      switch frame {
      case .book(let book, _): return .book(book)
      case .otherChannel("subscriptionResponse"): return .subscriptionAck
      case .otherChannel("pong"): return .pong
      case .otherChannel("error"):
        let value = try? JSONValue(parsing: bytes)
        return .error(value?["data"]?.string ?? "")
      case .otherChannel: return .other
      }
    }
  }
}

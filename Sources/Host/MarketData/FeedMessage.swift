internal import RuleEngine

/// The texts that are sent to the exchange. Source: its API documentation, "Subscriptions" and "Timeouts and heartbeats".
enum FeedMessage {
  /// Answered by `{"channel":"pong"}`.
  static let ping = #"{"method":"ping"}"#

  /// Subscribes to a book of 5 levels about every 0.54 s, instead of 20 every 5.4 s; an old server ignores `fast`.
  static func subscribe(_ coinID: String) -> String { message("subscribe", coinID) }

  /// Ends a subscription, which has to be named as it was made.
  static func unsubscribe(_ coinID: String) -> String { message("unsubscribe", coinID) }

  /// Whether an error frame says only that a subscription is as it is wanted.
  static func isHarmless(error: String) -> Bool {
    error.hasPrefix("Already subscribed") || error.hasPrefix("Already unsubscribed")
  }

  /// Whether an error frame refuses the subscription of a coin, as older servers do with one that they do not know.
  static func refuses(_ coinID: String, error: String) -> Bool {
    guard error.hasPrefix("Invalid subscription") else { return false }
    var name = JSONWriter()
    name.string(coinID)
    return error.utf8.contains(name.bytes)
  }

  private static func message(_ method: String, _ coinID: String) -> String {
    var writer = JSONWriter(capacity: 96)
    writer.object { writer in
      writer.member("method", method)
      writer.key("subscription")
      writer.object { writer in
        writer.member("type", "l2Book")
        writer.member("coin", coinID)
        writer.member("fast", true)
      }
    }
    return writer.text
  }
}

extension String.UTF8View {
  /// Whether some bytes stand in a row somewhere.
  fileprivate func contains(_ pattern: [UInt8]) -> Bool {
    var rest = self[...]
    while rest.count >= pattern.count {
      if rest.starts(with: pattern) { return true }
      rest = rest.dropFirst()
    }
    return pattern.isEmpty
  }
}

internal import RuleEngine

/// The lines that answer exits.
enum ExitAnswer {
  /// The exit is on disk: `{"exit":{"signal_id":"s-1","recorded":true}}`.
  static func recorded(_ signalID: String) -> [UInt8] { line(signalID, isRecorded: true) { _ in } }

  /// The exit was not recorded, and why; without an id where none could be read.
  static func refused(_ signalID: String?, _ code: ReasonCode, reason: String) -> [UInt8] {
    line(signalID, isRecorded: false) { writer in
      writer.member("code", code.rawValue)
      writer.member("reason", reason)
    }
  }

  private static func line(_ signalID: String?, isRecorded: Bool, _ rest: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter(capacity: 128)
    writer.object { writer in
      writer.key("exit")
      writer.object { writer in
        if let signalID { writer.member("signal_id", signalID) }
        writer.member("recorded", isRecorded)
        rest(&writer)
      }
    }
    return writer.bytes
  }
}

/// What bytes of a stranger's choice are tried on.
///
/// libFuzzer looks for inputs that break a target, and the suite tries those again that it has kept.
enum FuzzTarget: String, CaseIterable, Sendable {
  /// The WebSocket's frames, and its session with the opening handshake before them.
  case websocket
  /// Frames with order books, alone and as lines of a recording.
  case book
  /// A stream of lines, and the signals in them.
  case lines
  /// The text of `rules.json`.
  case rules
  /// The text of `overrides.json`.
  case overrides
  /// A record of the store: verdict, signal, evidence.
  case record

  /// Tries an input.
  ///
  /// - Throws: `FuzzFault` where something that always holds does not.
  func check(_ input: [UInt8]) throws {
    switch self {
    case .websocket: try WebSocketProperty.check(FuzzInput(input))
    case .book: try BookProperty.check(input)
    case .lines: try LineProperty.check(FuzzInput(input))
    case .rules: try RulesProperty.check(input)
    case .overrides: try OverridesProperty.check(input)
    case .record: try RecordProperty.check(input)
    }
  }
}

/// Something that always holds and did not.
struct FuzzFault: Error, CustomStringConvertible {
  let description: String

  /// Throws where a condition does not hold.
  static func unless(_ holds: Bool, _ description: @autoclosure () -> String) throws(FuzzFault) {
    if !holds { throw FuzzFault(description: description()) }
  }
}

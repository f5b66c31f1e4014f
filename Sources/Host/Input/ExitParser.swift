internal import RuleEngine

/// Reads exits: `{"event":"exit","signal_id":"s-1","pnl_usd":-12.5}`.
///
/// An exit says which entry it closes and names no symbol and no direction of its own. What names one is a signal, and as a
/// signal it is no entry.
enum ExitParser {
  /// The most that a position makes or loses, in US dollars: more is a mistake.
  static let maxPnlUSD: ExactDecimal = 1_000_000_000_000

  /// Reads a line of JSON.
  ///
  /// - Parameter requiresTime: whether an exit must say when it was.
  /// - Returns: nil where the line is not meant for an exit; else the exit, or what is wrong with it.
  static func parse(
    _ line: UnsafeRawBufferPointer, requiresTime: Bool
  ) -> (signalID: String?, exit: Result<Exit, ExitFault>)? {
    // An exit in another spelling is meant for one, too: as an entry nothing could be said of it that helps.
    guard let value = try? JSONValue(parsing: line),
      let event = value.members?.first(where: { $0.key.lowercased() == "event" }),
      event.value.string?.lowercased() == "exit", !value.has("symbol"), !value.has("direction"),
      value.has("signal_id") || value.has("pnl_usd")
    else { return nil }
    let exit = Result { () throws(ExitFault) in
      try parse(value, event: event, requiresTime: requiresTime)
    }
    return (value["signal_id"]?.string, exit)
  }

  private static func parse(
    _ value: JSONValue, event: JSONValue.Member, requiresTime: Bool
  ) throws(ExitFault) -> Exit {
    // By their bytes: names that Unicode calls equal are different keys.
    var seen: Set<[UInt8]> = []
    for member in value.members ?? [] where !seen.insert(Array(member.key.utf8)).inserted {
      throw ExitFault(.line(.duplicateKey(member.key)), at: member.keyOffset)
    }
    guard event.key == "event" else {
      throw ExitFault(.line(.unknownKey(event.key, NearestName(to: event.key, among: ["event"]))), at: event.keyOffset)
    }
    guard event.value.string == "exit" else {
      throw ExitFault(
        .line(.expected("\"exit\"", key: "event", found: event.value.foundText)), at: event.value.offset)
    }
    guard let named = value["signal_id"], !named.isNull else {
      throw ExitFault(.line(.missing("signal_id")), at: value.offset)
    }
    guard let signalID = named.string, !signalID.isEmpty else {
      let found = named.string == nil ? named.foundText : nil
      throw ExitFault(.line(.expected("a string that is not empty", key: "signal_id", found: found)), at: named.offset)
    }
    let time = value["time"].flatMap { $0.isNull ? nil : $0 }
    if requiresTime, time == nil { throw ExitFault(.line(.missing("time")), at: value.offset) }
    let timeMs = try time.map { time throws(ExitFault) in
      guard let ms = time.whole, (0...JSONScanner.maxTimeMs).contains(ms) else {
        throw ExitFault(
          .line(.expected("milliseconds since 1970, a whole number", key: "time", found: time.foundText)),
          at: time.offset)
      }
      return ms
    }
    guard let pnl = value["pnl_usd"], !pnl.isNull else { throw ExitFault(.line(.missing("pnl_usd")), at: value.offset) }
    guard let pnlUSD = pnl.number.flatMap({ pnlUSD($0) }) else {
      throw ExitFault(
        .line(.expected(expectedPnl, key: "pnl_usd", found: pnl.foundText)), at: pnl.offset)
    }
    return Exit(signalID: signalID, timeMs: timeMs, pnlUSD: pnlUSD)
  }

  /// What is expected of a profit or a loss.
  static let expectedPnl = "a number from -\(maxPnlUSD) to \(maxPnlUSD) (USD), with at most 9 decimals"

  /// A profit or a loss from its text; nil of what can be none.
  static func pnlUSD(_ text: String) -> ExactDecimal? {
    guard let literal = DecimalLiteral(text), !literal.hasMoreDecimals(than: 9),
      let number = ExactDecimal(literal), number.magnitude <= maxPnlUSD
    else { return nil }
    return number
  }
}

extension JSONValue {
  /// Whether an object says something under a key: a null says nothing.
  fileprivate func has(_ key: String) -> Bool { self[key].map { !$0.isNull } ?? false }
}

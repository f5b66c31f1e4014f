internal import RuleEngine

/// A signal with the moment at which it was decided on, for a recording.
struct RecordedSignal: Hashable {
  /// The recording that the moment is part of.
  let session: Int
  /// The now of its verdict, in milliseconds since 1970 UTC.
  let nowMs: Int64
  /// The signal as it came.
  let line: [UInt8]
  /// Why it was rejected before the chain was asked; nil where the chain was.
  var rejection: RecordedRejection?

  /// The line, with its end: the signal with its now as `time`. In a replay that is what now is.
  ///
  /// One that was rejected before the chain was asked stands in an object that says so.
  var bytes: [UInt8] {
    let signal = RecordedSignal.withTime(nowMs, line)
    guard let rejection else { return signal + [0x0A] }
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("rejected")
      writer.object { writer in
        writer.member("stage", rejection.stage.rawValue)
        writer.member("code", rejection.code.rawValue)
        if let reason = rejection.reason { writer.member("reason", reason) }
      }
      writer.key("signal")
      writer.raw(signal)
    }
    return writer.bytes + [0x0A]
  }

  /// Puts a time in place of a signal's own, and leaves everything else as it is written.
  private static func withTime(_ ms: Int64, _ line: [UInt8]) -> [UInt8] {
    let place = line.withUnsafeBytes { bytes -> Range<Int>? in
      var scanner = JSONScanner(bytes)
      do {
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
          let isTime = scanner.matches(key, "time")
          _ = try scanner.peek()
          let start = scanner.offset
          try scanner.skipValue()
          if isTime { return start..<scanner.offset }
        }
      } catch {}
      return nil
    }
    var changed = line
    if let place {
      changed.replaceSubrange(place, with: "\(ms)".utf8)
    } else if let brace = line.firstIndex(of: UInt8(ascii: "{")) {
      // A signal has members, so that a comma may follow.
      changed.insert(contentsOf: "\"time\":\(ms),".utf8, at: brace + 1)
    }
    return changed
  }
}

/// Why a signal was rejected before the chain was asked: its age, its coin, a halt.
struct RecordedRejection: Hashable {
  let stage: Ruling.Rejection.Stage
  let code: ReasonCode
  /// What is said behind code and direction, where there is more to say.
  var reason: String?

  /// Reads a recorded line of such a signal: `{"rejected":{"stage":…,"code":…},"signal":{…}}`.
  ///
  /// - Returns: the rejection, and where in the line the signal stands; nil of any other line.
  static func parse(_ line: UnsafeRawBufferPointer) -> (RecordedRejection, signal: Range<Int>)? {
    var scanner = JSONScanner(line)
    var rejection: RecordedRejection?
    var signal: Range<Int>?
    do {
      guard try scanner.peek() == .object else { return nil }
      try scanner.beginObject()
      while let key = try scanner.nextKey() {
        if rejection == nil, scanner.matches(key, "rejected") {
          guard let read = RecordedRejection(try JSONValue(next: &scanner)) else { return nil }
          rejection = read
        } else if rejection != nil, signal == nil, scanner.matches(key, "signal") {
          guard try scanner.peek() == .object else { return nil }
          let start = scanner.offset
          try scanner.skipValue()
          signal = start..<scanner.offset
        } else {
          return nil
        }
      }
      try scanner.end()
    } catch {
      return nil
    }
    guard let rejection, let signal else { return nil }
    return (rejection, signal)
  }

  init(stage: Ruling.Rejection.Stage, code: ReasonCode, reason: String? = nil) {
    self.stage = stage
    self.code = code
    self.reason = reason
  }

  private init?(_ value: JSONValue) {
    guard let stage = value["stage"]?.string.flatMap({ Ruling.Rejection.Stage(rawValue: $0) }),
      let code = value["code"]?.string
    else { return nil }
    self.stage = stage
    self.code = ReasonCode(rawValue: code)
    reason = value["reason"]?.string
  }
}

internal import RuleEngine

/// One line of a recording.
enum RecordingLine {
  /// The first line: what the recording is.
  case header(RecordingHeader)
  /// A book; without a receive time it was received when it was made.
  case book(BookFrame, receivedNs: Int64?, source: Quote.Source)
  /// What the exchange said of a coin's perp beside its book; its age stands in place of its receipt.
  case context(Coin, AssetContext, receivedNs: Int64)
  /// What the exchange said of the account's balance; its age stands in place of its receipt.
  case balance(BalanceAnswer, receivedNs: Int64)
  /// What the book of a line above was before.
  case trail(coinID: String, QuoteTrail, receivedNs: Int64)
  /// The connection came or went: every book dies.
  case marker(receivedNs: Int64)
  /// Anything else, by its kind; the receive time where the line has one.
  case skipped(SkippedKind, receivedNs: Int64?)

  /// Why a line is of no use.
  enum SkippedKind: Hashable {
    /// A frame of another channel.
    case channel(String)
    /// A book that is not as the exchange sends books.
    case malformed
    /// No JSON object.
    case notAFrame
    /// Longer than a line may be.
    case tooLong
    /// A book that no entry reads.
    case notNeeded
  }

  /// Reads a line: a frame as the exchange sent it; `<receive time, ns> <frame>`; `{"received":MS,"frame":{…}}`; a
  /// marker `{"received":MS,"event":"disconnected"}` or `connected`; a trail `{"received":MS,"coin":…,"trail":[…]}`; an
  /// asset context `{"received":MS,"event":"context","coin":…,"funding_rate":…,"oracle":…}`; a balance
  /// `{"received":MS,"event":"balance","available_usd":…}`; or a header `{"recording":1,…}`.
  ///
  /// - Throws: `RecordingFault` where a header is of a version, or says something, that this program cannot follow.
  static func parse(_ line: UnsafeRawBufferPointer) throws(RecordingFault) -> RecordingLine {
    var receivedNs: Int64?
    do {
      guard let (time, frame) = leadingTime(line) else { return .skipped(.notAFrame, receivedNs: nil) }
      receivedNs = time
      var scanner = JSONScanner(frame)
      guard try scanner.peek() == .object else { return .skipped(.notAFrame, receivedNs: time) }
      let parsed = time == nil ? try object(&scanner) : try plainFrame(&scanner, receivedNs: time)
      try scanner.end()
      return parsed
    } catch let fault as RecordingFault {
      throw fault
    } catch is FrameParser.Malformed {
      return .skipped(.malformed, receivedNs: receivedNs)
    } catch {
      return .skipped(.notAFrame, receivedNs: receivedNs)
    }
  }

  /// Splits off a receive time in nanoseconds; nil where digits lead to nothing.
  private static func leadingTime(_ line: UnsafeRawBufferPointer) -> (Int64?, UnsafeRawBufferPointer)? {
    var time: Int64 = 0
    var end = 0
    while end < line.count, line[end] &- UInt8(ascii: "0") < 10 {
      let (tens, isTooLong) = time.multipliedReportingOverflow(by: 10)
      let (sum, isTooLarge) = tens.addingReportingOverflow(Int64(line[end] &- UInt8(ascii: "0")))
      // As in every number, a zero in front stands alone.
      if isTooLong || isTooLarge || end > 0 && time == 0 { return nil }
      time = sum
      end += 1
    }
    if end == 0 { return (nil, line) }
    guard end < line.count, line[end] == UInt8(ascii: " ") else { return nil }
    return (time, UnsafeRawBufferPointer(rebasing: line[(end + 1)...]))
  }

  private static func plainFrame(_ scanner: inout JSONScanner, receivedNs: Int64?) throws -> RecordingLine {
    switch try FrameParser.frame(&scanner) {
    case .book(let book, let source): return .book(book, receivedNs: receivedNs, source: source ?? .webSocket)
    case .otherChannel(let name): return .skipped(.channel(name), receivedNs: receivedNs)
    }
  }

  private static func object(_ scanner: inout JSONScanner) throws -> RecordingLine {
    // Keys come in any order: the first one that belongs to one form alone tells the form.
    var ahead = scanner
    try ahead.beginObject()
    while let key = try ahead.nextKey() {
      if ahead.matches(key, "channel") || ahead.matches(key, "data") {
        return try plainFrame(&scanner, receivedNs: nil)
      }
      if ahead.matches(key, "received") || ahead.matches(key, "frame") || ahead.matches(key, "event") {
        return try wrapped(&scanner)
      }
      if ahead.matches(key, "recording") { return .header(try RecordingHeader(next: &scanner)) }
      try ahead.skipValue()
    }
    throw FrameParser.Malformed()
  }

  private static func wrapped(_ scanner: inout JSONScanner) throws -> RecordingLine {
    var receivedNs: Int64?
    var source: Quote.Source?
    var frame: FrameParser.Frame?
    var hasFrame = false
    var isMarker = false
    var isOtherEvent = false
    var isContext = false
    var isBalance = false
    let start = scanner
    var coinID: String?
    var trail: QuoteTrail?
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      if scanner.matches(key, "received") {
        guard receivedNs == nil, try scanner.peek() == .number, let ms = scanner.time(try scanner.number()) else {
          throw FrameParser.Malformed()
        }
        receivedNs = ms * 1_000_000
      } else if scanner.matches(key, "source") {
        source = try Quote.Source(next: &scanner)
      } else if scanner.matches(key, "frame") {
        guard !hasFrame else { throw FrameParser.Malformed() }
        hasFrame = true
        let before = scanner
        do {
          frame = try FrameParser.frame(&scanner, allowsBareBook: true)
        } catch is FrameParser.Malformed {
          // The line is of no use, but its receive time holds for the lines below.
          scanner = before
          try scanner.skipValue()
        }
      } else if scanner.matches(key, "event") {
        guard try scanner.peek() == .string else { throw FrameParser.Malformed() }
        let event = try scanner.string()
        if scanner.matches(event, "disconnected") || scanner.matches(event, "connected") {
          isMarker = true
        } else if scanner.matches(event, "context") {
          isContext = true
        } else if scanner.matches(event, "balance") {
          isBalance = true
        } else {
          isOtherEvent = true
        }
      } else if scanner.matches(key, "trail") {
        let before = scanner
        do {
          trail = try TrailParser.read(&scanner)
        } catch is SignalFault {
          scanner = before
          try scanner.skipValue()
        }
      } else if scanner.matches(key, "coin"), try scanner.peek() == .string {
        coinID = scanner.text(try scanner.string())
      } else {
        try scanner.skipValue()
      }
    }
    guard let receivedNs else { throw FrameParser.Malformed() }
    if isMarker { return .marker(receivedNs: receivedNs) }
    if isContext || isBalance {
      var again = start
      let line = try JSONValue(next: &again)
      if isContext, let (coin, context) = ContextParser.recorded(line) {
        return .context(coin, context, receivedNs: receivedNs)
      }
      if isBalance, let answer = BalanceAnswer.recorded(line) { return .balance(answer, receivedNs: receivedNs) }
      return .skipped(.malformed, receivedNs: receivedNs)
    }
    if let trail, let coinID, !hasFrame, !isOtherEvent {
      return .trail(coinID: coinID, trail.shifted(byMs: receivedNs / 1_000_000), receivedNs: receivedNs)
    }
    guard !isOtherEvent, let frame else { return .skipped(.malformed, receivedNs: receivedNs) }
    switch frame {
    case .book(let book, let ownSource):
      return .book(book, receivedNs: receivedNs, source: source ?? ownSource ?? .webSocket)
    case .otherChannel(let name): return .skipped(.channel(name), receivedNs: receivedNs)
    }
  }
}

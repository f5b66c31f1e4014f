internal import RuleEngine

/// One line of the market in a recording that is being made.
enum RecordedLine: Hashable {
  /// A book that was kept, as its text came: a frame of the WebSocket, or a reply of REST.
  case book(atMs: Int64, text: [UInt8], Quote.Source)
  /// What the book of the line above was before the recording began, for rules that look back.
  case trail(atMs: Int64, coinID: String, QuoteTrail)
  /// One book died alone: it is written as a book without prices, which is no quote either.
  case dead(atMs: Int64, coinID: String)
  /// What the exchange said of a coin's perp beside its book.
  case context(atMs: Int64, Coin, AssetContext)
  /// What the exchange said of the account's balance.
  case balance(atMs: Int64, BalanceAnswer)
  /// The connection went, or came: every book is dead.
  case marker(atMs: Int64, isConnected: Bool)

  /// When it was received, in milliseconds since 1970 UTC.
  var atMs: Int64 {
    switch self {
    case .book(let atMs, _, _), .trail(let atMs, _, _), .dead(let atMs, _), .context(let atMs, _, _),
      .balance(let atMs, _), .marker(let atMs, _):
      atMs
    }
  }

  /// The same, received at a moment where it was received before, as if nothing had been.
  func notBefore(_ momentMs: Int64) -> RecordedLine {
    let atMs = max(atMs, momentMs)
    return switch self {
    case .book(_, let text, let source): .book(atMs: atMs, text: text, source)
    case .trail(_, let coinID, let trail): .trail(atMs: atMs, coinID: coinID, trail.notBefore(momentMs))
    case .dead(_, let coinID): .dead(atMs: atMs, coinID: coinID)
    case .context(_, let coin, let context): .context(atMs: atMs, coin, context)
    case .balance(_, let answer): .balance(atMs: atMs, answer)
    case .marker(_, let isConnected): .marker(atMs: atMs, isConnected: isConnected)
    }
  }

  /// Whether it may come before the exchange has said the names of the spot books.
  var comesWithoutNames: Bool {
    switch self {
    case .context, .balance: true
    case .book, .trail, .dead, .marker: false
    }
  }

  /// How many steps a trail has; 0 of all others.
  var stepCount: Int { if case .trail(_, _, let trail) = self { trail.steps.count } else { 0 } }

  /// About how much memory it takes, in bytes.
  var byteCount: Int {
    switch self {
    case .book(_, let text, _): text.count + 64
    case .trail: stepCount * 64 + 128
    case .dead, .context, .balance, .marker: 128
    }
  }

  /// The line, with its end.
  var bytes: [UInt8] {
    var bytes: [UInt8]
    switch self {
    case .book(let atMs, let text, .webSocket):
      // The frame stands for itself, so that it is read as it was when it came. Its time is that of whole milliseconds.
      bytes = Array("\(atMs)000000 ".utf8)
      bytes.append(contentsOf: text)
    case .book(let atMs, let text, .rest):
      bytes = RecordedLine.object(atMs) { writer in
        writer.member("source", Quote.Source.rest.rawValue)
        writer.key("frame")
        writer.raw(text)
      }
    case .trail(let atMs, let coinID, let trail):
      bytes = RecordedLine.object(atMs) { writer in
        writer.member("coin", coinID)
        writer.trail(trail, nowMs: atMs)
      }
    case .dead(let atMs, let coinID):
      bytes = RecordedLine.object(atMs) { writer in
        writer.member("dead", true)
        writer.key("frame")
        writer.object { writer in
          writer.member("coin", coinID)
          writer.member("time", atMs)
          writer.key("levels")
          writer.raw("[[],[]]".utf8)
        }
      }
    case .context(let atMs, let coin, let context):
      bytes = RecordedLine.object(atMs) { writer in
        writer.member("event", "context")
        writer.member("coin", coin.name)
        writer.context(context)
        writer.age(of: context, atMs: atMs)
      }
    case .balance(let atMs, let answer):
      bytes = RecordedLine.object(atMs) { writer in
        writer.member("event", "balance")
        writer.member("available_usd", answer.amountUSD.description)
        if let timeMs = answer.timeMs { writer.member("time", timeMs) }
        writer.age(of: answer, atMs: atMs)
      }
    case .marker(let atMs, let isConnected):
      bytes = RecordedLine.object(atMs) { $0.member("event", isConnected ? "connected" : "disconnected") }
    }
    // White space between the parts of JSON: a text that reads as a frame has no line end inside a string.
    for index in bytes.indices where bytes[index] == 0x0A || bytes[index] == 0x0D { bytes[index] = 0x20 }
    bytes.append(0x0A)
    return bytes
  }

  private static func object(_ atMs: Int64, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("received", atMs)
      body(&writer)
    }
    return writer.bytes
  }
}

extension JSONWriter {
  /// Writes how long before its line something was received, where it was not then.
  fileprivate mutating func age(of received: some Received, atMs: Int64) {
    if received.receivedMs != atMs { member("age_ms", atMs - received.receivedMs) }
  }
}

/// What a tape hands to the files.
enum RecordedItem {
  /// Another recording begins.
  case begin(RecordingStart)
  /// The exchange's names of all spot books that are known.
  case named([Coin: String])
  case line(RecordedLine)
  case signal(RecordedSignal)

  /// About how much memory it takes, in bytes.
  var byteCount: Int {
    switch self {
    case .begin(let start): start.head.reduce(256) { $0 + $1.byteCount }
    case .named(let names): names.count * 64
    case .line(let line): line.byteCount
    case .signal(let signal): signal.line.count + 128
    }
  }

  /// Its moment, in milliseconds since 1970 UTC; nil where it has none.
  var atMs: Int64? {
    switch self {
    case .begin(let start): start.atMs
    case .named: nil
    case .line(let line): line.atMs
    case .signal(let signal): signal.nowMs
    }
  }
}

/// The beginning of a recording.
struct RecordingStart {
  /// The recording's number in this run, from 1.
  let session: Int
  /// In milliseconds since 1970 UTC.
  let atMs: Int64
  /// Whose market data it is.
  let network: Network
  /// The digest of the chain in force; nil where only the market is recorded.
  let chain: String?
  let spotCoins: [Coin: String]
  /// What the market was when it began.
  let head: [RecordedLine]
}

@testable import Host
import RuleEngine

/// What holds of a text that may be an order book: what is read of it is what Foundation reads of it.
enum BookProperty {
  static func check(_ input: [UInt8]) throws(FuzzFault) {
    try checkFast(input)
    let frame = Frames.read(input)
    if case .book(let book, _) = frame {
      guard let oracle = FoundationBook(input) else {
        throw FuzzFault(description: "a book of what Foundation refuses")
      }
      try FuzzFault.unless(FoundationBook(book) == oracle, "\(book) is not \(oracle)")
      try FuzzFault.unless(!zeroPrice(book), "a price of zero")
      try checkTop(book)
    }
    if let frame {
      // Who takes a bare book too takes every other frame as before.
      try FuzzFault.unless(Frames.read(input, allowsBareBook: true) == frame, "a bare book changes another frame")
      try FuzzFault.unless(Frames.read([0x20] + input + [0x0A]) == frame, "white space changes the frame")
    }
    try checkLive(input, frame)
    try checkRecording(input, frame)
  }

  /// A book with all its levels, and where its text ends.
  private struct Reading: Equatable {
    let book: BookFrame
    let levels: BookLevels
    let end: Int
  }

  // The fast reading and the one that reads every spelling: what the first reads, the second reads too, level by level.
  private static func checkFast(_ input: [UInt8]) throws(FuzzFault) {
    // Memory that ends where the text does, so that the sanitizer sees what is read behind it.
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: input.count, alignment: 1)
    defer { bytes.deallocate() }
    bytes.copyBytes(from: input)
    var levels = BookLevels()
    guard let (book, end) = PlainBookReader.read(UnsafeRawBufferPointer(bytes), from: 0, into: &levels) else { return }
    let fast = Reading(book: book, levels: levels, end: end)
    var scanner = JSONScanner(UnsafeRawBufferPointer(bytes))
    let frame = try? FrameParser.anyFrame(&scanner, levels: &levels)
    guard case .book(let exactBook, nil) = frame else {
      throw FuzzFault(description: "a book for the fast reader only")
    }
    let exact = Reading(book: exactBook, levels: levels, end: scanner.offset)
    try FuzzFault.unless(fast == exact, "\(fast) is not \(exact)")
    let text = Array(input[..<end])
    guard let oracle = FoundationBook(text) else { throw FuzzFault(description: "a book of what Foundation refuses") }
    try FuzzFault.unless(FoundationBook(book) == oracle, "\(book) is not \(oracle)")
  }

  private static func zeroPrice(_ book: BookFrame) -> Bool {
    [book.bid, book.ask].contains { $0.map { $0.price.units <= 0 } ?? false }
  }

  // What is written as the exchange writes it is read again as the same book.
  private static func checkTop(_ book: BookFrame) throws(FuzzFault) {
    func side(_ level: BookFrame.Level?) -> String {
      guard let level else { return "[]" }
      return #"[{"px":"\#(level.price)","sz":"\#(level.size)","n":1}]"#
    }
    var name = JSONWriter()
    name.string(book.coinID)
    let levels = "[\(side(book.bid)),\(side(book.ask))]"
    let text = #"{"data":{"levels":\#(levels),"time":\#(book.timeMs),"coin":\#(name.text)},"channel":"l2Book"}"#
    try FuzzFault.unless(Frames.book(text) == book, "\(text) is not \(book)")
  }

  private static func checkLive(_ input: [UInt8], _ frame: FrameParser.Frame?) throws(FuzzFault) {
    switch (FeedFrame(input), frame) {
    case (.book(let live), .book(let book, _)): try FuzzFault.unless(live == book, "the live book differs")
    case (.book, _), (_, .book): throw FuzzFault(description: "a book for one reader only")
    default: break
    }
  }

  private static func checkRecording(_ input: [UInt8], _ frame: FrameParser.Frame?) throws(FuzzFault) {
    let line = try? input.withUnsafeBytes { bytes throws(RecordingFault) in try RecordingLine.parse(bytes) }
    let prefixed = try? (Array("17 ".utf8) + input).withUnsafeBytes { bytes throws(RecordingFault) in
      try RecordingLine.parse(bytes)
    }
    guard case .book(let book, _) = frame else { return }
    guard case .book(let recorded, receivedNs: 17, _) = prefixed, recorded == book else {
      throw FuzzFault(description: "a recording says something else")
    }
    // The same keys may make a frame of a connection and a line of another form; which, the first of them says.
    if case .book(let recorded, receivedNs: nil, _) = line {
      try FuzzFault.unless(recorded == book, "a recording without a time says something else")
    }
  }
}

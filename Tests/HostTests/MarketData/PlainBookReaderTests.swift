@testable import Host
import RuleEngine
import TestSupport
import Testing

/// The fast reading of books beside the one that reads every spelling: what the first reads, the second reads too, with
/// the same values; and what the exchange writes, the first does read.
@Suite struct PlainBookReaderTests {
  private struct Reading: Equatable {
    let book: BookFrame
    let bids: [BookFrame.Level]
    let asks: [BookFrame.Level]
    let end: Int
  }

  private func fast(_ text: [UInt8]) -> Reading? {
    text.withUnsafeBytes { bytes in
      var levels = BookLevels()
      guard let (book, end) = PlainBookReader.read(bytes, from: 0, into: &levels) else { return nil }
      return Reading(book: book, bids: levels.bids, asks: levels.asks, end: end)
    }
  }

  private func exact(_ text: [UInt8]) -> Reading? {
    text.withUnsafeBytes { bytes in
      var (scanner, levels) = (JSONScanner(bytes), BookLevels())
      guard case .book(let book, nil)? = try? FrameParser.anyFrame(&scanner, levels: &levels) else { return nil }
      return Reading(book: book, bids: levels.bids, asks: levels.asks, end: scanner.offset)
    }
  }

  /// Whether the fast reading reads the text, after a comparison of both.
  private func compare(_ text: [UInt8]) -> Bool {
    guard let fast = fast(text) else { return false }
    let exact = exact(text)
    if fast != exact {
      Issue.record("\(String(decoding: text, as: UTF8.self)): \(fast), not \(String(describing: exact))")
    }
    return true
  }

  @Test func `reads every frame as the exchange spells it, with the values of the exact reading`() {
    var generator = PlainFrameGenerator(SplitMix64(seed: 431))
    for _ in 0..<4000 {
      let frame = generator.frame(maxLevels: 4)
      #expect(compare(frame), "\(String(decoding: frame, as: UTF8.self))")
    }
  }

  @Test func `reads no book whose levels are out of order, and neither does the exact reading`() {
    var generator = PlainFrameGenerator(SplitMix64(seed: 434))
    generator.isDisordered = true
    var read = 0
    for _ in 0..<8000 {
      let frame = generator.frame(maxLevels: 5)
      if compare(frame) { read += 1 } else { #expect(exact(frame) == nil, "\(String(decoding: frame, as: UTF8.self))") }
    }
    #expect(read > 3000 && read < 7500)
  }

  @Test func `reads nothing of odd numbers that the exact reading does not read`() {
    var generator = PlainFrameGenerator(SplitMix64(seed: 432))
    var read = 0
    for _ in 0..<20_000 where compare(generator.frame(maxLevels: 1, isOdd: true)) { read += 1 }
    #expect(read > 500 && read < 19_500)
  }

  @Test func `reads nothing of damaged frames that the exact reading does not read`() {
    var generator = PlainFrameGenerator(SplitMix64(seed: 433))
    var read = 0
    for _ in 0..<40_000 {
      let frame = generator.frame(maxLevels: 2)
      if compare(generator.damaged(frame)) { read += 1 }
    }
    #expect(read > 2000 && read < 38_000)
  }

  @Test(
    arguments: [
      #""time":1,"levels":[[{"px":"0.5","sz":"2.0","n":3}],[{"px":"12345678","sz":"0","n":12}]]"#,
      #""levels":[[{"n":5,"px":"105055.0","sz":"1234567.89"}],[]],"time":1774429215348"#,
    ])
  func `agrees with the exact reading on every byte in every place`(data: String) {
    let frame = Array(#"{"channel":"l2Book","data":{"coin":"A",\#(data)}}"#.utf8)
    #expect(compare(frame))
    for place in frame.indices {
      _ = compare(Array(frame[..<place]))
      var changed = frame
      for byte in UInt8.min...UInt8.max {
        changed[place] = byte
        _ = compare(changed)
        if byte.isMultiple(of: 16) { _ = compare(frame[..<place] + [byte] + frame[place...]) }
      }
    }
  }

  @Test func `stops at the end of its bytes, and begins where it is told`() {
    let frame = Array(Frames.sample.utf8)
    for prefix in ["", "x", "1700000000000000000 ", #"{"received":1,"frame":"#] {
      let text = Array(prefix.utf8) + frame + Array("}]}9".utf8)
      text.withUnsafeBytes { bytes in
        var levels = NoLevels()
        let read = PlainBookReader.read(bytes, from: prefix.utf8.count, into: &levels)
        #expect(read?.book == Frames.book(Frames.sample))
        #expect(read?.end == prefix.utf8.count + frame.count)
        // What stands behind the bytes that were handed over is not looked at.
        for count in 0..<prefix.utf8.count + frame.count {
          let cut = UnsafeRawBufferPointer(rebasing: bytes[..<count])
          #expect(PlainBookReader.read(cut, from: prefix.utf8.count, into: &levels) == nil)
        }
      }
    }
    var levels = NoLevels()
    #expect(PlainBookReader.read(UnsafeRawBufferPointer(start: nil, count: 0), from: 0, into: &levels) == nil)
  }

  @Test func `hands over every level of a frame in any spelling, and none of the frame before`() throws {
    var levels = BookLevels()
    for text in [Frames.sample, Frames.sample.replacing(",", with: " , "), Frames.sample] {
      var text = text
      let frame = try text.withUTF8 { bytes in
        var scanner = JSONScanner(UnsafeRawBufferPointer(bytes))
        return try FrameParser.frame(&scanner, levels: &levels)
      }
      #expect(frame == Frames.read(Frames.sample))
      #expect(levels.bids.map(\.price) == ["0.14803", "0.14799"])
      #expect(levels.bids.map(\.size) == ["20749", "28458"])
      #expect(levels.asks.map(\.price) == ["0.14806", "0.14809"])
      #expect(levels.asks.map(\.size) == ["25170", "36540"])
    }
  }
}

import Foundation
@testable import Host
import RuleEngine
import TestSupport
import Testing

/// Frames that were cut, damaged or made to hurt: nothing of them is believed, and nothing stops the program.
@Suite struct FrameMutationTests {
  private let sample = Array(Frames.sample.utf8)

  @Test func `reads no frame that is cut short, at whatever byte`() {
    for count in sample.indices { #expect(Frames.read(Array(sample[..<count])) == nil, "after \(count) bytes") }
    #expect(Frames.read(sample) != nil)
  }

  @Test func `reads no frame with anything behind it`() {
    for rest in ["x", "}", ",", "null", Frames.sample] { #expect(Frames.read(Frames.sample + rest) == nil) }
    #expect(Frames.read(Frames.sample + " \t\r\n") != nil)
  }

  @Test func `reads the book that a damaged text still says, or none`() {
    var random = SplitMix64(seed: 401)
    var (books, refused) = (0, 0)
    for round in 0..<12_000 {
      var text = sample
      for _ in 0..<Int.random(in: 1...(round % 3 + 1), using: &random) {
        let place = Int.random(in: text.indices, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: text[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: text[place] = UInt8.random(in: 0...255, using: &random)
        case 2: text[place] = Array("0123456789.eE+-\"{}[]:,".utf8).randomElement(using: &random) ?? 0
        case 3: text.remove(at: place)
        default: text.insert(text[Int.random(in: text.indices, using: &random)], at: place)
        }
      }
      guard case .book(let book, _) = Frames.read(text) else {
        refused += 1
        continue
      }
      books += 1
      let shown = String(decoding: text, as: UTF8.self)
      #expect(FoundationBook(book) == FoundationBook(text), "\(shown)")
    }
    #expect(books > 500 && refused > 500)
  }

  @Test func `answers noise without a book`() {
    var random = SplitMix64(seed: 402)
    let alphabet = Array(#"{}[]:,"channeldatalevelspxsz019.-e\u "#.utf8)
    for _ in 0..<3000 {
      let text = (0..<Int.random(in: 0...80, using: &random)).map { _ in
        Bool.random(using: &random)
          ? alphabet.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
      }
      if case .book = Frames.read(text, allowsBareBook: true) { Issue.record("a book of noise") }
    }
  }

  @Test func `reads what is nested 128 levels deep and refuses deeper`() {
    let frame = { (levels: Int) in
      let junk = String(repeating: "[", count: levels - 1) + String(repeating: "]", count: levels - 1)
      return #"{"x":\#(junk),"channel":"l2Book","data":{"coin":"A","time":1,"levels":[[],[]]}}"#
    }
    #expect(Frames.read(frame(128)) != nil)
    #expect(Frames.read(frame(129)) == nil)
    #expect(Frames.read(frame(100_000)) == nil)
    for bracket in ["[", #"{"data":"#, #"{"channel":"l2Book","data":{"levels":["#] {
      #expect(Frames.read(String(repeating: bracket, count: 100_000)) == nil)
    }
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0x80], [0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x9F, 0x98],
    ] as [[UInt8]])
  func `refuses bytes that are not UTF-8, in names and in what it passes over`(bytes: [UInt8]) {
    let places = [
      #"{"channel":"l2Book","data":{"coin":"‸","time":1,"levels":[[],[]]}}"#,
      #"{"channel":"l2Book","x":"‸","data":{"coin":"A","time":1,"levels":[[],[]]}}"#,
      #"{"channel":"l2Book","data":{"coin":"A","‸":1,"time":1,"levels":[[],[]]}}"#,
      #"{"data":{"coin":"A","time":1,"levels":[[],[{"px":"1","sz":"1","n":["‸"]}]]},"channel":"l2Book"}"#,
    ]
    for text in places {
      let parts = text.split(separator: "‸").map { Array($0.utf8) }
      #expect(Frames.read(parts[0] + Array("é".utf8) + parts[1]) != nil)
      #expect(Frames.read(parts[0] + bytes + parts[1]) == nil)
    }
  }

  @Test(arguments: [#"\ud800"#, #"\udc00"#, #"\ud83dx"#, #"\ud83d\u0041"#, #"\ud83d\ud83d"#, #"\u12"#, #"\q"#])
  func `refuses half of a surrogate pair and broken escapes`(escape: String) {
    #expect(Frames.read(#"{"channel":"l2Book","data":{"coin":"\#(escape)","time":1,"levels":[[],[]]}}"#) == nil)
    #expect(Frames.read(#"{"channel":"\#(escape)"}"#) == nil)
    #expect(Frames.read(#"{"channel":"pong","\#(escape)":1}"#) == nil)
    #expect(Frames.read(#"{"channel":"pong","x":"\#(escape)"}"#) == nil)
  }
}

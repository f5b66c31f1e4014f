import LoopbackExchange
import TestSupport
import Testing

@testable import Host

/// Texts against the standard library's decoder, and each wrong byte met where it stands.
@Suite struct UTF8ValidatorTests {
  /// How many bytes are read before the text cannot be UTF-8 any more; nil where it never is.
  static func firstFault(_ bytes: [UInt8]) -> Int? {
    var validator = UTF8Validator()
    return bytes.firstIndex { byte in !validator.accept([byte].span.bytes) }
  }

  @Test func `agrees with the standard library on every sequence of up to three bytes at its edges`() {
    let edges: [UInt8] = [
      0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0,
      0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ]
    for first in edges {
      for second in edges {
        for third in edges {
          for tail in [[], [0x80], [0xBF], [0x41]] as [[UInt8]] {
            let bytes = [first, second, third] + tail
            var validator = UTF8Validator()
            let isValid = validator.accept(bytes.span.bytes) && validator.isComplete
            #expect(isValid == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
          }
        }
      }
    }
  }

  @Test func `takes every scalar there is`() {
    var validator = UTF8Validator()
    for value in 0...0x10FFFF as ClosedRange<UInt32> {
      guard let scalar = Unicode.Scalar(value) else { continue }
      guard validator.accept(Array(String(Character(scalar)).utf8).span.bytes), validator.isComplete else {
        Issue.record("U+\(String(value, radix: 16)) is refused")
        return
      }
    }
  }

  @Test(
    arguments: [
      ([0x80], 0), ([0xC0, 0x80], 0), ([0xC1, 0xBF], 0), ([0xE0, 0x9F, 0xBF], 1), ([0xED, 0xA0, 0x80], 1),
      ([0xF0, 0x8F, 0xBF, 0xBF], 1), ([0xF4, 0x90, 0x80, 0x80], 1), ([0xF5, 0x80], 0), ([0xFE], 0), ([0xFF], 0),
      ([0xE2, 0x82, 0x41], 2), ([0xF0, 0x9F, 0x9A, 0xC2], 3), ([0xC3, 0x41], 1),
    ] as [([UInt8], Int)])
  func `fails at the first byte that cannot be`(bytes: [UInt8], index: Int) {
    #expect(UTF8ValidatorTests.firstFault(bytes) == index)
  }

  @Test func `finds a wrong byte at each place of a message, in any frame`() {
    let text = Array("price 期现价差 🚫 abcdefghijklmnop".utf8)
    for place in 0...text.count {
      var bytes = text
      bytes.insert(0xFF, at: place)
      #expect(DecoderRun([serverFrame(1, bytes)]) == .says([], .invalidText))
      // A fault is known as soon as its byte is there, long before the frame and the message end.
      let head = Array(serverFrame(1, bytes, isFinal: false).prefix(2 + place + 1))
      #expect(DecoderRun([head]).fault == .invalidText)
      #expect(DecoderRun([Array(head.dropLast())]).fault == nil)
      for cut in 0...text.count {
        let pieces = [serverFrame(1, Array(bytes[..<cut]), isFinal: false), serverFrame(0, Array(bytes[cut...]))]
        #expect(DecoderRun(pieces) == .says([], .invalidText))
      }
    }
  }

  @Test func `refuses a message that ends inside a character`() {
    for count in 1...3 {
      let bytes = Array("🚫".utf8.prefix(count))
      #expect(DecoderRun([serverFrame(1, bytes)]) == .says([], .invalidText))
      #expect(DecoderRun([serverFrame(1, bytes, isFinal: false)]) == .says([]))
      #expect(DecoderRun([serverFrame(1, bytes, isFinal: false), serverFrame(0)]) == .says([], .invalidText))
    }
  }

  @Test func `looks at texts alone`() {
    #expect(DecoderRun([serverFrame(2, [0xFF, 0xC0])]) == .says([.binary([0xFF, 0xC0])]))
    let pieces = [serverFrame(2, [0xFF], isFinal: false), serverFrame(0, [0xC0])]
    #expect(DecoderRun(pieces) == .says([.binary([0xFF, 0xC0])]))
  }
}

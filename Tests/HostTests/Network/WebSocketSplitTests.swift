import LoopbackExchange
import TestSupport
import Testing

@testable import Host

/// The network cuts bytes anywhere; what they say does not change.
@Suite struct WebSocketSplitTests {
  @Test(arguments: 0..<60 as Range<UInt64>)
  func `any pieces of a stream give the same messages`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let (bytes, expected) = WebSocketSplitTests.stream(&random)
    #expect(DecoderRun([bytes]) == expected)
    #expect(DecoderRun(bytes.map { [$0] }) == expected)
    for _ in 0..<10 {
      var pieces: [[UInt8]] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Int.random(in: 0...(Bool.random(using: &random) ? 5 : 400), using: &random)
        pieces.append(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
      }
      #expect(DecoderRun(pieces) == expected)
    }
  }

  // Messages whole and in frames, with control frames between, ended by a close, a fault, or nothing.
  private static func stream(_ random: inout SplitMix64) -> (bytes: [UInt8], expected: DecoderRun) {
    var bytes: [UInt8] = []
    var expected = DecoderRun.says([])
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      let isText = Bool.random(using: &random)
      let body = isText ? text(&random) : (0..<Int.random(in: 0...300, using: &random)).map { UInt8($0 & 0xFF) }
      var rest = body[...]
      var opcode: UInt8 = isText ? 1 : 2
      while Int.random(in: 0..<3, using: &random) > 0 {
        let count = Int.random(in: 0...rest.count, using: &random)
        bytes += serverFrame(opcode, Array(rest.prefix(count)), isFinal: false)
        rest = rest.dropFirst(count)
        opcode = 0
        if Bool.random(using: &random) {
          let control = (0..<Int.random(in: 0...125, using: &random)).map { UInt8($0) }
          let isPing = Bool.random(using: &random)
          bytes += serverFrame(isPing ? 9 : 10, control)
          expected.messages.append(isPing ? .ping(control) : .pong(control))
        }
      }
      bytes += serverFrame(opcode, Array(rest))
      expected.messages.append(isText ? .text(body) : .binary(body))
    }
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      bytes += closeFrame(1001, "going") + [0xFF, 0xFF]
      expected.messages.append(.close(WebSocketCloseReason(code: 1001, text: "going")))
    case 1:
      bytes += serverFrame(1, [0x61, 0xC0, 0x61])
      expected.fault = .invalidText
    case 2:
      bytes += [0x93]
      expected.fault = .reservedBits
    default: break
    }
    return (bytes, expected)
  }

  private static func text(_ random: inout SplitMix64) -> [UInt8] {
    let alphabet: [Unicode.Scalar] = ["a", "{", "é", "\u{7FF}", "期", "\u{D7FF}", "\u{FFFD}", "🚫", "\u{10FFFF}"]
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...120, using: &random) { text.append(alphabet.randomElement(using: &random) ?? "a") }
    return Array(String(text).utf8)
  }
}

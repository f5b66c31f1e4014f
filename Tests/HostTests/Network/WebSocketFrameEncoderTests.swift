import LoopbackExchange
import TestSupport
import Testing

@testable import Host

/// A client's frames: RFC 6455, sections 5.2, 5.3 and 5.7.
@Suite struct WebSocketFrameEncoderTests {
  static func frame(
    _ opcode: WebSocketOpcode, _ payload: [UInt8], isFinal: Bool = true, mask: UInt32 = 0x37FA_213D
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    WebSocketFrameEncoder.append(opcode, payload, isFinal: isFinal, mask: mask, to: &bytes)
    return bytes
  }

  @Test func `writes the RFC's masked examples`() {
    let hello = Array("Hello".utf8)
    #expect(
      WebSocketFrameEncoderTests.frame(.text, hello)
        == [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58])
    #expect(
      WebSocketFrameEncoderTests.frame(.pong, hello)
        == [0x8a, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58])
  }

  @Test(
    arguments: [
      (0, [0x80]), (125, [0xFD]), (126, [0xFE, 0x00, 0x7E]), (0xFFFF, [0xFE, 0xFF, 0xFF]),
      (0x1_0000, [0xFF, 0, 0, 0, 0, 0, 1, 0, 0]),
    ] as [(Int, [UInt8])])
  func `writes a length in as few bytes as it needs`(count: Int, length: [UInt8]) {
    let bytes = WebSocketFrameEncoderTests.frame(.binary, [UInt8](repeating: 0, count: count))
    #expect(Array(bytes.dropFirst().prefix(length.count)) == length)
    #expect(bytes.count == 1 + length.count + 4 + count)
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `a server reads what it wrote`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let opcodes: [WebSocketOpcode] = [.continuation, .text, .binary, .close, .ping, .pong]
    var expected: [ClientFrame] = []
    var bytes: [UInt8] = []
    for opcode in opcodes {
      let count = Int.random(in: 0...(opcode.isControl ? 125 : 70_000), using: &random)
      let payload = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      let isFinal = opcode.isControl || Bool.random(using: &random)
      WebSocketFrameEncoder.append(
        opcode, payload, isFinal: isFinal, mask: UInt32(truncatingIfNeeded: random.next()), to: &bytes)
      expected.append(ClientFrame(opcode.rawValue, payload, isFinal: isFinal))
    }
    #expect(ClientFrame.all(of: bytes) == expected)
  }
}

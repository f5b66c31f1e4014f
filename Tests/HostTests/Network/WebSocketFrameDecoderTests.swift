import LoopbackExchange
import Testing

@testable import Host

/// The decoder against the examples of RFC 6455, section 5.7, and the rules of sections 5.2 to 5.5.
@Suite struct WebSocketFrameDecoderTests {
  @Test func `reads the RFC's examples`() {
    let hello = Array("Hello".utf8)
    #expect(DecoderRun([[0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]]) == .says([.text("Hello")]))
    #expect(
      DecoderRun([[0x01, 0x03, 0x48, 0x65, 0x6c], [0x80, 0x02, 0x6c, 0x6f]]) == .says([.text("Hello")]))
    #expect(DecoderRun([[0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]]) == .says([.ping(hello)]))
    #expect(DecoderRun([[0x8a, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f]]) == .says([.pong(hello)]))
    let bytes = (0..<65536).map { UInt8(truncatingIfNeeded: $0) }
    let short = Array(bytes.prefix(256))
    #expect(DecoderRun([[0x82, 0x7E, 0x01, 0x00], short]) == .says([.binary(short)]))
    #expect(DecoderRun([[0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0], bytes]) == .says([.binary(bytes)]))
  }

  @Test func `refuses the RFC's masked examples, for it is a server that speaks`() {
    #expect(DecoderRun([[0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d]]) == .says([], .masked))
    #expect(DecoderRun([[0x8a, 0x85]]) == .says([], .masked))
  }

  @Test(arguments: [1, 2, 4] as [UInt8])
  func `refuses each reserved bit at the first byte`(bit: UInt8) {
    let head = serverFrame(1, reserved: bit)[0]
    #expect(DecoderRun([[head]]) == .says([], .reservedBits))
  }

  @Test(arguments: [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] as [UInt8])
  func `refuses each unknown kind of frame at the first byte`(opcode: UInt8) {
    #expect(DecoderRun([[0x80 | opcode]]) == .says([], .unknownOpcode(opcode)))
  }

  @Test(arguments: [8, 9, 10] as [UInt8])
  func `refuses control frames in pieces`(opcode: UInt8) {
    #expect(DecoderRun([[opcode]]) == .says([], .fragmentedControl))
  }

  @Test(arguments: [9, 10] as [UInt8])
  func `takes control frames of 125 bytes and no more`(opcode: UInt8) {
    let body = [UInt8](repeating: 0x61, count: 125)
    let message: WebSocketMessage = opcode == 9 ? .ping(body) : .pong(body)
    #expect(DecoderRun([serverFrame(opcode, body)]) == .says([message]))
    #expect(DecoderRun([[0x80 | opcode, 126]]) == .says([], .longControl))
    #expect(DecoderRun([[0x80 | opcode, 127]]) == .says([], .longControl))
  }

  @Test func `takes empty messages and empty pieces`() {
    #expect(DecoderRun([serverFrame(1)]) == .says([.text("")]))
    #expect(DecoderRun([serverFrame(2)]) == .says([.binary([])]))
    #expect(DecoderRun([serverFrame(9)]) == .says([.ping([])]))
    let pieces = [serverFrame(1, isFinal: false), serverFrame(0, isFinal: false), serverFrame(0)]
    #expect(DecoderRun(pieces) == .says([.text("")]))
  }

  @Test func `puts a message together around the control frames inside it`() {
    let pieces = [
      serverFrame(1, Array("a".utf8), isFinal: false), serverFrame(9, [1]),
      serverFrame(0, Array("b".utf8), isFinal: false), serverFrame(10, [2]), serverFrame(9, [3]),
      serverFrame(0, Array("c".utf8)), serverFrame(2, [4]),
    ]
    #expect(DecoderRun(pieces) == .says([.ping([1]), .pong([2]), .ping([3]), .text("abc"), .binary([4])]))
  }

  @Test func `a message may end with a close inside it`() {
    let pieces = [serverFrame(1, Array("a".utf8), isFinal: false), closeFrame(1001), serverFrame(0)]
    #expect(DecoderRun(pieces) == .says([.close(WebSocketCloseReason(code: 1001))]))
  }

  @Test func `refuses a piece of nothing, and a message inside another`() {
    #expect(DecoderRun([[0x80]]) == .says([], .unexpectedContinuation))
    #expect(DecoderRun([[0x00]]) == .says([], .unexpectedContinuation))
    let whole = serverFrame(1, Array("a".utf8))
    #expect(DecoderRun([whole, [0x80]]) == .says([.text("a")], .unexpectedContinuation))
    let begun = serverFrame(2, [1], isFinal: false)
    #expect(DecoderRun([begun, [0x81]]) == .says([], .interleavedMessage))
    #expect(DecoderRun([begun, [0x02]]) == .says([], .interleavedMessage))
  }

  @Test func `hands over what came before a fault`() {
    #expect(
      DecoderRun([serverFrame(1, Array("a".utf8)) + serverFrame(9, [7]) + [0x83]])
        == .says([.text("a"), .ping([7])], .unknownOpcode(3)))
  }

  @Test func `reads nothing behind a close`() {
    #expect(
      DecoderRun([closeFrame(1000) + serverFrame(1, [0xFF]) + [0xFF, 0xFF]])
        == .says([.close(WebSocketCloseReason(code: 1000))]))
  }
}

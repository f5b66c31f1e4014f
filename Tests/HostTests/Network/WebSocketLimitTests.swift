import LoopbackExchange
import Testing

@testable import Host

/// Lengths at and beyond every limit, met in a frame's head before a byte is kept.
@Suite struct WebSocketLimitTests {
  @Test(arguments: [0, 1, 125, 126, 127, 0xFFFF, 0x1_0000, 4 << 20])
  func `reads a frame of a length`(count: Int) {
    let body = [UInt8](repeating: 0x7A, count: count)
    #expect(DecoderRun([serverFrame(2, body)]) == .says([.binary(body)]))
  }

  @Test func `refuses a frame one byte above 4 MiB by its head alone`() {
    let head = Array(serverFrame(2, [UInt8](repeating: 0, count: 4 << 20 + 1)).prefix(10))
    #expect(DecoderRun([head]) == .says([], .tooLong))
    #expect(DecoderRun([Array(head.dropLast())]) == .says([]))
  }

  @Test func `refuses the largest lengths that can be written`() {
    #expect(DecoderRun([[0x82, 127, 0x7F] + [UInt8](repeating: 0xFF, count: 7)]) == .says([], .tooLong))
    #expect(DecoderRun([[0x82, 127, 0x80]]) == .says([], .badLength))
    #expect(DecoderRun([[0x82, 127, 0xFF]]) == .says([], .badLength))
  }

  @Test func `refuses a length in more bytes than it needs`() {
    #expect(DecoderRun([[0x82, 126, 0, 125]]) == .says([], .badLength))
    #expect(DecoderRun([[0x82, 126, 0, 0]]) == .says([], .badLength))
    #expect(DecoderRun([[0x82, 127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]]) == .says([], .badLength))
    #expect(DecoderRun([[0x82, 126, 0, 126]]) == .says([]))
    #expect(DecoderRun([[0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]]) == .says([]))
  }

  @Test(arguments: [1, 2] as [UInt8])
  func `counts all pieces of a message`(opcode: UInt8) {
    let limits = WebSocketLimits(frameBytes: 10, messageBytes: 25)
    let ten = [UInt8](repeating: 0x61, count: 10)
    let five = [UInt8](repeating: 0x62, count: 5)
    let begun = [serverFrame(opcode, ten, isFinal: false), serverFrame(0, ten, isFinal: false)]
    let whole = ten + ten + five
    let message: WebSocketMessage = opcode == 1 ? .text(whole) : .binary(whole)
    #expect(DecoderRun(begun + [serverFrame(0, five)], limits: limits) == .says([message]))
    #expect(DecoderRun(begun + [[0x80, 6]], limits: limits) == .says([], .tooLong))
    #expect(DecoderRun([[0x80 | opcode, 11]], limits: limits) == .says([], .tooLong))
  }

  @Test func `a message begins with nothing of the one before it`() {
    let limits = WebSocketLimits(frameBytes: 10, messageBytes: 10)
    let ten = [UInt8](repeating: 0x61, count: 10)
    #expect(
      DecoderRun([serverFrame(2, ten), serverFrame(1, ten)], limits: limits) == .says([.binary(ten), .text(ten)]))
  }

  @Test func `a full message leaves room for control frames and empty pieces`() {
    let limits = WebSocketLimits(frameBytes: 125, messageBytes: 125)
    let full = [UInt8](repeating: 0x61, count: 125)
    let pieces = [
      serverFrame(1, full, isFinal: false), serverFrame(9, full), serverFrame(0, isFinal: false), serverFrame(0),
    ]
    #expect(DecoderRun(pieces, limits: limits) == .says([.ping(full), .text(full)]))
  }
}

import LoopbackExchange
import Testing

@testable import Host

/// Close frames: RFC 6455, sections 5.5.1 and 7.4.
@Suite struct WebSocketCloseTests {
  /// Every code's fate, written out from section 7.4 and IANA's registry.
  static func mayBeSent(_ code: Int) -> Bool {
    let registered = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014]
    return registered.contains(code) || (3000..<5000).contains(code)
  }

  @Test func `takes each of the 65,536 codes as the registry says`() {
    for code in 0...UInt16.max {
      let run = DecoderRun([closeFrame(code)])
      let expected: DecoderRun =
        WebSocketCloseTests.mayBeSent(Int(code))
        ? .says([.close(WebSocketCloseReason(code: code))]) : .says([], .closeCode(code))
      guard run != expected else { continue }
      Issue.record("\(code): \(run)")
    }
  }

  @Test func `takes a close without a code, and none of one byte`() {
    #expect(DecoderRun([serverFrame(8)]) == .says([.close(WebSocketCloseReason(code: nil))]))
    #expect(DecoderRun([serverFrame(8, [0x03])]) == .says([], .shortClose))
  }

  @Test func `takes a reason of 123 bytes and no more`() {
    let reason = String(repeating: "期", count: 41)
    let whole = WebSocketMessage.close(WebSocketCloseReason(code: 1008, text: reason))
    #expect(DecoderRun([closeFrame(1008, reason)]) == .says([whole]))
    #expect(DecoderRun([closeFrame(1008, reason + "a")]) == .says([], .longControl))
  }

  @Test func `refuses a reason that is not UTF-8`() {
    #expect(DecoderRun([serverFrame(8, [0x03, 0xE8, 0x61, 0xFF])]) == .says([], .invalidText))
    #expect(DecoderRun([serverFrame(8, [0x03, 0xE8, 0xE6, 0x9C])]) == .says([], .invalidText))
  }

  @Test func `every fault has the code that section 7 gives it`() {
    #expect(WebSocketFault.tooLong.closeCode == 1009)
    #expect(WebSocketFault.invalidText.closeCode == 1007)
    let others: [WebSocketFault] = [
      .reservedBits, .unknownOpcode(3), .masked, .fragmentedControl, .longControl, .badLength, .unexpectedContinuation,
      .interleavedMessage, .shortClose, .closeCode(1005),
    ]
    for fault in others { #expect(fault.closeCode == 1002) }
  }

  @Test func `cuts its own reasons between characters`() {
    #expect(WebSocketFrameEncoder.closeBody(1000, "") == [0x03, 0xE8])
    #expect(WebSocketFrameEncoder.closeBody(4999, "bye") == [0x13, 0x87, 0x62, 0x79, 0x65])
    let long = String(repeating: "期", count: 42)
    let cut = Array(String(repeating: "期", count: 41).utf8)
    #expect(WebSocketFrameEncoder.closeBody(1001, long) == [0x03, 0xE9] + cut)
    let cutEarlier = WebSocketFrameEncoder.closeBody(1001, "a" + long)
    #expect(cutEarlier.count == 123)
  }
}

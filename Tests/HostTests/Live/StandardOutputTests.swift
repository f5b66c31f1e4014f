import Foundation
import Testing

@testable import Host

/// Standard output, over a pipe.
@Suite struct StandardOutputTests {
  @Test func `who does not read holds nobody up, gets all of it later, and is asked no more meanwhile`() throws {
    let pipe = Pipe()
    let written = try Mailbox<Int>()
    let output = try StandardOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor) { written.post(1) }
    let line = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    // More than any pipe holds: a host that wrote it itself would wait here.
    for _ in 0..<3 { output.send(line) }
    output.finish()
    output.waitForEnd(timeoutMs: 0)
    #expect(written.take(timeoutMs: 0).count < 3)
    var bytes = 0
    while bytes < 3 * (line.count + 1) {
      let some = pipe.fileHandleForReading.availableData.count
      try #require(some > 0)
      bytes += some
    }
    output.waitForEnd(timeoutMs: -1)
  }

  @Test func `each line that is written is counted`() throws {
    let pipe = Pipe()
    let written = try Mailbox<Int>()
    let output = try StandardOutput(descriptor: pipe.fileHandleForWriting.fileDescriptor) { written.post(1) }
    for number in 0..<1000 { output.send(Array("\(number)".utf8)) }
    output.finish()
    output.waitForEnd(timeoutMs: -1)
    #expect(written.take(timeoutMs: 0).count == 1000)
    try pipe.fileHandleForWriting.close()
    let text = try pipe.fileHandleForReading.readToEnd() ?? Data()
    #expect(String(decoding: text, as: UTF8.self) == (0..<1000).map { "\($0)\n" }.joined())
  }
}

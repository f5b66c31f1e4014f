import Foundation
import Testing

@testable import Host

/// The log of a running host, over a pipe.
@Suite struct LogStreamTests {
  private static let line = String(repeating: "x", count: 999) + "\n"

  /// Reads a pipe to its end, on a thread of its own.
  private static func readAll(_ pipe: Pipe) throws -> () throws -> [Substring] {
    let result = Lock<[Data]>([])
    let ended = try WakePipe()
    let reading = pipe.fileHandleForReading
    try HostThread.start {
      let data = (try? reading.readToEnd()) ?? Data()
      result.withLock { $0 = [data] }
      ended.wake()
    }
    return {
      ended.wait(timeoutMs: RunningHost.patienceMs)
      return String(decoding: result.withLock { $0.first ?? Data() }, as: UTF8.self).split(separator: "\n")
    }
  }

  @Test func `who does not read holds nobody up, and learns where and how many lines were lost`() throws {
    let pipe = Pipe()
    let stream = try LogStream(descriptor: pipe.fileHandleForWriting.fileDescriptor) { "lost \($0)\n" }
    // More than any pipe and what may wait for it.
    let count = 5 * LogStream.maxBytes / 1000
    for number in 0..<count {
      stream.add("\(number) \(Self.line)")
      stream.flush()
    }
    stream.finish(timeoutMs: 0)
    let lines = try Self.readAll(pipe)
    stream.finish(timeoutMs: -1)
    try pipe.fileHandleForWriting.close()
    let all = try lines()
    let numbers = all.compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
    let lost = all.compactMap { $0.hasPrefix("lost ") ? Int($0.dropFirst(5)) : nil }
    #expect(!lost.isEmpty && numbers.count + lost.reduce(0, +) == count)
    // The gaps are where the log says so, and as long.
    var next = 0
    for line in all {
      if line.hasPrefix("lost ") {
        next += try #require(Int(line.dropFirst(5)))
      } else {
        #expect(line.hasPrefix("\(next) "))
        next += 1
      }
    }
    #expect(next == count)
  }

  @Test func `all that is said before the end is written, in order`() throws {
    let pipe = Pipe()
    let stream = try LogStream(descriptor: pipe.fileHandleForWriting.fileDescriptor) { "lost \($0)\n" }
    let lines = try Self.readAll(pipe)
    for number in 0..<2000 {
      stream.add("\(number)\n")
      if number.isMultiple(of: 7) { stream.flush() }
    }
    stream.finish(timeoutMs: -1)
    try pipe.fileHandleForWriting.close()
    #expect(try lines() == (0..<2000).map { "\($0)" })
  }
}

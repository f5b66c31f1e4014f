@testable import Host
import RuleEngine
import TestSupport
import Testing

/// Lines of a stream, however it comes.
@Suite struct LineReaderTests {
  /// What every other way of splitting a text gives, too: a last line without an end is a line.
  private func naive(_ text: [UInt8]) -> [[UInt8]?] {
    var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { [UInt8]($0) }
    if lines.last == [] { lines.removeLast() }
    return lines
  }

  private func lines(_ chunks: [[UInt8]]) throws -> [[UInt8]?] {
    let pipe = try LineFeed.Pipe(chunks.filter { !$0.isEmpty })
    return try LineFeed.lines(LineReader(descriptor: pipe.readEnd, name: "pipe") { pipe.feed() })
  }

  @Test func `splits a stream as a naive split does, in whatever chunks it comes`() throws {
    var random = SplitMix64(seed: 441)
    for _ in 0..<300 {
      let alphabet: [UInt8] = [0x0A, 0x0A, 0x0D, 0x20, 0x61, 0x62, 0x00, 0xFF]
      let letters = Int.random(in: 2...alphabet.count, using: &random)
      let text = (0..<Int.random(in: 0...400, using: &random)).map { _ in
        alphabet[Int.random(in: 0..<letters, using: &random)]
      }
      var chunks: [[UInt8]] = []
      var rest = text[...]
      while !rest.isEmpty {
        chunks.append(Array(rest.prefix(Int.random(in: 1...37, using: &random))))
        rest = rest.dropFirst(chunks.last?.count ?? 0)
      }
      #expect(try lines(chunks) == naive(text))
    }
  }

  @Test func `puts long lines together from many chunks`() throws {
    var random = SplitMix64(seed: 442)
    for _ in 0..<6 {
      // Lines beyond the 256 KiB the reader begins with, in chunks that the smallest pipe holds.
      let chunks = (0..<Int.random(in: 200...400, using: &random)).map { index -> [UInt8] in
        var chunk = [UInt8](repeating: UInt8(truncatingIfNeeded: index | 0x40), count: 4093)
        if Int.random(in: 0..<90, using: &random) == 0 { chunk[Int.random(in: 0..<4093, using: &random)] = 0x0A }
        return chunk
      }
      #expect(try lines(chunks) == naive(Array(chunks.joined())))
    }
  }

  @Test(arguments: ["", "\n", "\n\n", "a", "a\n", "a\nb", "\na", "a\n\nb\n", "a\r\n", "\r", "é\n期"])
  func `reads a file as a naive split does`(text: String) throws {
    let folder = try ScratchFolder()
    let path = try folder.file("lines", text)
    #expect(try LineFeed.lines(LineReader(path: path)) == naive(Array(text.utf8)))
    #expect(try LineReader(path: path).name == path)
  }

  @Test func `answers what came before it waits for more`() throws {
    let pipe = try LineFeed.Pipe([Array("one\ntw".utf8), Array("o\nthree".utf8)])
    var waits = 0
    let reader = LineReader(descriptor: pipe.readEnd, name: "pipe") {
      waits += 1
      pipe.feed()
    }
    for (text, waited) in [("one", 1), ("two", 2), ("three", 3)] {
      let line = try #require(try reader.next())
      #expect(String(decoding: line.bytes, as: UTF8.self) == text)
      #expect(waits == waited)
    }
    #expect(try reader.next() == nil)
  }

  @Test func `reads lines of up to 16 MiB and passes over longer ones, one at a time`() throws {
    #expect(LineReader.maxLineBytes == 16 << 20)
    let folder = try ScratchFolder()
    let longest = [UInt8](repeating: 0x61, count: 16 << 20)
    let short = Array("short".utf8)
    let text = short + [0x0A] + longest + [0x0A] + longest + [0x62, 0x0A, 0x0A] + short + [0x0A] + longest + longest
    let lines = try LineFeed.lines(LineReader(path: folder.file("lines", text)))
    #expect(lines.map { $0?.count } == [5, 16 << 20, nil, 0, 5, nil])
    #expect(lines[1] == longest)
  }

  @Test(
    arguments: [("", true), (" \t\r", true), ("\r", true), (" x", false), ("\u{A0}", false), ("\u{0}", false)])
  func `knows a blank line`(text: String, isBlank: Bool) {
    LineFeed.with(text) { #expect($0.isBlank == isBlank) }
  }

  @Test func `says which file it cannot open or read`() throws {
    let folder = try ScratchFolder()
    let missing = try #require(throws: HostError.self) { try LineReader(path: folder.path("none")) }
    #expect("\(missing)".hasPrefix("cannot read \(folder.path("none")): ") && missing.exitCode == .noInput)
    let directory = try LineReader(path: folder.path(""))
    let unreadable = try #require(throws: HostError.self) { try directory.next() }
    #expect("\(unreadable)".hasPrefix("cannot read ") && unreadable.exitCode == .noInput)
  }

  @Test func `hands on the error of what is done before it waits`() throws {
    let pipe = try LineFeed.Pipe([])
    let reader = LineReader(descriptor: pipe.readEnd, name: "pipe") { () throws(HostError) in
      throw .cannotWrite(name: "<stdout>", errno: 32)
    }
    let error = try #require(throws: HostError.self) { try reader.next() }
    #expect(error.exitCode == .inputOutput)
  }
}

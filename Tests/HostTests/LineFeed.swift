#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
@testable import Host
import Testing

/// Bytes for a `LineReader`, through a pipe or a file.
enum LineFeed {
  /// A file that is open for writing.
  final class File {
    let descriptor: Int32

    init(_ path: String) throws {
      descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      try #require(descriptor >= 0)
    }

    deinit { close(descriptor) }
  }

  /// A pipe whose other end writes a chunk each time the reader is about to wait.
  final class Pipe {
    let readEnd: Int32
    private var writeEnd: Int32
    private var chunks: ArraySlice<[UInt8]>

    init(_ chunks: [[UInt8]]) throws {
      var ends: [Int32] = [-1, -1]
      try #require(pipe(&ends) == 0)
      (readEnd, writeEnd) = (ends[0], ends[1])
      self.chunks = chunks[...]
    }

    deinit {
      close(readEnd)
      if writeEnd >= 0 { close(writeEnd) }
    }

    /// Writes the next chunk, which must fit the pipe; closes the pipe behind the last one.
    func feed() {
      guard let chunk = chunks.popFirst() else {
        if writeEnd >= 0 { close(writeEnd) }
        writeEnd = -1
        return
      }
      let written = chunk.withUnsafeBytes { write(writeEnd, $0.baseAddress, $0.count) }
      #expect(written == chunk.count)
    }
  }

  /// Every line that a reader gives.
  static func lines(_ reader: LineReader) throws -> [[UInt8]?] {
    var lines: [[UInt8]?] = []
    while let line = try reader.next() {
      lines.append(line.isTooLong ? nil : Array(line.bytes))
      #expect(line.number == lines.count)
      #expect(!line.isTooLong || line.bytes.isEmpty)
    }
    #expect(try reader.next() == nil)
    return lines
  }

  /// The line of a text, as a reader gives it.
  static func with<Result>(_ text: String, number: Int = 1, _ body: (LineReader.Line) throws -> Result) rethrows
    -> Result
  {
    try Array(text.utf8).withUnsafeBytes { bytes in
      try body(LineReader.Line(bytes: bytes, number: number, isTooLong: false))
    }
  }
}

/// Makes lines of the bytes of a stream, in memory that is bounded.
struct LineAssembler {
  /// A line, without its end.
  struct Line: Hashable, Sendable {
    /// The bytes; empty of a line that is too long.
    let bytes: [UInt8]
    /// The number of the line, from 1.
    let number: Int
    /// Whether the line was longer than allowed; it was passed over.
    let isTooLong: Bool

    /// Whether the line holds nothing but spaces, tabs and carriage returns.
    var isBlank: Bool { !isTooLong && bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }
  }

  private let maxBytes: Int
  private var partial: [UInt8] = []
  private var isTooLong = false
  private var count = 0

  init(maxBytes: Int = LineReader.maxLineBytes) { self.maxBytes = maxBytes }

  /// Takes bytes and gives the lines that they complete.
  mutating func take(_ bytes: UnsafeRawBufferPointer) -> [Line] {
    var lines: [Line] = []
    var rest = bytes[...]
    while let newline = rest.firstIndex(of: 0x0A) {
      append(rest[..<newline])
      lines.append(finish())
      rest = rest[(newline + 1)...]
    }
    append(rest)
    return lines
  }

  /// The last line of a stream that ended without an end of line; nil where there is none.
  mutating func takeRest() -> Line? {
    partial.isEmpty && !isTooLong ? nil : finish()
  }

  private mutating func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
    if isTooLong || partial.count + bytes.count > maxBytes {
      isTooLong = true
      partial = []
    } else {
      partial.append(contentsOf: bytes)
    }
  }

  private mutating func finish() -> Line {
    count += 1
    defer {
      partial = []
      isTooLong = false
    }
    return Line(bytes: partial, number: count, isTooLong: isTooLong)
  }
}

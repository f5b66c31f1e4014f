/// Some lines of a recording, copied out of the reader's buffer so that another thread can parse them.
struct RecordingChunk: Sendable {
  private var bytes: [UInt8] = []
  // Where each line ends; it begins where the one before ends. The complement of the place for one that is too long.
  private var ends: [Int] = []

  /// How many bytes are enough for a chunk.
  static let fullBytes = 128 << 10
  /// How many lines are: of short ones the parsed lines would take far more memory than the text.
  static let fullLines = 512

  /// How many bytes its lines have.
  var byteCount: Int { bytes.count }
  /// Whether it has lines enough.
  var isFull: Bool { bytes.count >= RecordingChunk.fullBytes || ends.count >= RecordingChunk.fullLines }
  /// Whether it has no lines.
  var isEmpty: Bool { ends.isEmpty }

  /// Adds a line.
  mutating func append(_ line: LineReader.Line) {
    if bytes.isEmpty { bytes.reserveCapacity(RecordingChunk.fullBytes + RecordingChunk.fullBytes / 8) }
    bytes.append(contentsOf: line.bytes)
    ends.append(line.isTooLong ? ~bytes.count : bytes.count)
  }

  /// The lines as a recording reads them.
  func parsed() -> [RecordingLine] {
    bytes.withUnsafeBytes { bytes in
      var start = 0
      return ends.map { end in
        guard end >= 0 else { return .skipped(.tooLong, receivedNs: nil) }
        defer { start = end }
        return RecordingLine(below: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      }
    }
  }
}

extension RecordingLine {
  /// Reads a line below the first; a header is only one in the first line, and so are its faults.
  init(below line: UnsafeRawBufferPointer) {
    self = (try? RecordingLine.parse(line)) ?? .skipped(.malformed, receivedNs: nil)
  }
}

/// The answers to one client that it has not taken yet, in memory that is bounded.
struct AnswerBacklog {
  /// Beyond how many bytes the client is not read from until it has taken some.
  static let pauseBytes = 2 << 20
  /// Beyond how many bytes one more answer is too much. A single one may be larger.
  static let maxBytes = 16 << 20

  private var bytes: [UInt8] = []
  private var sentCount = 0
  /// Whether an answer had to be dropped: the client is to be let go.
  private(set) var isOverfull = false

  /// How many bytes wait.
  var count: Int { bytes.count - sentCount }
  var isEmpty: Bool { count == 0 }

  /// Adds an answer and the end of its line.
  mutating func append(_ line: [UInt8]) {
    guard count <= AnswerBacklog.maxBytes else {
      isOverfull = true
      return
    }
    bytes.append(contentsOf: line)
    bytes.append(0x0A)
  }

  /// Hands over what waits.
  ///
  /// - Parameter write: takes some of the bytes and says how many; negative where it takes none.
  /// - Returns: what `write` said; 0 where nothing waits.
  mutating func send(_ write: (UnsafeRawBufferPointer) -> Int) -> Int {
    guard !isEmpty else { return 0 }
    let written = bytes.withUnsafeBytes { write(UnsafeRawBufferPointer(rebasing: $0[sentCount...])) }
    sentCount += max(written, 0)
    if isEmpty {
      bytes = []
      sentCount = 0
    } else if sentCount >= count {
      // Moved when it is at most half, each byte is moved once, however slowly it is taken.
      bytes.removeFirst(sentCount)
      sentCount = 0
    }
    return written
  }
}

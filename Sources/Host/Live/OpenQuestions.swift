/// The questions of one client that are not answered yet, in number and in bytes, both bounded.
struct OpenQuestions {
  /// How many bytes of questions may be open when another is asked: many thousands of signals, and a few of the longest lines
  /// that there may be.
  static let maxBytes = 1 << 20

  private let maxCount: Int
  // The sizes of the open ones, in the order in which they are answered; those in front of `first` are answered.
  private var sizes: [Int] = []
  private var first = 0
  private var bytes = 0

  init(maxCount: Int) { self.maxCount = maxCount }

  var count: Int { sizes.count - first }

  /// Whether one more may be asked, whatever its size.
  var hasRoom: Bool { count < maxCount && bytes < OpenQuestions.maxBytes }

  /// Counts a question.
  mutating func ask(_ line: LineAssembler.Line) {
    sizes.append(line.bytes.count)
    bytes += line.bytes.count
  }

  /// Counts the answers to the oldest questions.
  mutating func answered(_ answers: Int = 1) {
    for _ in 0..<min(answers, count) {
      bytes -= sizes[first]
      first += 1
    }
    // Moved when they are at most half, each size is moved once.
    if first * 2 >= sizes.count {
      sizes.removeFirst(first)
      first = 0
    }
  }
}

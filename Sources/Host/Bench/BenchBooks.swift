/// Order books as the exchange sends them: frames of its l2Book channel with 20 levels a side, a random walk of prices
/// with five significant digits.
struct BenchBooks {
  /// How many frames the benchmarks go round in: two megabytes.
  static let frameCount = 1300

  private var random: BenchRandom
  private var tick = 18_345
  private let sizes: [String]

  /// When the book that came last was made, in milliseconds since 1970 UTC.
  private(set) var timeMs = BenchSignal.timeMs

  /// Begins a sequence of books.
  init(seed: UInt64) {
    var random = BenchRandom(seed: seed)
    sizes = (0..<4096).map { _ in "\(20 + random.below(20) * random.below(400)).\(random.below(10))" }
    self.random = random
  }

  /// The next book, of `coinID`.
  mutating func next(_ coinID: String) -> [UInt8] {
    timeMs += Int64(80 + random.below(520))
    tick = min(90_000, max(12_000, tick + random.choice([-3, -2, -1, -1, 0, 0, 0, 1, 1, 2, 3])))
    let gap = random.choice([1, 1, 2, 3])
    let sides = "[\(side(tick, -1))],[\(side(tick + gap, 1))]"
    let text = #"{"channel":"l2Book","data":{"coin":"\#(coinID)","time":\#(timeMs),"levels":[\#(sides)]}}"#
    return Array(text.utf8)
  }

  private mutating func side(_ start: Int, _ step: Int) -> String {
    var tick = start
    var levels: [String] = []
    for _ in 0..<20 {
      let count = random.choice([1, 1, 1, 2, 2, 3, 4, 7, 12])
      levels.append(#"{"px":"\#(BenchSignal.text(tick))","sz":"\#(random.choice(sizes))","n":\#(count)}"#)
      tick += step * random.choice([1, 1, 1, 2, 3])
    }
    return levels.joined(separator: ",")
  }

  /// Frames of one book.
  static func frames(count: Int, seed: UInt64) -> [[UInt8]] {
    var books = BenchBooks(seed: seed)
    return (0..<count).map { _ in books.next("PURR") }
  }
}

internal import RuleEngine

/// Takes the levels of a book while it is read.
protocol LevelSink {
  /// A book begins: whatever was taken before is none.
  mutating func begin()
  /// The next level of a side, the best first. What is not used need not be computed.
  mutating func take(_ level: @autoclosure () -> BookFrame.Level, of side: BookSide)
}

/// One side of a book.
enum BookSide {
  case bids
  case asks

  /// Whether a price may stand right behind another: bids go down, asks go up.
  @inline(__always) func isInOrder<Value: Comparable>(_ value: Value, _ next: Value) -> Bool {
    switch self {
    case .bids: next < value
    case .asks: next > value
    }
  }
}

/// Takes no level: the top of the book is enough.
struct NoLevels: LevelSink {
  // A value without any bytes has no address, and the thread sanitizer looks at that of whatever is handed over in place.
  private var byte: UInt8 = 0

  mutating func begin() {}
  mutating func take(_ level: @autoclosure () -> BookFrame.Level, of side: BookSide) {}
}

/// Keeps one level.
struct BestLevel: LevelSink {
  /// The level taken last.
  private(set) var level: BookFrame.Level?

  mutating func begin() { level = nil }
  mutating func take(_ level: @autoclosure () -> BookFrame.Level, of side: BookSide) { self.level = level() }
}

/// Keeps every level, in room that is used again for the next book.
struct BookLevels: LevelSink, Hashable {
  /// The bids, the highest first.
  private(set) var bids: [BookFrame.Level] = []
  /// The asks, the lowest first.
  private(set) var asks: [BookFrame.Level] = []

  mutating func begin() {
    bids.removeAll(keepingCapacity: true)
    asks.removeAll(keepingCapacity: true)
  }

  mutating func take(_ level: @autoclosure () -> BookFrame.Level, of side: BookSide) {
    switch side {
    case .bids: bids.append(level())
    case .asks: asks.append(level())
    }
  }
}

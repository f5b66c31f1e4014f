/// The closed entries of one group in the order of their closing, each with the losses in a row that it ends.
///
/// So the losses in a row are known without looking at more than the last one, and what came before may be forgotten.
struct ClosedEntries: Sendable {
  /// One closed entry.
  struct Item: Hashable, Sendable {
    let closedMs: Int64
    let openedMs: Int64
    /// How many closed entries in a row, this one the last, were losses; 0 where it was none.
    fileprivate(set) var losses: Int

    /// Of two closed in one millisecond the loss counts as the later: the order does not hang on who was told of first.
    fileprivate func isAfter(_ closedMs: Int64, isLoss: Bool) -> Bool {
      self.closedMs == closedMs ? losses > 0 && !isLoss : self.closedMs > closedMs
    }
  }

  private var items: [Item] = []
  // The losses in a row that the last of those that were forgotten ended.
  private var lossesBefore = 0

  var count: Int { items.count }

  /// - Complexity: O(1) where it is the latest, else O(n).
  mutating func insert(_ closedMs: Int64, openedMs: Int64, isLoss: Bool) {
    var index = items.count
    while index > 0, items[index - 1].isAfter(closedMs, isLoss: isLoss) { index -= 1 }
    items.insert(Item(closedMs: closedMs, openedMs: openedMs, losses: isLoss ? 1 : 0), at: index)
    countLosses(from: index)
  }

  /// Takes back one that was inserted.
  mutating func remove(_ closedMs: Int64, openedMs: Int64, isLoss: Bool) {
    let index = items.lastIndex {
      $0.closedMs == closedMs && $0.openedMs == openedMs && ($0.losses > 0) == isLoss
    }
    guard let index else { return }
    items.remove(at: index)
    countLosses(from: index)
  }

  private mutating func countLosses(from start: Int) {
    for index in start..<items.count where items[index].losses > 0 {
      items[index].losses = (index > 0 ? items[index - 1].losses : lossesBefore) + 1
    }
  }

  /// The last one at or before now; nil where there is none.
  func last(now: Int64) -> Item? { items[..<end(of: now)].last }

  /// How many were opened after a moment and at or before now, and are closed later than now only.
  func stillOpen(now: Int64, openedAfter: Int64) -> Int {
    items[end(of: now)...].count { $0.openedMs > openedAfter && $0.openedMs <= now }
  }

  /// Forgets what was closed at or before a moment, but for the last one.
  mutating func forget(through timeMs: Int64) {
    let count = end(of: timeMs)
    guard count > 1 else { return }
    lossesBefore = items[count - 2].losses
    items.removeFirst(count - 1)
  }

  private func end(of timeMs: Int64) -> Int {
    var (low, high) = (0, items.count)
    while low < high {
      let middle = (low + high) / 2
      if items[middle].closedMs <= timeMs { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

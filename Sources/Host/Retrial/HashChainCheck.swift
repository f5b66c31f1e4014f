internal import RuleEngine

/// Follows a chain of hashes, that of the verdicts or that of the exits, and says where it is broken.
struct HashChainCheck {
  private let place: @Sendable (Int64) -> VerificationFault.Place
  private var wasMisplaced = false
  /// The place and the hash of the last one.
  private(set) var last: StoreTail

  /// - Parameters:
  ///   - start: what the first one follows.
  ///   - place: how faults name a place.
  init(after start: StoreTail, _ place: @escaping @Sendable (Int64) -> VerificationFault.Place) {
    last = start
    self.place = place
  }

  /// Begins with the first record that was not pruned.
  init(recordsAfter pruning: Pruning?) {
    self.init(after: pruning?.verdicts ?? .beforeAll) { .record($0) }
  }

  /// Begins with the first exit that was not pruned.
  init(exitsAfter pruning: Pruning?) {
    self.init(after: pruning?.exits ?? .beforeAll) { .exit($0) }
  }

  /// Looks at the next one.
  ///
  /// - Parameters:
  ///   - writtenNumber: the place that it was written for, where it says so.
  ///   - computed: the hash that its bytes give.
  mutating func look(
    at number: Int64, writtenAs writtenNumber: Int64?, previous: String, hash: String, computed: String
  ) -> [VerificationFault] {
    var faults: [VerificationFault] = []
    let isMisplaced = writtenNumber.map { $0 != number } ?? false
    // Nothing is behind the greatest place of all.
    let (next, isBehindAll) = last.seq.addingReportingOverflow(1)
    if number > next, !isBehindAll {
      faults.append(VerificationFault(place: place(next), kind: .missing(through: number - 1)))
    } else if number <= last.seq || previous != last.hash && !isMisplaced && !wasMisplaced {
      faults.append(
        VerificationFault(place: place(number), kind: .unlinked, recorded: previous, expected: last.hash))
    }
    if isMisplaced, let writtenNumber {
      faults.append(VerificationFault(place: place(number), kind: .misplaced(seq: writtenNumber)))
    }
    if hash != computed {
      faults.append(VerificationFault(place: place(number), kind: .changed, recorded: hash, expected: computed))
    }
    wasMisplaced = isMisplaced
    last = StoreTail(seq: number, hash: hash)
    return faults
  }
}

internal import RuleEngine

/// Whether what a store says of its prunings is as it was written, and agrees with itself.
struct PruningCheck {
  /// The last pruning; nil where nothing was pruned.
  let last: Pruning?
  /// How many there are.
  let count: Int64
  /// The last one's number and hash; nil where it has none.
  let tail: StoreTail?
  /// What is wrong.
  private(set) var faults: [VerificationFault] = []

  init(_ connection: SQLiteConnection) throws(SQLiteError) {
    let prunings = try Pruning.all(in: connection)
    last = prunings.last?.pruning
    count = Int64(prunings.count)
    // A version that kept no hashes pruned first, if at all.
    let sealed = prunings.drop { $0.seal?.hash.isEmpty == true }
    let start = StoreTail(
      seq: prunings.prefix(prunings.count - sealed.count).last?.pruning.number ?? 0, hash: VerdictRecord.genesisHash)
    var chain = HashChainCheck(after: start) { .pruning($0) }
    for found in sealed {
      let number = found.pruning.number
      guard let seal = found.seal else {
        faults.append(VerificationFault(place: .pruning(number), kind: .orphaned))
        continue
      }
      faults += chain.look(
        at: number, writtenAs: nil, previous: seal.previousHash, hash: seal.hash, computed: found.computedHash)
    }
    let loose = try connection.prepare(
      "SELECT number FROM pruning_hashes WHERE number NOT IN (SELECT number FROM prunings) ORDER BY number")
    while try loose.step() {
      faults.append(VerificationFault(place: .pruning(loose.integer(0)), kind: .orphaned))
    }
    tail = sealed.last.flatMap { found in found.seal.map { StoreTail(seq: found.pruning.number, hash: $0.hash) } }
    if faults.isEmpty { faults = PruningCheck.contradictions(prunings.map(\.pruning)) }
    let carried = try Pruning.carriedDigest(in: connection)
    if prunings.isEmpty, carried != SHA256.hex("".utf8) {
      faults.append(VerificationFault(place: .carried, kind: .orphaned))
    } else if let seal = sealed.last?.seal, seal.carried != carried {
      faults.append(VerificationFault(place: .carried, kind: .changed))
    }
  }

  /// Where they do not go on from each other. No sum of what was really written overflows.
  private static func contradictions(_ prunings: [Pruning]) -> [VerificationFault] {
    var faults: [VerificationFault] = []
    var (lastSeq, lastExit, latestMs, nowMs) = (Int64(0), Int64(0), Int64.min, Int64.min)
    for pruning in prunings {
      func compare(_ column: String, _ recorded: Int64, _ expected: Int64) {
        guard recorded != expected else { return }
        faults.append(
          VerificationFault(
            place: .pruning(pruning.number), kind: .column(column), recorded: "\(recorded)", expected: "\(expected)"))
      }
      compare("records", pruning.records, max(1, pruning.verdicts.seq &- lastSeq))
      compare("exits", pruning.exitCount, (pruning.exits?.seq ?? lastExit) &- lastExit)
      // Nothing is pruned before it is older than a while.
      nowMs = max(nowMs, pruning.timeMs)
      compare("latest_time", pruning.latestTimeMs, min(max(latestMs, pruning.latestTimeMs), nowMs))
      (lastSeq, lastExit, latestMs) = (pruning.verdicts.seq, pruning.exits?.seq ?? lastExit, pruning.latestTimeMs)
    }
    return faults
  }
}

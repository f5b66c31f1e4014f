internal import RuleEngine

extension StoreReader {
  /// The first thing that is not as it was written, of what a pruning deletes and of what it goes on from: of a record that
  /// is deleted, nobody could say so any more.
  func fault(beforePruning outcome: StorePruner.Outcome) throws(StoreError) -> VerificationFault? {
    let own = try schema().faults + integrityFaults() + kindFaults(networks: [])
    if let fault = own.first { return fault }
    let prunings = try StoreError.wrap { () throws(SQLiteError) in try PruningCheck(connection) }
    if let fault = prunings.faults.first { return fault }
    var verdicts = HashChainCheck(recordsAfter: prunings.last)
    var exits = HashChainCheck(exitsAfter: prunings.last)
    var records = try StoredRecords(self)
    while verdicts.last.seq < outcome.lastSeq || exits.last.seq < outcome.lastExit, let item = try records.next() {
      let faults: [VerificationFault]
      switch PreparedItem(item) {
      case .record(let row, let hash, let entry, let columnFaults):
        faults =
          verdicts.look(
            at: row.seq, writtenAs: entry?.writtenSeq, previous: row.previousHash, hash: row.hash, computed: hash)
          + columnFaults
      case .exit(let exit, let hash, let columnFaults):
        faults =
          exits.look(at: exit.number, writtenAs: nil, previous: exit.previousHash, hash: exit.hash, computed: hash)
          + columnFaults
      }
      if let fault = faults.first { return fault }
    }
    return nil
  }
}

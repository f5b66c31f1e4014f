internal import RuleEngine

/// The verdicts and exits of a store, in the one order they have: an exit stands behind the verdict that was the last one
/// before it.
struct StoredRecords {
  /// What comes next.
  enum Item {
    case verdict(StoredRow)
    case exit(StoredExit)
  }

  private let verdicts: SQLiteStatement
  private let exits: SQLiteStatement
  private var nextExit: StoredExit?
  private var nextVerdict: StoredRow?

  /// Begins before the first of them. The store should be in a read transaction: both are read as they go.
  init(_ reader: StoreReader) throws(StoreError) {
    (verdicts, exits) = try StoreError.wrap { () throws(SQLiteError) in
      (
        try reader.connection.prepare(
          """
          SELECT verdicts.seq, verdict, line, evidence, prev, hash, verdicts.coin, pair, strategy, verdicts.action, code,
            verdicts.time, \(RepeatedColumn.all.map(\.name).joined(separator: ", "))
          FROM verdicts LEFT JOIN signals USING (seq) LEFT JOIN paper_entries USING (seq) ORDER BY verdicts.seq
          """),
        try reader.connection.prepare(
          """
          SELECT number, exits.seq, after_seq, exits.time, exits.pnl_usd, exits.line, exits.prev, exits.hash,
            coalesce(verdicts.time, carried.time), coalesce(verdicts.coin, carried.coin),
            coalesce(verdicts.pair, carried.pair), coalesce(signals.strategy, carried.strategy),
            coalesce(signals.signal_id, carried.signal_id)
          FROM exits LEFT JOIN verdicts USING (seq) LEFT JOIN signals USING (seq)
          LEFT JOIN carried_entries AS carried ON carried.seq = exits.seq AND closed IS NULL ORDER BY number
          """)
      )
    }
    nextVerdict = try row()
    nextExit = try exit()
  }

  /// The next verdict or exit; nil behind the last.
  mutating func next() throws(StoreError) -> Item? {
    if let exit = nextExit, nextVerdict.map({ exit.afterSeq < $0.seq }) ?? true {
      nextExit = try self.exit()
      return .exit(exit)
    }
    guard let verdict = nextVerdict else { return nil }
    nextVerdict = try row()
    return .verdict(verdict)
  }

  private func row() throws(StoreError) -> StoredRow? {
    try StoreError.wrap { () throws(SQLiteError) in try verdicts.step() ? StoredRow(verdicts) : nil }
  }

  private func exit() throws(StoreError) -> StoredExit? {
    try StoreError.wrap { () throws(SQLiteError) in try exits.step() ? StoredExit(exits) : nil }
  }
}

/// A verdict with its signal, every column as it stands in the store.
struct StoredRow {
  let seq: Int64
  let verdict: [UInt8]
  /// The signal's line; nil where its row is gone.
  let signalLine: [UInt8]?
  let evidence: [UInt8]
  let previousHash: String
  let hash: String
  /// What the columns say for limits and cooldowns; nil where they cannot be read.
  let historyEntry: History.Entry?
  /// The columns that repeat what the record says, in the order of `RepeatedColumn.all`.
  let repeated: [String?]

  fileprivate init(_ statement: SQLiteStatement) {
    seq = statement.integer(0)
    verdict = statement.bytes(1) ?? []
    signalLine = statement.bytes(2)
    evidence = statement.bytes(3) ?? []
    previousHash = statement.text(4) ?? ""
    hash = statement.text(5) ?? ""
    let isApproved = statement.text(9) == Ruling.approved.action
    let code = statement.text(10).map { ReasonCode(rawValue: $0) }
    let coin = RecordedEntry.isMoment(statement.integer(11)) ? statement.text(6).flatMap { Coin($0) } : nil
    historyEntry = coin.map {
      History.Entry(
        timeMs: statement.integer(11), coin: $0, pair: statement.text(7) ?? "", strategy: statement.text(8),
        rejection: isApproved ? nil : .init(code: code))
    }
    repeated = RepeatedColumn.all.indices.map { statement.text(Int32(12 + $0)) }
  }
}

/// An exit as it stands in the store.
struct StoredExit {
  let number: Int64
  /// The place of the verdict whose entry it closes.
  let seq: Int64
  let afterSeq: Int64
  let timeMs: Int64
  let pnlUSD: String
  let line: [UInt8]
  let previousHash: String
  let hash: String
  /// The id of the signal whose entry it closes, by that one's columns; nil where they are gone.
  let signalID: String?
  /// The entry as it is with this exit; nil where its verdict is gone, or the exit cannot be read.
  let historyEntry: History.Entry?

  fileprivate init(_ statement: SQLiteStatement) {
    number = statement.integer(0)
    seq = statement.integer(1)
    afterSeq = statement.integer(2)
    let timeMs = statement.integer(3)
    self.timeMs = timeMs
    let pnlUSD = statement.text(4) ?? ""
    self.pnlUSD = pnlUSD
    line = statement.bytes(5) ?? []
    previousHash = statement.text(6) ?? ""
    hash = statement.text(7) ?? ""
    signalID = statement.text(12)
    guard let coin = statement.text(9).flatMap({ Coin($0) }), let pnl = ExactDecimal(pnlUSD),
      RecordedEntry.isMoment(timeMs), RecordedEntry.isMoment(statement.integer(8))
    else {
      historyEntry = nil
      return
    }
    historyEntry = History.Entry(
      timeMs: statement.integer(8), coin: coin, pair: statement.text(10) ?? "", strategy: statement.text(11),
      closure: .init(timeMs: timeMs, pnlUSD: pnl))
  }
}

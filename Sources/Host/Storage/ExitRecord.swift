internal import RuleEngine

/// An exit as it is stored: with the verdict whose entry it closes, and its place in the exits' own chain of hashes.
struct ExitRecord {
  /// The place among the exits, from 1.
  let number: Int64
  /// The place of the verdict that approved the entry.
  let seq: Int64
  /// The place of the last verdict before it: the two chains have one order.
  let afterSeq: Int64
  /// The exit.
  let exit: Exit
  /// The exit's line as it came.
  let line: [UInt8]
  /// Now, when it came: in a recorded history the moment of the closing.
  let timeMs: Int64
  /// The entry, open.
  let opened: History.Entry
  /// The hash of the exit before it.
  let previousHash: String
  /// The SHA-256 of the hash before, as hexadecimal digits, and the canonical line; empty of one that no store keeps.
  let hash: String

  /// Makes a record, and hashes it.
  ///
  /// - Parameters:
  ///   - tail: the end of the chain of exits.
  ///   - isKept: whether a store keeps the record whole; else its hash is not computed.
  init(
    _ exit: Exit, line: [UInt8], of entry: StoredEntry, afterSeq: Int64, timeMs: Int64, tail: StoreTail, isKept: Bool
  ) {
    number = tail.seq + 1
    seq = entry.seq
    self.afterSeq = afterSeq
    self.exit = exit
    self.line = line
    self.timeMs = timeMs
    opened = entry.entry.closed(by: nil)
    previousHash = tail.hash
    hash =
      isKept
      ? ExitRecord.hash(
        previous: tail.hash, number: number, seq: seq, afterSeq: afterSeq, timeMs: timeMs,
        pnlUSD: exit.pnlUSD.description, line: line) : ""
  }

  /// The hash of an exit: over the hash before it, and the exit as one line.
  static func hash(
    previous: String, number: Int64, seq: Int64, afterSeq: Int64, timeMs: Int64, pnlUSD: String, line: [UInt8]
  ) -> String {
    var digest = SHA256()
    digest.update(previous.utf8)
    digest.update(
      """
      {"exit":\(number),"seq":\(seq),"after_seq":\(afterSeq),"time":\(timeMs),"pnl_usd":"\(pnlUSD)","line":
      """.utf8)
    digest.update(line)
    digest.update("}")
    return digest.finalizeHex()
  }

  /// The entry as it is with this exit.
  var historyEntry: History.Entry { opened.closed(by: .init(timeMs: timeMs, pnlUSD: exit.pnlUSD)) }
}

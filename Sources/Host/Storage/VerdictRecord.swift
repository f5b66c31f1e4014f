internal import RuleEngine

/// One verdict as it is stored: with its signal, its evidence, and its place in the chain of hashes.
struct VerdictRecord {
  /// The place in the store, from 1.
  let seq: Int64
  /// The id the signal has, or was given.
  let signalID: String
  /// The signal.
  let signal: Signal
  /// The signal's line as it came.
  let signalLine: [UInt8]
  /// What makes the signal the same as another one with its id.
  let fingerprint: String
  /// Now, when the verdict was given.
  let timeMs: Int64
  /// The network it is labelled with.
  let network: Network
  /// The verdict.
  let ruling: Ruling
  /// The verdict's line.
  let verdictLine: [UInt8]
  /// The input quotes in full, the entry that was made, and the account's balance, as a JSON object.
  let evidence: [UInt8]
  /// The paper entry of an approval.
  let entry: PaperEntry?
  /// The account's available balance, where it was known.
  var balance: AvailableBalance?
  /// The hash of the record before it.
  let previousHash: String

  /// The hash before the first record.
  static let genesisHash = String(repeating: "0", count: 64)

  /// The record as one line: the verdict, the signal as it came, and the evidence.
  var canonicalLine: [UInt8] {
    VerdictRecord.canonicalLine(verdict: verdictLine, signal: signalLine, evidence: evidence)
  }

  /// The SHA-256 of the hash before, as hexadecimal digits, and the canonical line.
  var hash: String { VerdictRecord.hash(previous: previousHash, canonicalLine: canonicalLine) }

  static func canonicalLine(verdict: [UInt8], signal: [UInt8], evidence: [UInt8]) -> [UInt8] {
    var line = Array(#"{"verdict":"#.utf8)
    line += verdict
    line += #","signal":"#.utf8
    line += signal
    line += #","evidence":"#.utf8
    line += evidence
    line.append(UInt8(ascii: "}"))
    return line
  }

  static func hash(previous: String, canonicalLine: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(previous.utf8)
    hash.update(canonicalLine)
    return hash.finalizeHex()
  }

  /// The balance for those who are told of the verdict: nil where it is older than they would take it for.
  var freshBalanceUSD: ExactDecimal? { balance?.freshUSD(nowMs: timeMs) }

  /// What the record means for limits and cooldowns.
  var historyEntry: History.Entry {
    let rejection: History.Entry.Rejection? =
      switch ruling {
      case .approved: nil
      case .rejected(let rejection): .init(code: rejection.code)
      }
    return History.Entry(
      timeMs: timeMs, coin: signal.coin, pair: signal.pair, strategy: signal.strategy, rejection: rejection)
  }
}

extension AvailableBalance {
  /// The amount, unless it is stale.
  func freshUSD(nowMs: Int64) -> ExactDecimal? {
    isStale(now: nowMs, maxAgeMs: AvailableBalance.usualMaxAgeMs) ? nil : amountUSD
  }
}

/// An entry that the paper executor made.
struct PaperEntry: Hashable {
  let coin: Coin
  let direction: Signal.Direction
  /// The perp mid, where there is one.
  let price: Price?
  let notionalUSD: ExactDecimal?
}

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
  let balance: AvailableBalance?
  /// The text of the rules, of the first record that they have judged since they came into force.
  let rules: RulesText?
  /// The hash of the record before it.
  let previousHash: String
  /// The SHA-256 of the hash before, as hexadecimal digits, and the canonical line; empty of a record that no store keeps.
  let hash: String

  /// Makes a record, and hashes it.
  ///
  /// - Parameter isKept: whether a store keeps the record whole; else its hash is not computed.
  init(
    seq: Int64, signalID: String, signal: Signal, signalLine: [UInt8], fingerprint: String, timeMs: Int64,
    network: Network, ruling: Ruling, verdictLine: [UInt8], evidence: [UInt8], entry: PaperEntry?,
    balance: AvailableBalance? = nil, rules: RulesText? = nil, previousHash: String, isKept: Bool = true
  ) {
    self.seq = seq
    self.signalID = signalID
    self.signal = signal
    self.signalLine = signalLine
    self.fingerprint = fingerprint
    self.timeMs = timeMs
    self.network = network
    self.ruling = ruling
    self.verdictLine = verdictLine
    self.evidence = evidence
    self.entry = entry
    self.balance = balance
    self.rules = rules
    self.previousHash = previousHash
    hash =
      isKept
      ? VerdictRecord.hash(previous: previousHash, verdict: verdictLine, signal: signalLine, evidence: evidence) : ""
  }

  /// Whether bytes can be a verdict's line: an object of JSON with members, in one line and without white space around it.
  static func isLine(_ bytes: [UInt8]) -> Bool {
    guard bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}"),
      bytes.allSatisfy({ $0 >= UInt8(ascii: " ") })
    else { return false }
    return (try? JSONValue(parsing: bytes))?.members?.isEmpty == false
  }

  /// The hash before the first record.
  static let genesisHash = String(repeating: "0", count: 64)

  /// The hash of a record: over the hash before it, and the record as one line, the verdict, the signal as it came, and
  /// the evidence: `{"verdict":…,"signal":…,"evidence":…}`.
  static func hash(previous: String, verdict: [UInt8], signal: [UInt8], evidence: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(previous.utf8)
    hash.update(#"{"verdict":"#)
    hash.update(verdict)
    hash.update(#","signal":"#)
    hash.update(signal)
    hash.update(#","evidence":"#)
    hash.update(evidence)
    hash.update("}")
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

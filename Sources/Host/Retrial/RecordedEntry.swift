internal import RuleEngine

/// An entry as it was recorded, made into what the rules looked at again: signal, quotes, balance and now.
struct RecordedEntry {
  /// The place of its row.
  let seq: Int64
  /// The place that its verdict names: that of its row, unless rows were exchanged.
  let writtenSeq: Int64
  /// The id the signal has, or was given.
  let signalID: String
  /// The signal.
  let signal: Signal
  /// Now, when the verdict was given.
  let nowMs: Int64
  /// The network it is labelled with.
  let network: Network
  /// The verdict.
  let ruling: Ruling
  /// The digest of the rules that were in force.
  let digest: String
  /// The overrides that it names: those that had an effect.
  let overrides: [Override]
  /// The verdict's line.
  let verdictLine: [UInt8]
  /// What is recorded beside verdict and signal.
  var evidence: RecordedEvidence

  /// Moments farther from 1970 than this, in milliseconds, are nothing that was ever recorded; below it sums with the
  /// windows of rules do not overflow.
  static let maxDistanceMs: Int64 = 1 << 55

  /// Whether a moment may have been recorded.
  static func isMoment(_ ms: Int64) -> Bool { (-maxDistanceMs...maxDistanceMs).contains(ms) }

  /// Reads a record; nil where it cannot be read as one.
  init?(seq: Int64, verdict: [UInt8], signalLine: [UInt8], evidence: [UInt8]) {
    guard let fields = VerdictFields(verdict), let writtenSeq = fields.seq, let signalID = fields.signalID,
      let nowMs = fields.timeMs, RecordedEntry.isMoment(nowMs),
      let network = fields.network.flatMap({ Network(rawValue: $0) }),
      let ruling = fields.ruling, let digest = fields.digest, let signal = RecordedEntry.signal(signalLine),
      let evidence = EvidenceReader.read(evidence, nowMs: nowMs)
    else { return nil }
    self.seq = seq
    self.writtenSeq = writtenSeq
    self.signalID = signalID
    self.signal = signal
    self.nowMs = nowMs
    self.network = network
    self.ruling = ruling
    self.digest = digest
    overrides = fields.overrides
    self.verdictLine = verdict
    self.evidence = evidence
  }

  /// Whether the chain was asked. Of a signal that was rejected before it no entry decided.
  var isJudged: Bool { ruling.rejection.map { $0.rule != nil } ?? true }

  /// What the rules looked at.
  ///
  /// - Parameter history: the verdicts that came before.
  func context(history: History, wantsEvidence: Bool = true) -> EntryContext {
    EntryContext(
      signal: signal, quotes: evidence.quotes, history: history, balance: evidence.balance, nowMs: nowMs,
      wantsEvidence: wantsEvidence)
  }

  /// What the entry means for limits and cooldowns, with the verdict that it had or another one.
  func historyEntry(_ ruling: Ruling) -> History.Entry {
    historyEntry(rejection: ruling.rejection.map { .init(code: $0.code) })
  }

  /// What the entry means for limits and cooldowns where it is rejected so, or approved.
  func historyEntry(rejection: History.Entry.Rejection?) -> History.Entry {
    History.Entry(
      timeMs: nowMs, coin: signal.coin, pair: signal.pair, strategy: signal.strategy, rejection: rejection)
  }

  /// The signal of a stored line. One that a recording has as rejected stands in an object that says so.
  private static func signal(_ line: [UInt8]) -> Signal? {
    let parser = SignalParser(requiresTime: false, acceptsMarket: false)
    return line.withUnsafeBytes { bytes in
      if let signal = try? parser.read(bytes).0 { return signal }
      guard let (_, place) = RecordedRejection.parse(bytes) else { return nil }
      return try? parser.read(UnsafeRawBufferPointer(rebasing: bytes[place])).0
    }
  }
}

/// The scalars of a verdict's line, without what the entries said.
private struct VerdictFields {
  private(set) var signalID: String?
  private(set) var seq: Int64?
  private(set) var timeMs: Int64?
  private(set) var network: String?
  private(set) var digest: String?
  private(set) var overrides: [Override] = []
  private var action: String?
  private var stage: String?
  private var rule: String?
  private var code: String?
  private var reason: String?

  init?(_ line: [UInt8]) {
    do { try line.withUnsafeBytes { try read($0) } } catch { return nil }
  }

  private mutating func read(_ line: UnsafeRawBufferPointer) throws(JSONError) {
    var scanner = JSONScanner(line)
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      switch try scanner.peek() {
      case .string:
        let token = try scanner.string()
        guard let field = VerdictFields.text(scanner.text(key)) else { continue }
        self[keyPath: field] = scanner.text(token)
      case .number:
        let token = try scanner.number()
        if scanner.matches(key, "seq") { seq = scanner.whole(token) }
        if scanner.matches(key, "time") { timeMs = scanner.whole(token) }
      case .array where scanner.matches(key, "overrides"):
        overrides = (try JSONValue(next: &scanner).elements ?? []).compactMap(VerdictFields.override)
      case .object, .array, .boolean, .null: try scanner.skipValue()
      }
    }
    try scanner.end()
  }

  /// An override that had an effect on this signal: its scope is not recorded, and was that of the signal.
  private static func override(_ value: JSONValue) -> Override? {
    guard let id = value["id"]?.string, let author = value["author"]?.string, let reason = value["reason"]?.string,
      let untilMs = value["until"]?.whole
    else { return nil }
    return Override(entryID: id, scope: .everything, author: author, reason: reason, untilMs: untilMs)
  }

  private static func text(_ key: String) -> WritableKeyPath<VerdictFields, String?>? {
    switch key {
    case "signal_id": \.signalID
    case "network": \.network
    case "chain": \.digest
    case "action": \.action
    case "stage": \.stage
    case "rule": \.rule
    case "code": \.code
    case "reason": \.reason
    default: nil
    }
  }

  var ruling: Ruling? {
    if action == Ruling.approved.action { return .approved }
    guard let stage = stage.flatMap({ Ruling.Rejection.Stage(rawValue: $0) }), let code, let reason else { return nil }
    return .rejected(Ruling.Rejection(stage: stage, rule: rule, code: ReasonCode(rawValue: code), reason: reason))
  }
}

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// Records as the pipeline makes them, for stores to write.
final class BenchRecords {
  private let records: [VerdictRecord]
  private var seq: Int64 = 0

  /// Decides on some signals with the shipped chain, its gate switched on.
  init(_ place: BenchPlace) throws(HostError) {
    let chain = try place.chain(BenchRules.shipped)
    let keeper = RecordKeeper()
    let signals = BenchSignal.mixed(count: 1000, seed: 7)
    do {
      var pipeline = try EntryPipeline(
        judge: Judge(chain: chain, messages: MessageWriter(language: .en)), network: .mainnet, store: keeper,
        alerts: NoAlerts(), executor: PaperExecutor(alerts: NoAlerts()), log: BenchRecords.quietLog)
      let source = SignalSource(requiresTime: true, acceptsMarket: true, chain: chain, name: "bench")
      for signal in signals {
        guard let entry = signal.entry(source) else { continue }
        let line = signal.line(timeMs: entry.nowMs)
        pipeline.submit(entry.signal, line: line, quotes: entry.quotes, nowMs: entry.nowMs)
      }
      _ = pipeline.commit()
    } catch {
      throw .store(path: keeper.path, error)
    }
    records = keeper.records
  }

  /// A log that says nothing, for it writes errors alone.
  static var quietLog: Log {
    Log(level: .error, format: .text, output: TextOutput(descriptor: STDERR_FILENO, name: "standard error"))
  }

  /// The next records, numbered on.
  func next(_ count: Int) -> [VerdictRecord] {
    (0..<count).map { _ in
      let record = records[Int(seq % Int64(records.count))]
      seq += 1
      return VerdictRecord(
        seq: seq, signalID: "\(record.signalID)-\(seq)", signal: record.signal, signalLine: record.signalLine,
        fingerprint: record.fingerprint, timeMs: record.timeMs, network: record.network, ruling: record.ruling,
        verdictLine: record.verdictLine, evidence: record.evidence, entry: record.entry,
        previousHash: record.previousHash)
    }
  }
}

/// Keeps records in memory.
private final class RecordKeeper: VerdictStore {
  let path = "memory"
  private(set) var records: [VerdictRecord] = []

  func tail() throws(StoreError) -> StoreTail? { nil }
  func exitTail() throws(StoreError) -> StoreTail? { nil }
  func append(_ records: [VerdictRecord], exits: [ExitRecord]) throws(StoreError) { self.records += records }
  func firstVerdict(signalID: String) throws(StoreError) -> StoredVerdict? { nil }
  func entry(signalID: String) throws(StoreError) -> StoredEntry? { nil }
  func history(after timeMs: Int64, openAfter openMs: Int64) throws(StoreError) -> [History.Entry] { [] }
}

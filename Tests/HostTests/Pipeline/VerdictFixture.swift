import RuleEngine

@testable import Host

/// A chain that judges single signals with their quotes, as `evaluate` does.
struct VerdictFixture {
  let chain: RuleChain
  private let judge: Judge
  private let writer: VerdictWriter

  init(_ rules: String, _ language: Language = .zh, network: Network = .mainnet) throws {
    chain = try Fixture.chain(rules)
    judge = Judge(chain: chain, messages: MessageWriter(language: language))
    writer = VerdictWriter(chain: chain, network: network)
  }

  func verdict(_ line: String) throws -> (verdict: Verdict, entry: EntryContext) {
    let (signal, quotes, history) = try Fixture.signal(line)
    return verdict(on: signal, quotes, history)
  }

  func verdict(
    on signal: Signal, _ quotes: Quotes, _ history: History = History()
  ) -> (verdict: Verdict, entry: EntryContext) {
    let entry = EntryContext(signal: signal, quotes: quotes, history: history, nowMs: signal.timeMs ?? 0)
    return (judge.verdict(on: entry, signalID: signal.id ?? "auto-1", seq: 1), entry)
  }

  /// The verdict's line; the digest of the chain, which other tests look at, is written `CHAIN`.
  func json(_ line: String) throws -> String { json(try verdict(line).verdict) }

  func json(_ verdict: Verdict) -> String {
    String(decoding: writer.line(verdict), as: UTF8.self).replacing(chain.digest, with: "CHAIN")
  }

  func reason(_ line: String) throws -> String? { try verdict(line).verdict.ruling.rejection?.reason }

  /// The messages that are logged for a signal.
  func logLines(_ line: String) throws -> [LogEntry] {
    let (verdict, entry) = try verdict(line)
    return verdict.decision.map { judge.messages.lines($0, chain, entry) } ?? []
  }

  func messages(_ line: String) throws -> [String] { try logLines(line).map(\.message) }
}

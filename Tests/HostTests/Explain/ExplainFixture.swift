import RuleEngine
import Rules

@testable import Host

/// Explanations of single signals, as `explain` gives them.
struct ExplainFixture {
  let chain: RuleChain
  private let reader: ExplanationReader

  init(_ rules: String, environment: [String: String] = [:]) throws {
    let registry = try RuleRegistry(BuiltInRules.all)
    chain = try ChainLoader(registry: registry, environment: environment)
      .load(SourceText(name: "rules.json", bytes: Array(rules.utf8)))
    reader = ExplanationReader(registry: registry)
  }

  /// The explanation of a new verdict.
  ///
  /// - Parameter withRules: whether it is told what only the rules know.
  func explanation(_ line: String, withRules: Bool = true) throws -> Explanation? {
    let (signal, quotes, history) = try Fixture.signal(line)
    return explanation(of: signal, quotes, history, withRules: withRules)
  }

  func explanation(
    of signal: Signal, _ quotes: Quotes, _ history: History = History(), balance: AvailableBalance? = nil,
    withRules: Bool = true
  ) -> Explanation? {
    let entry = EntryContext(
      signal: signal, quotes: quotes, history: history, balance: balance, nowMs: signal.timeMs ?? 0)
    let judge = Judge(chain: chain, messages: MessageWriter(language: .zh))
    let verdict = judge.verdict(on: entry, signalID: signal.id ?? "auto-1", seq: 1)
    var explanation = reader.read(verdict, VerdictWriter(chain: chain, network: .mainnet))
    explanation?.seq = nil
    if withRules { explanation?.add(chain, of: signal, file: "rules.json") }
    return explanation
  }

  /// The explanation of a record.
  func explanation(_ record: StoreReader.StoredRecord) -> Explanation? {
    var explanation = reader.read(verdict: record.verdict, evidence: record.evidence)
    explanation?.seq = nil
    return explanation
  }

  /// What a person reads; the digest of the chain, which other tests look at, is written `CHAIN`.
  func text(_ line: String, _ language: Language = .en, withRules: Bool = true) throws -> String? {
    try explanation(line, withRules: withRules).map { text($0, language) }
  }

  func text(_ explanation: Explanation, _ language: Language = .en, isColoured: Bool = false) -> String {
    ExplanationText(words: ExplanationWords(language: language), palette: Palette(isOn: isColoured))
      .text(explanation).replacing(chain.digest, with: "CHAIN")
  }
}

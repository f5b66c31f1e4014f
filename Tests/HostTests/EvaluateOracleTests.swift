import Foundation
import RuleEngine
import Rules
import TestSupport
import Testing

@testable import Host

/// The verdicts of `evaluate` against those of an oracle that shares no code with it.
struct EvaluateOracleTests {
  static let seeds = 0..<20
  static let signalsPerSeed = 5000

  @Test(arguments: seeds)
  func `agreement with exact-decimal arithmetic is total on 100,000 random signals`(_ seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed) &* 7919 &+ 17)
    var tally = Tally()
    for chain in OracleChain.all {
      let count = Self.signalsPerSeed / OracleChain.all.count
      var generator = SignalLineGenerator(random: SplitMix64(seed: random.next()), chain: chain)
      let evaluation = try Evaluation(chain)
      var seq = 1
      for number in 1...count {
        let draft = generator.next()
        let line = draft.line(&generator.random)
        let expected = Oracle(chain: chain).verdict(draft, seq: seq)
        let found = try evaluation.verdict(line, number: number, seq: seq, comparesReason: expected.reason != nil)
        if expected.seq != nil { seq += 1 }
        tally.add(draft, line, expected, found)
      }
    }
    #expect(tally.differences.isEmpty, "\(tally.differences.prefix(3).joined(separator: "\n\n"))")
    #expect(tally.count == Self.signalsPerSeed)
    #expect(tally.onThreshold * 4 >= tally.count)
    // Of the three steps one is on the limit itself, and shows as a margin of nothing.
    #expect(tally.zeroMargins * 16 >= tally.count)
    #expect(tally.codes == Self.codes)
    #expect(tally.actions == ["approved", "rejected"])
  }

  @Test func `the seeds make 100,000 signals`() {
    #expect(Self.seeds.count * Self.signalsPerSeed == 100_000)
    #expect(Self.signalsPerSeed % OracleChain.all.count == 0)
  }

  /// Every code that the rules of the chains can give, and those of lines that are no entry signals.
  static let codes: Set<String> = [
    "bad_signal", "balance_insufficient", "balance_missing", "balance_stale",
    "book_crossed", "book_spread_wide", "book_unknown", "coin_case", "cooling_down", "depth_low",
    "direction_not_allowed", "negated", "not_an_entry", "notional_missing", "notional_over", "perp_missing",
    "rate_exceeded", "skewed", "spot_missing", "spread_implausible", "spread_insufficient", "stale", "thin",
    "z_score_high", "z_score_low", "z_score_missing",
  ]

  /// What a run of signals was made of, and where the two differ.
  private struct Tally {
    var count = 0
    var onThreshold = 0
    var zeroMargins = 0
    var codes: Set<String> = []
    var actions: Set<String> = []
    var differences: [String] = []

    mutating func add(_ draft: SignalDraft, _ line: String, _ expected: OracleVerdict, _ found: OracleVerdict) {
      count += 1
      if draft.isOnThreshold { onThreshold += 1 }
      let outcomes = expected.outcomes ?? []
      if draft.isOnThreshold, outcomes.contains(where: { $0.margins.contains("0") }) { zeroMargins += 1 }
      codes.formUnion([expected.code].compactMap(\.self) + outcomes.flatMap(\.codes))
      actions.insert(expected.action)
      if expected != found { differences.append("\(line)\nexpected \(expected)\nfound \(found)") }
    }
  }
}

/// `evaluate` without its process: the same steps from a line to a verdict's line.
private struct Evaluation {
  private let chain: RuleChain
  private let judge: Judge
  private let writer: VerdictWriter
  private let source: SignalSource
  private let decoder = JSONDecoder()

  init(_ chain: OracleChain) throws {
    let loader = ChainLoader(registry: try RuleRegistry(BuiltInRules.all), environment: [:])
    self.chain = try loader.load(SourceText(name: "rules.json", bytes: Array(chain.json.utf8)))
    judge = Judge(chain: self.chain, messages: MessageWriter(language: .zh))
    writer = VerdictWriter(chain: self.chain, network: .mainnet)
    source = SignalSource(requiresTime: true, acceptsMarket: true, chain: self.chain, name: "<stdin>")
  }

  func verdict(_ line: String, number: Int, seq: Int, comparesReason: Bool) throws -> OracleVerdict {
    var verdict = try decoder.decode(OracleVerdict.self, from: Data(answer(line, number: number, seq: seq)))
    if verdict.stage == "input" {
      let place = "<stdin>:\(number):"
      #expect(verdict.reason?.hasPrefix(place) == true, "\(line)")
    }
    if !comparesReason { verdict.reason = nil }
    verdict.outcomes = verdict.outcomes?.map(\.compared)
    return verdict
  }

  private func answer(_ line: String, number: Int, seq: Int) throws -> [UInt8] {
    try Array(line.utf8).withUnsafeBytes { bytes in
      switch source.read(LineReader.Line(bytes: bytes, number: number, isTooLong: false)) {
      case .blank, .exit: throw CocoaError(.fileReadCorruptFile)
      case .bad(let answer, _): return answer
      case .signal(let signal, let quotes, let history, let balance):
        let entry = EntryContext(
          signal: signal, quotes: quotes, history: history, balance: balance, nowMs: try #require(signal.timeMs))
        return writer.line(judge.verdict(on: entry, signalID: signal.id ?? "auto-\(seq)", seq: Int64(seq)))
      }
    }
  }
}

extension OracleVerdict.Outcome {
  /// Without numbers that the oracle does not compute.
  fileprivate var compared: Self {
    var outcome = self
    if measured == OracleVerdict.Measured() { outcome.measured = nil }
    outcome.children = children?.map(\.compared)
    return outcome
  }
}

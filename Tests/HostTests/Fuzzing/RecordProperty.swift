import Foundation
@testable import Host
import RuleEngine
import Rules

/// What holds of a record, whoever has written it: three lines, the verdict, the signal and the evidence. It is judged
/// again, as `verify` does, and explained, or it is none.
enum RecordProperty {
  static func check(_ input: [UInt8]) throws {
    let lines = input.split(separator: 0x0A, maxSplits: 2, omittingEmptySubsequences: false).map { Array($0) }
    guard lines.count == 3 else { return }
    let registry = try RuleRegistry(BuiltInRules.all)
    try checkExplanation(ExplanationReader(registry: registry).read(verdict: lines[0], evidence: lines[2]))
    let read = RecordedEntry(seq: 1, verdict: lines[0], signalLine: lines[1], evidence: lines[2])
    guard let entry = read else { return }
    try FuzzFault.unless(RecordedEntry.isMoment(entry.nowMs), "a moment that no clock shows")
    let loader = ChainLoader(registry: registry, environment: [:])
    let chain = try loader.load(SourceText(name: "rules.json", bytes: Array(rules.utf8)))
    let (line, evidence) = try judged(entry, by: chain)
    // What was just recorded is a record, and says the same when it is judged once more.
    guard let again = RecordedEntry(seq: 1, verdict: line, signalLine: lines[1], evidence: evidence) else {
      throw FuzzFault(description: "a verdict that cannot be read again: \(String(decoding: line, as: UTF8.self))")
    }
    let (lineAgain, evidenceAgain) = try judged(again, by: chain)
    let difference = JSONDifference(line, lineAgain) ?? JSONDifference(evidence, evidenceAgain)
    try FuzzFault.unless(difference == nil, "another verdict of the same record: \(String(describing: difference))")
  }

  /// The verdict's line and evidence by rules that look at everything a record holds.
  private static func judged(_ entry: RecordedEntry, by chain: RuleChain) throws -> ([UInt8], [UInt8]) {
    let judge = Judge(chain: chain.overridden(by: entry.overrides), messages: MessageWriter(language: .en))
    let verdict = judge.verdict(
      on: entry.context(history: History()), signalID: entry.signalID, seq: entry.writtenSeq)
    let line = VerdictWriter(chain: chain, network: entry.network).line(verdict)
    let evidence = EvidenceWriter.object(verdict, nil)
    for text in [line, evidence] {
      _ = try JSONSerialization.jsonObject(with: Data(text))
      try FuzzFault.unless(!text.contains(0x0A), "a record of two lines")
    }
    return (line, evidence)
  }

  private static func checkExplanation(_ explanation: Explanation?) throws {
    guard let explanation else { return }
    _ = try JSONSerialization.jsonObject(with: Data(explanation.json.utf8))
    let text = ExplanationText(words: ExplanationWords(language: .en), palette: Palette(isOn: false)).text(explanation)
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A }
    try FuzzFault.unless(isPlain, "an explanation that draws on a terminal")
  }

  private static let rules = #"""
    {"version": 1, "chain": [
      {"id": "arb", "rule": "futures_spot_arb", "scope": {"coins": ["PURR"]}, "mode": "shadow",
        "params": {"min_spread": 0.01, "confirm_for_ms": 3000}},
      {"id": "funding", "rule": "funding_rate_band", "scope": {"coins": ["PURR"]}, "mode": "shadow",
        "params": {"min": -0.0001, "max_cost": 0.00002}},
      {"id": "oracle", "rule": "oracle_deviation_cap", "scope": {"coins": ["PURR"]}, "mode": "shadow",
        "params": {"max_deviation": 0.01}},
      {"id": "score", "rule": "z_score_band", "mode": "shadow", "params": {"min_abs": 1.5}},
      {"id": "size", "rule": "notional_cap", "mode": "shadow", "params": {"max_notional_usd": 800}},
      {"id": "window", "rule": "trading_window", "mode": "shadow", "params": {"from": "08:00", "to": "20:00"}},
      {"id": "depth", "not": {"all": [
        {"rule": "min_depth", "scope": {"coins": ["PURR"]}, "params": {"leg": "perp", "min_usd": 60}},
        {"rule": "top_of_book_spread_cap", "scope": {"coins": ["PURR"]}, "params": {"leg": "spot", "max_bps": 20}}]}},
      {"id": "free", "rule": "min_available_balance", "params": {"min_usd": 50}},
      {"id": "long", "rule": "direction_allow", "params": {"directions": ["long"]}}]}
    """#
}

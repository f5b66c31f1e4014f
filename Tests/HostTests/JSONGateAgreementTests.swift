import Foundation
import RuleEngine
import Rules
import TestSupport
import Testing

@testable import Host

/// The PURR gate written in JSON alone, against `futures_spot_arb`.
struct JSONGateAgreementTests {
  @Test func `the gate in JSON alone and futures_spot_arb agree on 10,000 random inputs`() throws {
    let alone = try Gate(
      try String(
        contentsOf: GateProcess.package.appending(path: "Examples/purr-json-only.rules.json"), encoding: .utf8))
    let built = try Gate(
      """
      { "version": 1, "chain": [ { "rule": "futures_spot_arb", "scope": { "coins": ["PURR"] },
        "params": { "min_spread": 0.01, "max_abs_spread": 0.2, "max_skew_ms": 3000, "min_depth_usd": 50 } } ] }
      """)
    var lines = LegLines(seed: 20_260_325)
    var kinds: [Outcome.Kind: Int] = [:]
    var codes: [ReasonCode: Int] = [:]
    var thresholds = 0
    var differences: [String] = []
    for _ in 0..<10_000 {
      let line = lines.next()
      let (expected, found) = (try built.outcome(of: line), try alone.outcome(of: line))
      kinds[expected.kind, default: 0] += 1
      if let code = expected.code { codes[code, default: 0] += 1 }
      if expected.evidence.margin?.description == "0" { thresholds += 1 }
      if found.kind != expected.kind || (expected.kind == .unavailable && found.code != expected.code) {
        differences.append("\(line)\nfutures_spot_arb: \(expected)\nin JSON alone: \(found)")
      }
    }
    #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(3).joined(separator: "\n\n"))")
    // Else the agreement would be about little.
    for kind in Outcome.Kind.allCases { #expect(kinds[kind, default: 0] >= 500, "\(kind): \(kinds)") }
    let excluded = try FuturesSpotArbRule.make(parameters: "{}").reach.excludedCodes
    for code in FuturesSpotArbRule.documentation.codes.map(\.code) where !excluded.contains(code) {
      #expect(codes[code, default: 0] >= 100, "\(code): \(codes)")
    }
    #expect(thresholds >= 100)
  }
}

/// The first entry of a chain, asked about lines as `evaluate` reads them.
private struct Gate {
  private let node: ChainNode
  private let source: SignalSource

  init(_ rules: String) throws {
    let loader = ChainLoader(registry: try RuleRegistry(BuiltInRules.all), environment: [:])
    let chain = try loader.load(SourceText(name: "rules.json", bytes: Array(rules.utf8)))
    node = try #require(chain.entries.first).node
    source = SignalSource(requiresTime: true, acceptsMarket: true, chain: chain, name: "<stdin>")
  }

  func outcome(of line: String) throws -> Outcome {
    try Array(line.utf8).withUnsafeBytes { bytes in
      guard
        case .signal(let signal, let quotes, let history, let balance) = source.read(
          LineReader.Line(bytes: bytes, number: 1, isTooLong: false))
      else { throw CocoaError(.fileReadCorruptFile) }
      let entry = EntryContext(
        signal: signal, quotes: quotes, history: history, balance: balance, nowMs: try #require(signal.timeMs))
      return node.evaluate(entry).outcome
    }
  }
}

/// Signals of PURR with quotes on the gate's thresholds, one unit to either side of them, and missing, one-sided, crossed,
/// stale, skewed, bare and future ones.
private struct LegLines {
  private var random: SplitMix64
  private static let nowMs = 1_774_403_200_000

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func next() -> String {
    // Of these, in billionths of a dollar, 1 % and 20 % and the size that is worth 50 USD are whole numbers.
    let spot = pick([1_250_000, 10_000_000, 12_500_000, 20_000_000, 100_000_000, 1_000_000_000])
    let basis = pick([-10, -10, -10, 10, 10, 10, -15, 15, 200, -200, 0, -3, 250, -400])
    let perp = spot / 1000 * (1000 + basis) + pick([0, 0, 0, 1, -1, 7])
    let age = pick([0, 0, 0, 0, 0, 0, 0, 0, 400, 4000, 7000, 9999, 10_000, 10_001])
    let skew = pick([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2999, 3000, 3001])
    let ages = Bool.random(using: &random) ? (age, age + skew) : (age + skew, age)
    let coin = pick(["PURR", "PURR", "PURR", "PURR", "PURR", "PURR", "PURR", "PURR", "HYPE"])
    return """
      {"time":\(Self.nowMs),"symbol":"\(coin)/USDC:USDC","direction":"\(pick(["long", "short"]))",\
      "market":{"perp":{"PURR":\(quote(perp, ages.0))},"spot":{"PURR":\(quote(spot, ages.1))}}}
      """
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &random)]
  }

  private mutating func quote(_ mid: Int, _ ageMs: Int) -> String {
    // Half of the gap; a mid of an odd number of billionths has none.
    let gap = pick([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 5, mid / 2000, -1])
    let (bid, ask) = (mid - gap, mid + gap)
    let when = time(ageMs)
    switch Int.random(in: 0..<24, using: &random) {
    case 0: return pick(["null", "{}"])
    case 1: return #"{"bid":"\#(bid)e-9"\#(when)}"#
    case 2: return #"{"ask":"\#(ask)e-9"\#(when)}"#
    case 3: return #""\#(mid)e-9""#
    case 4: return #"{"mid":"\#(mid)e-9"\#(when)}"#
    default:
      return #"{"bid":"\#(bid)e-9","ask":"\#(ask)e-9"\#(size("bid", bid))\#(size("ask", ask))\#(when)}"#
    }
  }

  /// Sizes in billionths of a coin: worth 50 USD, a billionth beside it, plenty, nothing, not known.
  private mutating func size(_ side: String, _ price: Int) -> String {
    let threshold = 50_000_000_000_000_000_000 / Int128(price)
    let isPlenty = Int.random(in: 0..<9, using: &random) > 0
    let size: Int128? = isPlenty ? threshold * 3 : pick([threshold, threshold + 1, threshold - 1, 0, nil])
    return size.map { #","\#(side)_size":"\#($0)e-9""# } ?? ""
  }

  private mutating func time(_ ageMs: Int) -> String {
    switch Int.random(in: 0..<16, using: &random) {
    case 0: #","time":\#(Self.nowMs + pick([1, 1999, 2000, 2001, 60_000]))"#
    case 1: ""
    case 2...4: #","age_ms":\#(ageMs),"time":\#(Self.nowMs - ageMs)"#
    case 5: #","age_ms":\#(pick([0, 10, ageMs])),"time":\#(Self.nowMs - ageMs)"#
    case 6...8: #","time":\#(Self.nowMs - ageMs)"#
    default: #","age_ms":\#(ageMs)"#
    }
  }
}

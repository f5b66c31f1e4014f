import Foundation
import RuleEngine
import Rules

/// What holds of a text that may be `rules.json`: a chain that judges, or faults with places in the text.
enum RulesProperty {
  static func check(_ input: [UInt8]) throws {
    let loader = ChainLoader(
      registry: try RuleRegistry(BuiltInRules.all),
      environment: ["ON": "true", "OFF": "False", "NUMBER": "0.02", "EMPTY": "", "WORD": "enforce"])
    let (chain, again): (RuleChain, RuleChain)
    do throws(ConfigurationFaults) {
      chain = try loader.load(SourceText(name: "rules.json", bytes: input))
      again = try loader.load(SourceText(name: "other", bytes: [0x0A] + input + [0x20]))
    } catch {
      return try FaultPlaces.check(error, in: input)
    }
    let isObject = (try? JSONSerialization.jsonObject(with: Data(input))) is [String: Any]
    try FuzzFault.unless(isObject, "a chain of what Foundation refuses")
    try FuzzFault.unless(again.digest == chain.digest, "white space changes the digest")
    for nowMs in [0, 1_774_400_000_000] as [Int64] {
      for direction in Signal.Direction.allCases {
        guard let signal = Signal(symbol: "PURR/USDC:USDC", direction: direction) else { continue }
        let decision = chain.decide(EntryContext(signal: signal, nowMs: nowMs))
        try FuzzFault.unless(decision.outcomes.count <= chain.entries.count, "more outcomes than entries")
      }
    }
  }
}

/// Texts of `rules.json` for the benchmarks, an entry a line.
enum BenchRules {
  /// The gate of PURR alone.
  static let gate = rules([arb("gate", coin: "PURR", minSpread: "0.001")])

  /// Two limits that let everything through, and the gate: the chain that is shipped, all of it switched on.
  static let shipped = rules([
    rate("global-rate", per: "all"), rate("pair-rate", per: "pair"), arb("gate", coin: "PURR", minSpread: "0.001"),
  ])

  /// A chain that reads no market data.
  static let withoutFeeds = rules([
    rate("global-rate", per: "all"), rate("pair-rate", per: "pair"),
    #"{"id":"longs","rule":"direction_allow","params":{"directions":["long"]}}"#,
  ])

  /// A gate for each of the coins `C0`, `C1` and so on.
  static func scoped(count: Int) -> String {
    rules((0..<count).map { arb("r\($0)", coin: "C\($0)", minSpread: minSpread($0)) })
  }

  /// Many gates of PURR.
  static func inScope(count: Int) -> String {
    rules((0..<count).map { arb("r\($0)", coin: "PURR", minSpread: minSpread($0)) })
  }

  /// Combinators in combinators in combinators, eight gates at the bottom.
  static let nested: String = {
    var number = 0
    func node(_ depth: Int) -> String {
      number += 1
      if depth == 0 { return arb("r\(number)", coin: "PURR", minSpread: minSpread(number)) }
      let keyword = depth.isMultiple(of: 2) ? "any" : "all"
      let id = "c\(number)"
      let children = [node(depth - 1), node(depth - 1)]
      return #"{"id":"\#(id)","\#(keyword)":[\#(children.joined(separator: ","))]}"#
    }
    return rules([node(3)])
  }()

  private static func minSpread(_ number: Int) -> String { ["0.0005", "0.001", "0.003"][number % 3] }

  private static func arb(_ id: String, coin: String, minSpread: String) -> String {
    #"{"id":"\#(id)","rule":"futures_spot_arb","scope":{"coins":["\#(coin)"]},"params":{"min_spread":\#(minSpread)}}"#
  }

  private static func rate(_ id: String, per: String) -> String {
    #"{"id":"\#(id)","rule":"entry_rate_limit","params":{"max_entries":1000000,"window_s":3600,"per":"\#(per)"}}"#
  }

  private static func rules(_ entries: [String]) -> String {
    "{\"version\":1,\"chain\":[\n\(entries.joined(separator: ",\n"))\n]}\n"
  }
}

import LoopbackExchange
import RuleEngine
import Testing

@testable import Host

/// What the exchange's answer to `metaAndAssetCtxs` says of which coin.
@Suite struct AssetContextsTests {
  private func read(_ body: String, status: Int = 200) -> Result<[Coin: AssetContext], ExchangeFault> {
    AssetContexts.read(RESTResponse(status: status, body: Array(body.utf8)))
  }

  /// An answer on perps A, B and C, with this context of B.
  private func answer(_ b: String) -> String {
    let good = #"{"funding":"0.0000125","oraclePx":"2.5"}"#
    return #"[{"universe":[{"name":"A"},{"name":"B"},{"name":"C"}]},[\#(good),\#(b),\#(good)]]"#
  }

  private static let good = AssetContext(fundingRate: "0.0000125", oracle: "2.5", receivedMs: 0)

  @Test(
    arguments: [
      (#"{"funding":"-0.0001370967","oraclePx":"113106.0"}"#, "-0.0001370967", "113106"),
      (#"{"oraclePx":"1e-9","x":[null],"funding":"0.0"}"#, "0", "0.000000001"),
      (#"{"funding":"1","oraclePx":"1.5"}"#, "1", "1.5"),
    ] as [(String, ExactDecimal, Price)])
  func `a context is read to its last digit`(text: String, rate: ExactDecimal, oracle: Price) throws {
    let known = try read(answer(text)).get()
    #expect(known["B"] == AssetContext(fundingRate: rate, oracle: oracle, receivedMs: 0))
    #expect(known["A"] == Self.good && known["C"] == Self.good && known.count == 3)
  }

  @Test(arguments: [
    "null", "[]", "{}", "7", #"{"funding":null,"oraclePx":null}"#, #"{"funding":0.0000125,"oraclePx":2.5}"#,
    #"{"funding":"","oraclePx":"0.0"}"#, #"{"funding":"NaN","oraclePx":"NaN"}"#,
    #"{"funding":"1.000000001","oraclePx":"-1"}"#, #"{"funding":"-1.1","oraclePx":"0.0000000001"}"#,
    #"{"funding":"1e400","oraclePx":"1e400"}"#, #"{"funding":"0","funding":"0","oraclePx":"1","oraclePx":"1"}"#,
  ])
  func `what is null, missing, absurd or said twice is unknown of that coin and of no other`(_ text: String) throws {
    let known = try read(answer(text)).get()
    #expect(known["B"] == AssetContext(fundingRate: nil, oracle: nil, receivedMs: 0))
    #expect(known["A"] == Self.good && known["C"] == Self.good)
  }

  @Test func `of one value that is null the other one stays`() throws {
    let known = try read(answer(#"{"funding":"0.1","oraclePx":null}"#)).get()
    #expect(known["B"] == AssetContext(fundingRate: "0.1", oracle: nil, receivedMs: 0))
  }

  @Test func `a delisted perp has no context`() throws {
    let text = #"[{"universe":[{"name":"A","isDelisted":true},{"name":"B"}]},[{"funding":"1"},{"funding":"0.5"}]]"#
    #expect(try read(text).get() == ["B": AssetContext(fundingRate: "0.5", oracle: nil, receivedMs: 0)])
  }

  @Test(arguments: [
    "", "null", "[]", "{}", #"{"universe":[]}"#, #"[{"universe":[]}]"#, #"[{"universe":[]},[],[]]"#,
    #"[{"universe":[]},null]"#, #"[{"universe":null},[]]"#, #"[{"universe":[{"name":"A"}]},[]]"#,
    #"[{"universe":[{"name":"A"}]},[{},{}]]"#, #"[{"universe":[{"name":"A"},{"name":"A"}]},[{},{}]]"#,
    #"[{"universe":[{"name":"A"},{}]},[{},{}]]"#, #"[{"universe":[{"name":7}]},[{}]]"#,
  ])
  func `lists that cannot belong together say nothing of anyone`(_ body: String) {
    #expect(read(body) == .failure(.unreadable))
  }

  @Test(arguments: [204, 429, 500]) func `another status is a fault, whatever stands below it`(_ status: Int) {
    #expect(read(answer("{}"), status: status) == .failure(.status(status)))
  }

  @Test func `in a minute so little is asked that the limit of REST is not felt`() {
    // A weight of 20 each, beside those of the books and the balance.
    let weight = 60_000 / AssetContexts.everyMs * 20 + 60_000 / BalanceAnswer.everyMs * 2
    #expect(MinuteBudget.bookWeight.limit + Int(weight) <= 1200)
  }
}

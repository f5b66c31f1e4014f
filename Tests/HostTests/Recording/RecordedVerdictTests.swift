import RuleEngine
import Testing

@testable import Host

/// A record holds all that its verdict hangs on: the chain, asked again with nothing else, says the same.
@Suite(.timeLimit(.minutes(2))) struct RecordedVerdictTests {
  private struct Row {
    let verdict: String
    let signal: JSONValue
    let evidence: String
  }

  private func rows(_ run: RecordedRun) throws -> [Row] {
    let connection = try SQLiteConnection(path: run.fixture.storePath, .readWrite, busyTimeoutMs: 10_000)
    let sql = "SELECT verdict, line, evidence FROM verdicts JOIN signals USING (seq) ORDER BY seq"
    return try StoreFixture.rows(sql, connection, columns: 3).map { columns in
      let texts = try columns.map { try #require($0) }
      return Row(
        verdict: texts[0], signal: try JSONValue(parsing: Array(texts[1].utf8)), evidence: texts[2])
    }
  }

  /// The signal for `evaluate`, with what the record's evidence says and nothing else.
  private func question(_ row: Row) throws -> String {
    let verdict = try JSONValue(parsing: Array(row.verdict.utf8))
    let evidence = try JSONValue(parsing: Array(row.evidence.utf8))
    let nowMs = try #require(verdict["time"]?.whole)
    var market: [String: [String]] = [:]
    for input in evidence["inputs"]?.elements ?? [] {
      let feed = try #require(input["feed"]?.string?.split(separator: ":"))
      var members = ["bid", "ask", "bid_size", "ask_size", "funding_rate", "oracle"].compactMap { key in
        input[key]?.string.map { "\"\(key)\":\"\($0)\"" }
      }
      if let timeMs = input["time"]?.whole { members.append("\"time\":\(timeMs)") }
      if let trail = input["trail"] { members.append("\"trail\":\(trail.indented(width: .max).dropLast())") }
      members.append("\"age_ms\":\(nowMs - (try #require(input["received"]?.whole)))")
      market["\(feed[0])", default: []].append("\"\(feed[1])\":{\(members.joined(separator: ","))}")
    }
    let parts = market.map { "\"\($0.key)\":{\($0.value.joined(separator: ","))}" }
    let account = try evidence["account"].map { account in
      let amount = try #require(account["available_usd"]?.string)
      let received = try #require(account["received"]?.whole)
      return #","account":{"available_usd":"\#(amount)","age_ms":\#(nowMs - received)}"#
    }
    let words = ["symbol", "direction"].map { "\"\($0)\":\"\(row.signal[$0]?.string ?? "")\"" }
    let id = try #require(verdict["signal_id"]?.string)
    return #"{"id":"\#(id)","time":\#(nowMs),\#(words.joined(separator: ",")),"market":{"#
      + "\(parts.joined(separator: ","))}\(account ?? "")}"
  }

  /// A verdict without its place in the record, and without the way its quotes came.
  private func plain(_ verdict: String) -> String {
    verdict.replacing(/"seq":[0-9]+,/, with: "").replacing(/,"source":"(ws|rest)"/, with: "")
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `a verdict on quotes, contexts and a balance is given again from its record alone`(_ seed: UInt64) throws {
    let run = try RecordedRun(seed: seed, rules: RecordedRun.gates)
    _ = try run.live(rounds: 200, idsOnly: true)
    let rows = try rows(run).filter { !$0.verdict.contains(#""stage":"input""#) }
    for word in ["approved", "funding_cost_high", "comparison_failed", "balance_insufficient"] {
      #expect(rows.contains { $0.verdict.contains(word) }, "seed \(seed): no \(word)")
    }
    let again = try GateProcess(folder: run.fixture.folder).run(
      ["evaluate", "--lang", "en", "--log-level", "error"],
      input: rows.map { try question($0) + "\n" }.joined())
    #expect(again.code == 0, "\(again.errors)")
    #expect(rows.count > 100 && again.lines.count == rows.count, "seed \(seed)")
    let differing = zip(again.lines, rows).map { (plain($0), plain($1.verdict)) }.first { $0 != $1 }
    #expect(differing == nil, "seed \(seed)")
  }

  @Test(arguments: 1...2 as ClosedRange<UInt64>)
  func `a replay's records hold the same evidence as the run's`(_ seed: UInt64) throws {
    let run = try RecordedRun(seed: seed, rules: RecordedRun.rules)
    _ = try run.live(rounds: 100)
    let live = try rows(run).map(\.evidence)
    _ = try run.replay(run.recordings, store: "again.sqlite")
    let folder = run.fixture.folder
    let connection = try SQLiteConnection(path: folder.path("again.sqlite"), .readWrite, busyTimeoutMs: 10_000)
    let replayed = try StoreFixture.rows("SELECT evidence FROM verdicts ORDER BY seq", connection, columns: 1)
      .map { $0[0] ?? "" }
    #expect(live.count > 100 && live == replayed, "seed \(seed)")
    #expect(live.contains { $0.contains(#""account":"#) })
  }
}

import Foundation
import RuleEngine
import TestSupport
import Testing

@testable import Host

/// `verdicts` and `stats` by times, codes, directions and strategies: what they give is what a reader who knows the
/// signals and the answers would pick by hand.
@Suite struct RecordFilterTests {
  /// A signal that was sent, and how it was answered.
  struct Sent {
    let id: String
    let ms: Int64
    let direction: String
    let strategy: String?
    let base: String?
    let answer: PipelineFixture.Answer
  }

  private static let hourMs: Int64 = 3_600_000
  private let gate: GateProcess
  private let sent: [Sent]

  init() throws {
    let folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try folder.file(
      "rules.json", Fixture.rules(Fixture.longOnly("longs"), Fixture.rate(1, per: "pair", windowSeconds: 14_400)))
    try folder.file("market.jsonl", "")
    var random = SplitMix64(seed: 6)
    var drafts: [(id: String, ms: Int64, direction: String, strategy: String?, base: String?)] = []
    var ms = Fixture.nowMs
    for number in 0..<60 {
      ms += Int64.random(in: 0...2, using: &random) * RecordFilterTests.hourMs
      drafts.append(
        (
          "s-\(number)", ms, ["long", "short"].randomElement(using: &random) ?? "",
          [nil, "a", "b=1,2"].randomElement(using: &random) ?? nil,
          [nil, "HYPE", "BTC"].randomElement(using: &random) ?? nil
        ))
    }
    let lines = drafts.map { draft in
      Fixture.line(
        draft.id, draft.direction, time: draft.ms, base: draft.base,
        more: draft.strategy.map { ",\"strategy\":\"\($0)\"" } ?? "")
    }
    try folder.file("signals.jsonl", lines.joined(separator: "\n"))
    let run = try gate.run([
      "replay", "--market", "market.jsonl", "--signals", "signals.jsonl", "--store", "entrygate.sqlite",
    ])
    try #require(run.lines.count == drafts.count, "\(run.errors)")
    sent = zip(drafts, run.lines).map { draft, line in
      Sent(
        id: draft.id, ms: draft.ms, direction: draft.direction, strategy: draft.strategy, base: draft.base,
        answer: PipelineFixture.Answer(description: line))
    }
  }

  /// The verdicts and the counts that the options give are those of the signals that match.
  private func expect(
    _ options: [String], sourceLocation: SourceLocation = #_sourceLocation, _ matches: (Sent) -> Bool
  ) throws {
    let picked = sent.filter(matches)
    let verdicts = try gate.run(["verdicts", "--json"] + options)
    #expect(verdicts.code == 0, "\(verdicts.errors)", sourceLocation: sourceLocation)
    #expect(
      verdicts.lines.compactMap { PipelineFixture.Answer(description: $0).id } == picked.map(\.id), "\(options)",
      sourceLocation: sourceLocation)
    var counts: [String: (approved: Int, rejected: Int)] = [:]
    for one in picked {
      let key = "\(CivilTime(ms: one.ms).date),mainnet,PURR/USDC:USDC,\(one.base ?? "")"
      if one.answer.action == "approved" {
        counts[key, default: (0, 0)].approved += 1
      } else {
        counts[key, default: (0, 0)].rejected += 1
      }
    }
    let expected = counts.sorted { $0.key < $1.key }.map {
      "\($0),\($1.approved + $1.rejected),\($1.approved),\($1.rejected)"
    }
    let stats = try gate.run(["stats", "--csv"] + options)
    let rows = stats.output.components(separatedBy: "\r\n").dropFirst().filter { !$0.isEmpty }
    #expect(Array(rows) == expected, "\(options)", sourceLocation: sourceLocation)
  }

  @Test func `a code, a direction and a strategy pick what has them`() throws {
    try expect(["--code", "rate_exceeded"]) { $0.answer.code == "rate_exceeded" }
    try expect(["--code", "direction_not_allowed", "--last", "60"]) { $0.answer.code == "direction_not_allowed" }
    try expect(["--direction", "short"]) { $0.direction == "short" }
    try expect(["--strategy", "a"]) { $0.strategy == "a" }
    try expect(["--strategy", "b=1,2", "--direction", "long"]) { $0.strategy == "b=1,2" && $0.direction == "long" }
    #expect(sent.contains { $0.answer.code == "rate_exceeded" } && sent.contains { $0.answer.action == "approved" })
  }

  @Test func `a span of time begins with its first moment and ends before its last, in every spelling`() throws {
    let (from, until) = (sent[10].ms, sent[45].ms)
    for (first, last) in [
      ("\(from)", "\(until)"), (CivilTime(ms: from).iso8601, CivilTime(ms: until).iso8601),
    ] {
      try expect(["--from", first, "--to", last]) { $0.ms >= from && $0.ms < until }
    }
    try expect(["--from", "\(from + 1)"]) { $0.ms > from }
    try expect(["--to", "\(until + 1)"]) { $0.ms <= until }
    let day = Fixture.nowMs / 86_400_000 * 86_400_000
    // Whole days are read from what was counted, others are counted from the verdicts: it must not show.
    try expect(["--from", "2026-03-26", "--to", "2026-03-27"]) { ($0.ms - day) / 86_400_000 == 1 }
    try expect(["--day", "2026-03-26"]) { ($0.ms - day) / 86_400_000 == 1 }
    try expect(["--day", "2026-03-26", "--from", "2026-03-26T12:00:00Z"]) {
      ($0.ms - day) / 43_200_000 == 3
    }
    try expect(["--from", "2026-03-26T12:00:00Z", "--direction", "long"]) {
      $0.ms - day >= 129_600_000 && $0.direction == "long"
    }
  }

  @Test func `a while before now is counted from now`() throws {
    func filter(_ words: [String]) throws -> StoreReader.Filter {
      try Arguments(words, options: VerdictsCommand.help.options, command: "verdicts").filter(nowMs: Fixture.nowMs)
    }
    #expect(try filter(["--from", "-2h", "--to", "-90s"]).fromMs == Fixture.nowMs - 2 * RecordFilterTests.hourMs)
    #expect(try filter(["--to=-90s"]).toMs == Fixture.nowMs - 90_000)
    for text in ["2h", "-2", "-2w", "--", "yesterday", "2026-02-30", "-99999d", "-1", "2026-03-25T00:00:00"] {
      #expect(throws: HostError.self, "\(text)") { try filter(["--from=\(text)"]) }
    }
    #expect(throws: HostError.self) { try filter(["--from", "-1h", "--to", "-2h"]) }
    #expect(throws: HostError.self) { try filter(["--from", "-1h", "--to", "-1h"]) }
  }

  @Test func `what finds nothing says so on standard error and is no failure`() throws {
    for (command, word) in [("verdicts", "no verdict"), ("stats", "no statistics"), ("exits", "no exit")] {
      for format in [[], ["--json"], ["--csv"]] {
        let run = try gate.run([command, "--coin", "purr"] + format)
        #expect(run.code == 0)
        #expect(
          run.errors == "\(word) match\(command == "stats" ? "" : "es"): none has --coin purr; nearest is \"PURR\"\n")
        #expect(run.lines.count == (format == ["--csv"] ? 1 : 0), "a header alone")
      }
      let both = try gate.run([command, "--csv", "--json"])
      #expect(both.code == 64 && both.errors.contains("--csv and --json exclude each other"))
    }
  }

  @Test(arguments: [
    (["--rule", "long"], #": none has --rule long; nearest is "longs""#),
    (["--strategy", "zzz"], #": none has --strategy zzz; valid are "a", "b=1,2""#),
    (
      ["--coin", "PURR", "--code", "rate"],
      #": none has --code rate; valid are "direction_not_allowed", "rate_exceeded""#
    ),
    (
      ["--pair", "PURR|HYP", "--code", "x"], #": none has --pair PURR|HYP; nearest is "PURR|HYPE"; none has --code x; "#
    ),
    (["--day", "2020-01-01"], ": the verdicts are from 2026-03-25T"),
    (["--from", "2099-01-01"], ": the verdicts are from 2026-03-25T"),
    (["--action", "approved", "--code", "rate_exceeded"], "\n"),
  ])
  func `what finds nothing names the option that no verdict matches`(options: [String], hint: String) throws {
    let run = try gate.run(["verdicts"] + options)
    #expect(run.code == 0 && run.errors.hasPrefix("no verdict matches\(hint)"), "\(run.errors)")
  }

  @Test func `a store without verdicts says that it has none`() throws {
    try gate.folder.file("none.jsonl", "")
    _ = try gate.run(["replay", "--market", "market.jsonl", "--signals", "none.jsonl", "--store", "empty.sqlite"])
    let run = try gate.run(["verdicts", "--coin", "PURR", "--store", "empty.sqlite"])
    #expect(run.errors == "no verdict matches: the store holds no verdict yet\n")
  }

  @Test func `only verdicts that an override touched are overridden`() throws {
    try gate.folder.file(
      "overrides.json",
      """
      {"version":1,"overrides":[{"entry":"longs","scope":{"strategies":["a"]},"author":"mei","reason":"x",
      "until":"2099-01-01T00:00:00Z"}]}
      """)
    let run = try gate.run([
      "replay", "--market", "market.jsonl", "--signals", "signals.jsonl", "--store", "other.sqlite",
    ])
    #expect(run.code == 0, "\(run.errors)")
    let found = try gate.run(["verdicts", "--overridden", "--json", "--store", "other.sqlite"])
    #expect(
      found.lines.compactMap { PipelineFixture.Answer(description: $0).id }
        == sent.filter { $0.direction == "short" && $0.strategy == "a" }.map(\.id))
    // Whose they are stands beside them.
    let table = try gate.run(["verdicts", "--overridden", "--store", "other.sqlite"])
    #expect(!table.lines.isEmpty && table.lines.dropFirst().allSatisfy { $0.hasSuffix("longs by mei") })
    let csv = try gate.run(["verdicts", "--overridden", "--csv", "--store", "other.sqlite"])
    let rows = csv.output.split(whereSeparator: \.isNewline)
    #expect(rows.count == found.lines.count + 1 && rows[0].hasSuffix(",overridden"))
    #expect(rows.dropFirst().allSatisfy { $0.hasSuffix(",longs by mei") })
  }
}

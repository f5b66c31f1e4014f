import RuleEngine
import TestSupport
import Testing

@testable import Host

/// Signals whose id was seen before, and ids that signals are given.
@Suite struct RepeatedSignalTests {
  private func fixture() throws -> PipelineFixture { try PipelineFixture(Fixture.rules(Fixture.longOnly("longs"))) }

  /// The first verdict's line as it answers a repeat.
  private func repeated(_ answer: PipelineFixture.Answer) throws -> String {
    let seq = try #require(answer.seq)
    return answer.description.replacing("\"seq\":\(seq),", with: "\"seq\":\(seq),\"duplicate\":true,")
  }

  @Test(arguments: [false, true])
  func `equal fields, time aside, give the first verdict again`(_ inOneCommit: Bool) throws {
    var fixture = try fixture()
    let more = #","z_score":-2.5,"venue":"x","retry":false"#
    var answers = try inOneCommit ? [] : fixture.answer(Fixture.line("a", more: more), Fixture.line("b", "short"))
    if inOneCommit { try fixture.submit(Fixture.line("a", more: more), Fixture.line("b", "short")) }
    answers += try fixture.answer(
      Fixture.line("a", time: Fixture.nowMs + 5000, more: more), Fixture.line("b", "short"),
      Fixture.line("a", more: #","retry":false,"venue":"x","z_score":-2.5"#), Fixture.line("c"))
    #expect(
      answers.map(\.word) == [
        "approved", "direction_not_allowed", "approved", "direction_not_allowed", "approved", "approved",
      ])
    #expect(answers[2].description == (try repeated(answers[0])))
    #expect(answers[3].description == (try repeated(answers[1])))
    #expect(answers[4].description == (try repeated(answers[0])))
    #expect(answers.map(\.seq) == [1, 2, 1, 2, 1, 3])
    #expect(fixture.store.records.map(\.signalID) == ["a", "b", "c"])
    #expect(fixture.pipeline.counts.duplicates == 3 && fixture.pipeline.counts.approved == 2)
    #expect(try fixture.journal.lines().count { $0 == "alert: entry a @ -" } == 1)
    #expect(fixture.store.isWhole)
  }

  @Test func `a repeat of what a failed commit held is rejected with it`() throws {
    var fixture = try fixture()
    _ = try fixture.answer(Fixture.line("a"))
    fixture.store.failingAppends = [2]
    let answers = try fixture.answer(Fixture.line("b"), Fixture.line("b"), Fixture.line("a"))
    #expect(answers.map(\.word) == ["store_unavailable", "store_unavailable", "approved"])
    // The last one's record was durable before.
    #expect(answers.map(\.isDuplicate) == [false, false, true])
  }

  @Test(arguments: [
    Fixture.line("a", "short"), Fixture.line("a", symbol: "PURR"), Fixture.line("a", base: nil),
    Fixture.line("a", base: "BTC"), Fixture.line("a", more: #","z_score":1"#),
    Fixture.line("a", more: #","notional_usd":1"#), Fixture.line("a", more: #","strategy":"s""#),
    Fixture.line("a", more: #","venue":"x""#), Fixture.line("a", more: #","venue":null"#),
  ])
  func `an id whose fields differ is a conflict: recorded, numbered and counted`(_ line: String) throws {
    var fixture = try fixture()
    let first = try #require(try fixture.answer(Fixture.line("a")).first)
    let conflict = try #require(try fixture.answer(line).first)
    #expect(conflict.stage == "input" && conflict.word == "id_conflict" && conflict.seq == 2)
    #expect(conflict.rule == nil && !conflict.isDuplicate && conflict.reason?.hasPrefix("id_conflict | ") == true)
    #expect(!conflict.description.contains("outcomes"))
    #expect(fixture.store.records.map(\.seq) == [1, 2])
    #expect(fixture.pipeline.counts.rejected == ["id_conflict": 1])
    #expect(
      try fixture.journal.lines().last == "alert: rejected a id_conflict" + (line.contains("z_score") ? " z=1" : ""))
    #expect(try fixture.answer(Fixture.line("a"))[0].description == (try repeated(first)))
    #expect(try fixture.answer(line).map(\.word) == ["id_conflict"])
    #expect(fixture.store.isWhole)
  }

  @Test(arguments: [[1, 1, 1, 1, 1], [5], [1, 4], [2, 3], [1, 1, 3], [3, 2], [4, 1]])
  func `a conflict never replaces the first, wherever the commits fall`(_ commits: [Int]) throws {
    var fixture = try fixture()
    var lines = [
      Fixture.line("a"), Fixture.line("a", "short"), Fixture.line("a"), Fixture.line("a", "short"), Fixture.line("a"),
    ][...]
    var answers: [PipelineFixture.Answer] = []
    for count in commits {
      try fixture.submit(Array(lines.prefix(count)))
      lines = lines.dropFirst(count)
      answers += fixture.commit()
    }
    #expect(answers.map(\.word) == ["approved", "id_conflict", "approved", "id_conflict", "approved"])
    #expect(answers.map(\.isDuplicate) == [false, false, true, false, true])
    #expect(answers.map(\.seq) == [1, 2, 1, 3, 1])
  }

  @Test(arguments: [[1, 1], [2]])
  func `ids are equal when their bytes are, wherever the commits fall`(_ commits: [Int]) throws {
    var fixture = try fixture()
    // One letter with an accent, and a letter and an accent: a String calls them equal.
    var lines = [Fixture.line("\u{E9}"), Fixture.line("e\u{301}")][...]
    var answers: [PipelineFixture.Answer] = []
    for count in commits {
      try fixture.submit(Array(lines.prefix(count)))
      lines = lines.dropFirst(count)
      answers += fixture.commit()
    }
    #expect(answers.map(\.seq) == [1, 2])
    #expect(answers.map(\.isDuplicate) == [false, false])
  }

  @Test func `a signal without an id is given one that no signal has, even one that chose it itself`() throws {
    var fixture = try fixture()
    let first = try fixture.answer(
      Fixture.line("auto-2"), Fixture.line(nil), Fixture.line("auto-4"), Fixture.line("auto-4-2"))
    let second = try fixture.answer(Fixture.line(nil), Fixture.line(nil), Fixture.line("auto-8", "short"))
    let third = try fixture.answer(Fixture.line(nil), Fixture.line(nil, "short"))
    let answers = first + second + third
    let ids = answers.compactMap(\.id)
    #expect(ids.count == 9 && Set(ids).count == 9)
    #expect(answers.map(\.seq) == Array(1...9))
    #expect(answers.allSatisfy { !$0.isDuplicate && $0.code != "id_conflict" })
  }

  @Test func `default ids stay unique in a store over pipelines and random neighbours`() throws {
    var random = SplitMix64(seed: 11)
    var store: FaultyVerdictStore?
    var ids: [String] = []
    for _ in 0..<5 {
      var fixture = try PipelineFixture(Fixture.rules(Fixture.longOnly("longs")), store: store)
      store = fixture.store
      for _ in 0..<40 {
        let own = Int.random(in: 0..<3, using: &random) == 0 ? "auto-\(Int.random(in: 1...260, using: &random))" : nil
        try fixture.submit(Fixture.line(own))
        if Int.random(in: 0..<4, using: &random) > 0 { continue }
        ids += fixture.commit().filter { !$0.isDuplicate }.compactMap(\.id)
      }
      ids += fixture.commit().filter { !$0.isDuplicate }.compactMap(\.id)
    }
    #expect(Set(ids).count == ids.count && ids.count > 100)
    #expect(store?.isWhole == true)
  }
}

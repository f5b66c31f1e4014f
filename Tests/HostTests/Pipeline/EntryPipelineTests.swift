import RuleEngine
import Testing

@testable import Host

/// What the pipeline says and does, and when: nothing before its record is durable.
@Suite struct EntryPipelineTests {
  private let quotes = Fixture.market(perp: #""0.001245""#, spot: #""0.001249""#)
  private let passing = Fixture.market(perp: #""0.00123""#, spot: #""0.001249""#)

  @Test func `nothing is said, done or answered before the records are durable, then all of it in order`() throws {
    var fixture = try PipelineFixture(Fixture.rules(Fixture.arb()))
    try fixture.submit(
      Fixture.line("a", more: passing + #","z_score":-2.31"#), Fixture.line("b", more: quotes + #","z_score":-2.5"#),
      Fixture.line("c", more: Fixture.market(perp: nil, spot: nil)))
    #expect(try fixture.journal.lines() == [])
    #expect(fixture.pipeline.waitingCount == 3)
    #expect(fixture.pipeline.counts.approved == 0)
    let answers = fixture.commit()
    let time = "2026-03-25T00:53:20.000Z"
    #expect(
      try fixture.journal.lines() == [
        "store: durable a b c", "alert: signal a",
        "\(time) INFO ✅ 期现套利门控通过 | PURR|HYPE long | spread=-1.5212% | perp=$0.001230 spot=$0.001249",
        "alert: entry a @ 0.00123", "alert: signal b",
        "\(time) INFO 🚫 期现套利门控拦截 | PURR|HYPE | 期现价差不足 | long | spread=-0.3203% (需≤-1.0000%) | "
          + "perp=$0.001245 spot=$0.001249",
        "alert: rejected b spread_insufficient z=-2.5", "alert: signal c",
        "\(time) WARNING ⚠️ 期现套利门控跳过(价格不可用) | perp=不可用 spot=不可用",
        "alert: skipped c purr-futures-spot-arb perp_missing", "alert: entry c @ -",
      ])
    #expect(answers.map(\.word) == ["approved", "spread_insufficient", "approved"])
    #expect(answers.map(\.seq) == [1, 2, 3])
    #expect(fixture.store.records.map { String(decoding: $0.verdictLine, as: UTF8.self) } == answers.map(\.description))
    #expect(fixture.store.isWhole)
  }

  @Test func `a commit that fails rejects all its signals, and nothing of it is done`() throws {
    var fixture = try PipelineFixture(Fixture.rules(Fixture.arb()))
    fixture.store.failingAppends = [1]
    let answers = try fixture.answer(
      Fixture.line("a", more: passing + #","z_score":1"#), Fixture.line("b", "short", more: quotes),
      Fixture.line(nil, more: passing))
    #expect(
      try fixture.journal.lines() == [
        "store: refuses a b auto-3", "alert: signal a", "alert: rejected a store_unavailable z=1", "alert: signal b",
        "alert: rejected b store_unavailable", "alert: signal -", "alert: rejected - store_unavailable",
      ])
    for (answer, id) in zip(answers, ["a", "b", nil]) {
      #expect(answer.action == "rejected" && answer.stage == "store" && answer.code == "store_unavailable")
      #expect(answer.id == id && answer.seq == nil && answer.rule == nil && !answer.isDuplicate)
      #expect(answer.reason?.hasPrefix("store_unavailable | ") == true)
      #expect(!answer.description.contains("outcomes"))
    }
    #expect(fixture.store.records.isEmpty)
    #expect(fixture.pipeline.counts.rejected == ["store_unavailable": 3])
    #expect(fixture.pipeline.counts.approved == 0 && fixture.pipeline.counts.warnings == 0)
  }

  @Test func `seq and hash go on without a gap after a failure, and failed ids are not remembered`() throws {
    var fixture = try PipelineFixture(Fixture.rules(Fixture.longOnly("longs")))
    fixture.store.failingAppends = [2, 3]
    #expect(try fixture.answer(Fixture.line("a"), Fixture.line("b", "short")).map(\.seq) == [1, 2])
    #expect(
      try fixture.answer(Fixture.line("c"), Fixture.line("d")).map(\.word)
        == Array(repeating: "store_unavailable", count: 2))
    #expect(try fixture.answer(Fixture.line("c", "short")).map(\.word) == ["store_unavailable"])
    // The same id, with other fields than at first, is a signal like any other now.
    let again = try fixture.answer(Fixture.line("d", "short"), Fixture.line("c", more: #","z_score":9"#))
    #expect(again.map(\.word) == ["direction_not_allowed", "approved"])
    #expect(again.map(\.seq) == [3, 4])
    #expect(again.allSatisfy { !$0.isDuplicate })
    #expect(fixture.store.records.map(\.signalID) == ["a", "b", "d", "c"])
    #expect(fixture.store.isWhole)
  }

  @Test func `an id made up for a rejected signal is taken by the same commit`() throws {
    var fixture = try PipelineFixture(Fixture.rules(Fixture.longOnly("longs")), isStoreNew: true)
    try fixture.reject(Fixture.line(nil), "signal_stale")
    let answers = try fixture.answer(Fixture.line("auto-1", "short"), Fixture.line("auto-1"))
    #expect(answers.map(\.id) == ["auto-1", "auto-1", "auto-1"])
    #expect(answers.map(\.word) == ["signal_stale", "id_conflict", "signal_stale"])
    #expect(answers.map(\.isDuplicate) == [false, false, true])
  }

  @Test func `places of refused answers count what a thread had written before`() throws {
    var fixture = try PipelineFixture(Fixture.rules(Fixture.longOnly("longs")), logLevel: .error)
    fixture.store.failingAppends = [2]
    try fixture.submit(Fixture.line("a"))
    #expect(fixture.commitAhead(on: try WorkerPool(threads: 1)).isEmpty)
    #expect(
      try fixture.answer(Fixture.line("b"), Fixture.line("a")).map(\.word) == [
        "approved", "store_unavailable", "approved",
      ])
    #expect(fixture.pipeline.refusedByStore == [1])
  }

  @Test func `limits count what is decided and not yet committed, and forget what a failed commit took back`() throws {
    var fixture = try PipelineFixture(Fixture.rules(Fixture.rate(2)))
    fixture.store.failingAppends = [1]
    #expect(
      try fixture.answer(Fixture.line("a"), Fixture.line("b"), Fixture.line("c")).map(\.word)
        == Array(repeating: "store_unavailable", count: 3))
    let answers = try fixture.answer(Fixture.line("a"), Fixture.line("b"), Fixture.line("c"), Fixture.line("d"))
    #expect(answers.map(\.word) == ["approved", "approved", "rate_exceeded", "rate_exceeded"])
    #expect(try fixture.answer(Fixture.line("e", time: Fixture.nowMs + 3_599_999)).map(\.word) == ["rate_exceeded"])
    #expect(try fixture.answer(Fixture.line("f", time: Fixture.nowMs + 3_600_000)).map(\.word) == ["approved"])
  }

  @Test func `a look-up that fails rejects its signal alone`() throws {
    var fixture = try PipelineFixture(Fixture.rules(Fixture.rate(2)))
    try fixture.submit(Fixture.line("a"))
    fixture.store.failsLookups = true
    try fixture.submit(Fixture.line("b"), Fixture.line(nil))
    fixture.store.failsLookups = false
    try fixture.submit(Fixture.line("c"))
    let answers = fixture.commit()
    #expect(answers.map(\.word) == ["approved", "store_unavailable", "store_unavailable", "approved"])
    #expect(answers.map(\.seq) == [1, nil, nil, 2])
    #expect(try fixture.journal.lines().contains("alert: entry b @ -") == false)
    #expect(try fixture.answer(Fixture.line("b")).map(\.word) == ["rate_exceeded"])
    #expect(fixture.store.isWhole)
  }

  @Test func `lines that are no signals are answered in their place, whatever the store does`() throws {
    var fixture = try PipelineFixture(Fixture.rules(Fixture.longOnly("longs")))
    for fails in [false, true] {
      if fails { fixture.store.failingAppends = [2] }
      fixture.submitBad("bad one")
      try fixture.submit(Fixture.line("a\(fails)"))
      fixture.submitBad("bad two")
      let answers = fixture.commit()
      #expect(answers.map(\.description).first == "bad one" && answers.map(\.description).last == "bad two")
      #expect(answers[1].word == (fails ? "store_unavailable" : "approved"))
    }
    #expect(fixture.pipeline.counts.badSignals == 4)
  }

  @Test func `a commit of nothing to record does not touch the store`() throws {
    var fixture = try PipelineFixture(Fixture.rules(Fixture.longOnly("longs")))
    fixture.submitBad("bad")
    #expect(fixture.commit().count == 1)
    #expect(fixture.commit().isEmpty)
    #expect(fixture.store.appendCount == 0)
  }

  @Test func `the paper entry, at the perp mid where there is one, is a part of the record`() throws {
    var fixture = try PipelineFixture(Fixture.rules(Fixture.longOnly("longs")))
    let book = #","market":{"perp":{"PURR":{"bid":"0.0012","ask":"0.0013"}}}"#
    _ = try fixture.answer(
      Fixture.line("a", more: book + #","notional_usd":500"#), Fixture.line("b"), Fixture.line("c", "short", more: book)
    )
    let records = fixture.store.records
    #expect(records.map { $0.entry?.price } == ["0.00125", nil, nil])
    #expect(records.map { $0.entry != nil } == [true, true, false])
    let evidence = records.map { String(decoding: $0.evidence, as: UTF8.self) }
    #expect(
      evidence[0].hasSuffix(#""entry":{"coin":"PURR","direction":"long","price":"0.00125","notional_usd":"500"}}"#))
    #expect(evidence[1].hasSuffix(#""entry":{"coin":"PURR","direction":"long"}}"#))
    #expect(!evidence[2].contains("entry"))
    #expect(try fixture.journal.lines().contains("alert: entry a @ 0.00125"))
    #expect(fixture.store.isWhole)
  }

  @Test func `goes on behind the records a store holds`() throws {
    var first = try PipelineFixture(Fixture.rules(Fixture.longOnly("longs")))
    _ = try first.answer(Fixture.line("a"), Fixture.line("b"))
    var second = try PipelineFixture(Fixture.rules(Fixture.longOnly("longs")), store: first.store)
    #expect(try second.answer(Fixture.line("c")).map(\.seq) == [3])
    #expect(try second.answer(Fixture.line("a")).map(\.isDuplicate) == [true])
    #expect(second.store.isWhole)
  }
}

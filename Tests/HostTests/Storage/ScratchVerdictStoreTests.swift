import Foundation
import RuleEngine
import Testing

@testable import Host

/// What a replay without a store remembers.
@Suite struct ScratchVerdictStoreTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test func `answers what a store on disk answers`() throws {
    let scratch = try ScratchVerdictStore()
    let kept = try SQLiteVerdictStore(writingTo: folder.path("store.sqlite"), as: StoreFixture.live)
    var records: [VerdictRecord] = []
    for (place, id) in ["a", "b", "a", "é", "e\u{301}", "c", "d"].enumerated() {
      records.append(
        try StoreFixture.record(
          id, after: records.last, timeMs: Int64(1000 - place % 3), code: place % 2 == 0 ? nil : "thin",
          base: place == 3 ? nil : "HYPE/USDC:USDC"))
    }
    #expect(try scratch.tail() == nil)
    for part in [records[..<3], records[3...], []] {
      try scratch.append(Array(part))
      try kept.append(Array(part))
    }
    #expect(try scratch.tail()?.seq == 7)
    for id in ["a", "b", "é", "e\u{301}", "c", "d", "D", ""] {
      #expect(try scratch.firstVerdict(signalID: id) == kept.firstVerdict(signalID: id))
    }
    for timeMs in [997, 998, 999, 1000] as [Int64] {
      #expect(try scratch.history(after: timeMs) == kept.history(after: timeMs))
    }
    #expect(try scratch.history(after: 0).count == 7)
    #expect(scratch.path == ":memory:" && !scratch.keepsRecords)
  }

  @Test func `remembers what its cache has no room for`() throws {
    let scratch = try ScratchVerdictStore(cacheKiB: 64)
    var records: [VerdictRecord] = []
    for number in 0..<3000 { records.append(try StoreFixture.record("s\(number)-\(number * 7919 % 3000)")) }
    // A megabyte and more: each record once, and numbered on.
    for (place, record) in records.enumerated() where place % 500 == 0 {
      try scratch.append(
        (0..<500).map { try StoreFixture.record(records[place + $0].signalID, seq: Int64(place + $0 + 1)) })
      #expect(try scratch.firstVerdict(signalID: record.signalID) != nil)
    }
    for number in [0, 1, 1500, 2999] {
      let found = try scratch.firstVerdict(signalID: records[number].signalID)
      #expect(found?.fingerprint == "print-\(records[number].signalID)")
    }
    #expect(try scratch.history(after: 0).count == 3000)
  }

  @Test func `writes all of some records, or none`() throws {
    let scratch = try ScratchVerdictStore()
    let first = try StoreFixture.record("a")
    try scratch.append([first])
    let refused = StoreFixture.error { try scratch.append([try StoreFixture.record("b", after: first), first]) }
    #expect(refused != nil)
    #expect(try scratch.firstVerdict(signalID: "b") == nil)
    #expect(try scratch.tail()?.seq == 1)
    try scratch.append([try StoreFixture.record("b", after: first)])
    #expect(try scratch.firstVerdict(signalID: "b") != nil)
  }

  @Test func `a replay without a store gives the verdicts of one with, repeats and limits included`() throws {
    let gate = GateProcess(folder: folder)
    try folder.file("rules.json", Fixture.rules(Fixture.rate(3, windowSeconds: 60), Fixture.longOnly("longs")))
    try folder.file("market.jsonl", RecordingTests.frame(1) + "\n")
    // Three commits' worth; ids repeat within a commit and across commits, with equal fields and with others.
    let lines = (0..<2600).map { (number: Int) -> String in
      let id = number % 7 == 3 ? number / 50 : number
      let direction = number % 5 == 0 ? "short" : "long"
      return Fixture.line("s\(id)", direction, time: Fixture.nowMs + Int64(number) * 9000)
    }
    try folder.file("signals.jsonl", lines.joined(separator: "\n"))
    let arguments = ["replay", "--market", "market.jsonl", "--signals", "signals.jsonl"]
    let without = try gate.run(arguments)
    let with = try gate.run(arguments + ["--store", "store.sqlite"])
    #expect(without.code == 0 && without.lines.count == 2600)
    #expect(without.output == with.output && without.errors == with.errors)
    for word in [#""duplicate":true"#, "id_conflict", "rate_exceeded", "approved"] {
      #expect(without.output.contains(word), "\(word)")
    }
  }
}

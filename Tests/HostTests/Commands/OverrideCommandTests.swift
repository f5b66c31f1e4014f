import Foundation
import RuleEngine
import Testing

@testable import Host

/// What `override` writes, refuses and says, and who takes the file.
@Suite struct OverrideCommandTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("long"), Fixture.longOnly("same")))
  }

  private func add(_ more: [String] = [], entry: String = "long", until: String = "+1h") throws -> GateProcess.Run {
    try gate.run(
      ["override", "add", "--entry", entry, "--author", "mei", "--reason", "a \"test\"", "--until", until] + more)
  }

  private static let short = #"{"time":1774400000000,"symbol":"PURR","direction":"short"}"# + "\n"

  @Test func `what add writes is what the others read`() throws {
    #expect(try add(["--coins", "PURR", "k*"]).code == 0)
    let second = try add(["--coins", "*", "--directions", "short"], entry: "same", until: "2099-12-31T12:00:00Z")
    #expect(second.code == 0 && second.output.contains("written to overrides.json"), "\(second.errors)")
    let chain = try Fixture.chain(folder.text("rules.json"))
    let overrides = try OverridesFile(named: nil, rulesPath: folder.path("rules.json")).applied(to: chain).overrides
    #expect(overrides.map(\.entryID) == ["long", "same"])
    #expect(overrides.first?.scope == Scope(coins: [.exact("PURR"), .prefix("k")]))
    #expect(overrides.last?.scope == Scope(coins: [.prefix("")], directions: [.exact("short")]))
    #expect(overrides.map(\.reason) == ["a \"test\"", "a \"test\""])
    // 2099-12-31T12:00:00Z by `date -u -d … +%s`.
    #expect(overrides.last?.untilMs == 4_102_401_600_000)
    // From now on, so that no replay of the past is let pass.
    #expect(overrides.allSatisfy { $0.fromMs != nil })
    #expect(try gate.run(["override", "list"]).lines.count == 3)
  }

  @Test func `a file that is there keeps what it says, and one with faults is not touched`() throws {
    try folder.file("overrides.json", #"{ "$schema": "x", "version": 1, "overrides": [] }"#)
    #expect(try add(["--coins", "PURR"]).code == 0)
    #expect(try folder.text("overrides.json").contains(#""$schema": "x""#))
    for faulty in ["{", #"{"version":2,"overrides":[]}"#, #"{"version":1,"overrides":[7]}"#] {
      try folder.file("overrides.json", faulty)
      let run = try add(["--coins", "PURR"])
      #expect(run.code == 78 && run.errors.hasPrefix("overrides.json:1:"), "\(run.errors)")
      #expect(try folder.text("overrides.json") == faulty)
    }
  }

  @Test func `of overrides that are added at once none is lost, and a link stays one`() throws {
    try folder.file("target.json", #"{"version":1,"overrides":[]}"#)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link.json"), withDestinationPath: folder.path("target.json"))
    let running = try (0..<6).map { number in
      try gate.start(
        [
          "override", "add", "--entry", "long", "--coins", "C\(number)", "--author", "mei", "--reason", "x", "--until",
          "+1h", "--overrides", "link.json",
        ], output: "out-\(number)")
    }
    for process in running {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    let listed = try gate.run(["override", "list", "--overrides", "target.json"])
    #expect((0..<6).allSatisfy { listed.output.contains("C\($0) ") }, "\(listed.output)")
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link.json")).hasSuffix("target.json"))
  }

  @Test func `what is missing or wrong is said, and nothing is written`() throws {
    let runs = try [
      add(), add(["--coins", "PURR"], until: "2026-01-01T00:00:00Z"), add(["--coins", "PURR"], until: "soon"),
      gate.run(["override"]), gate.run(["override", "remove"]),
      gate.run(["override", "add", "--entry", "long", "--coins", "PURR", "--author", "mei", "--until", "+1h"]),
    ]
    for run in runs { #expect(run.code == 64 && run.output.isEmpty, "\(run)") }
    #expect(!FileManager.default.fileExists(atPath: folder.path("overrides.json")))
  }

  @Test(arguments: [
    (["--entry", "lung"], #"--entry: no entry of the rules has the id "lung"; nearest is "long""#),
    (["--coins", "HYPE", "P U"], #"--coins: expected a coin, as "PURR","#),
    (["--directions", "up"], "--directions: "),
    (["--author", "\u{200B}\u{2060} \u{2800}"], "--author: expected who answers for it, in up to 500 bytes,"),
    (["--reason", String(repeating: "x", count: 501)], "--reason: expected why, in up to 500 bytes,"),
    (["--until", "9999-12-31T12:00:00Z"], "--until 9999-12-31T12:00:00Z: expected a time to come,"),
  ])
  func `what an option gives is refused by the option's name, not by a place in a file that is not there`(
    wrong: [String], words: String
  ) throws {
    try folder.file("overrides.json", #"{"version":1,"overrides":[]}"#)
    var options = [
      "--entry": ["long"], "--coins": ["PURR"], "--author": ["mei"], "--reason": ["x"], "--until": ["+1h"],
    ]
    options[wrong[0]] = Array(wrong.dropFirst())
    let run = try gate.run(["override", "add"] + options.flatMap { [$0] + $1 })
    #expect(run.code == 64 && run.output.isEmpty && run.errors.hasPrefix("entrygate: \(words)"), "\(run.errors)")
    #expect(!run.errors.contains("overrides.json:"))
    if wrong[0] == "--until" { #expect(run.errors.contains("at the latest 2262-04-11T23:47:16.854Z")) }
    #expect(try folder.text("overrides.json") == #"{"version":1,"overrides":[]}"#)
  }

  @Test func `list says which overrides have an effect, and which have nothing to lift`() throws {
    try folder.file(
      "rules.json",
      Fixture.rules(
        Fixture.longOnly("long", #","scope":{"coins":["PURR"]}"#), Fixture.longOnly("shady", #","mode":"shadow""#)))
    let overrides = [
      ("long", "PURR", "2020-01-01", "2099-01-01"), ("long", "PURR", "2098-01-01", "2099-01-01"),
      ("long", "PURR", "2020-01-01", "2021-01-01"), ("shady", "*", "2020-01-01", "2099-01-01"),
      ("long", "HYPE", "2020-01-01", "2099-01-01"),
    ].map { entry, coin, from, until in
      #"{"entry":"\#(entry)","scope":{"coins":["\#(coin)"]},"author":"mei","reason":"x","#
        + #""from":"\#(from)T00:00:00Z","until":"\#(until)T00:00:00Z"}"#
    }
    try folder.file("overrides.json", "{\"version\":1,\"overrides\":[\(overrides.joined(separator: ",\n"))]}")
    let run = try gate.run(["override", "list"])
    #expect(run.code == 0)
    let column = try #require(run.lines.first?.range(of: "State"))
    let states = run.lines.dropFirst().map { $0[column.lowerBound...].prefix { $0 != "2" } }
    #expect(
      states.map { $0.trimmingCharacters(in: .whitespaces) } == ["active", "not yet", "expired", "idle", "idle"])
    #expect(
      run.errors.split(separator: "\n") == [
        #"overrides.json:4:1: warning: overrides[3]: has no effect: "shady" is a shadow"#,
        #"overrides.json:5:1: warning: overrides[4]: has no effect: "long" is never asked about these signals"#,
      ])
  }

  @Test func `add warns of an override that has nothing to lift`() throws {
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("long", #","enabled":false"#)))
    let run = try add(["--coins", "PURR"])
    #expect(run.code == 0 && run.errors.contains(#"warning: overrides[0]: has no effect: "long" is off"#))
  }

  @Test func `evaluate takes the file beside its rules, or the one that is named, and refuses a missing one`() throws {
    let one =
      #"{"entry":"long","scope":{"coins":["*"]},"author":"mei","reason":"x","until":"2026-03-25T00:53:20.001Z"}"#
    let both = one + "," + one.replacing("\"long\"", with: "\"same\"")
    try folder.file("overrides.json", "{\"version\":1,\"overrides\":[\(both)]}")
    try folder.file("other.json", "{\"version\":1,\"overrides\":[\(one)]}")
    let beside = try gate.run(["evaluate", "--rules", "./rules.json"], input: OverrideCommandTests.short)
    #expect(beside.output.contains(#""action":"approved","overrides":[{"id":"long","#), "\(beside)")
    let named = try gate.run(["evaluate", "--overrides", "other.json"], input: OverrideCommandTests.short)
    #expect(named.output.contains(#""rule":"same""#) && named.output.contains(#""overrides":[{"id":"long","#))
    let missing = try gate.run(["evaluate", "--overrides", "none.json"], input: OverrideCommandTests.short)
    #expect(missing.code == 66 && missing.output.isEmpty)
    // At its end it has none.
    let late = OverrideCommandTests.short.replacing("1774400000000", with: "1774400000001")
    let after = try gate.run(["evaluate"], input: late)
    try FileManager.default.removeItem(at: folder.url.appending(path: "overrides.json"))
    #expect(after.output == (try gate.run(["evaluate"], input: late)).output)
    #expect(after.output.contains(#""action":"rejected""#))
  }

  @Test func `check shows overrides, and is not content with one that has ended`() throws {
    let ended = #"{"entry":"long","scope":{"coins":["*"]},"author":"mei","reason":"x","until":"2026-03-25T00:00:00Z"}"#
    try folder.file("overrides.json", "{\"version\":1,\"overrides\":[\(ended)]}")
    let run = try gate.run(["check", "--strict"])
    #expect(run.code == 1)
    #expect(run.output.contains("Overridden") && run.output.contains("mei"))
    #expect(run.errors.contains("overrides.json:1:27: warning: overrides[0]: ended at 2026-03-25T00:00:00.000Z"))
    #expect(try gate.run(["check", "--json"]).output.contains(#""overrides":[{"entry":"long","#))
    try folder.file("overrides.json", "{\"version\":1}")
    #expect(try gate.run(["check"]).code == 78)
  }
}

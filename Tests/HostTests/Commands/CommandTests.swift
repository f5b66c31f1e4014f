import Foundation
import RuleEngine
import Testing

@testable import Host

/// How every command ends, and what it says on which stream.
@Suite struct CommandTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs"), Fixture.rate(2)))
    try folder.file("market.jsonl", "")
    try folder.file("signals.jsonl", Fixture.line("a") + "\n" + Fixture.line("b", "short") + "\n")
  }

  private let replay = ["replay", "--market", "market.jsonl", "--signals", "signals.jsonl"]

  /// Runs a command that is to fail: nothing on standard output, and words on standard error.
  private func expectFailure(
    _ arguments: [String], _ code: Int32, _ words: [String], environment: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let run = try gate.run(arguments, environment: environment)
    #expect(run.code == code, "\(run.errors)", sourceLocation: sourceLocation)
    #expect(run.output.isEmpty, sourceLocation: sourceLocation)
    // Faults of the rules are lines as compilers write them; everything else says whose words they are.
    let isNamed = ["entrygate: ", "rules.json:"].contains { run.errors.hasPrefix($0) }
    #expect(isNamed && run.errors.hasSuffix("\n"), sourceLocation: sourceLocation)
    for word in words { #expect(run.errors.contains(word), "\(run.errors)", sourceLocation: sourceLocation) }
  }

  @Test(arguments: CommandRunner.commands.map { $0.help.name })
  func `every command has help with an example, on standard output`(_ name: String) throws {
    for arguments in [[name, "--help"], [name, "--store", "x", "--help"], [name, "--unknown", "-h"]] {
      let run = try gate.run(arguments)
      #expect(run.code == 0 && run.errors.isEmpty)
      #expect(run.output.hasPrefix("entrygate \(name): "))
      #expect(run.output.contains("\nUsage: entrygate \(name)"))
      #expect(run.output.contains("\nExample:\n\n  entrygate \(name)"))
    }
    #expect(try gate.run(["--help"]).output.contains("\n\(name)  "))
  }

  @Test func `a wrong command line exits 64 and names what was probably meant`() throws {
    try expectFailure([], 64, ["a command is missing", "entrygate --help"])
    try expectFailure(["evalute"], 64, ["\"evalute\"", "nearest is \"evaluate\""])
    try expectFailure(["xyzzy"], 64, ["valid are \"evaluate\", \"replay\""])
    try expectFailure(["check", "--ruels", "x"], 64, ["--ruels", "nearest is \"--rules\"", "entrygate check --help"])
    try expectFailure(["replay", "--signals", "s"], 64, ["--market is missing"])
    try expectFailure(["replay", "--market", "m"], 64, ["--signals is missing"])
    try expectFailure(["check", "--rules"], 64, ["--rules wants a value"])
    try expectFailure(["evaluate", "--lang", "fr"], 64, ["--lang fr", "one of zh, en"])
    try expectFailure(["evaluate", "--lang", "zh", "--lang", "en"], 64, ["--lang stands twice"])
    try expectFailure(["evaluate", "signals.jsonl"], 64, ["\"signals.jsonl\""])
    try expectFailure(["check", "a", "b"], 64, ["\"b\""])
    try expectFailure(["check", "a", "--rules", "b"], 64, ["--rules b", "\"a\" is the file to check"])
    try expectFailure(["rules", "futures_spot_arbs"], 64, ["nearest is \"futures_spot_arb\""])
    try expectFailure(["verdicts", "--last", "0"], 64, ["--last 0"])
    try expectFailure(["stats", "--day", "2026-3-25"], 64, ["--day 2026-3-25"])
    try folder.file("arb.json", Fixture.rules(Fixture.arb()))
    try expectFailure(["verdicts", "--pair", "PURR/HYPE"], 64, ["--pair PURR/HYPE", "PURR|HYPE"])
    for command in [["run"], ["record", "--out", "x", "--rules", "arb.json"]] {
      for (given, missing) in [("--rest-url", "--ws-url"), ("--ws-url", "--rest-url")] {
        try expectFailure(command + [given, "http://127.0.0.1:9"], 64, ["\(missing) is missing"])
      }
    }
    try expectFailure(["verdicts", "--action", "maybe"], 64, ["approved or rejected"])
    try expectFailure(replay + ["--log-level", "loud"], 64, ["debug, info, warning, error"])
    try expectFailure(replay + ["--log-format", "xml"], 64, ["one of text, json"])
  }

  @Test func `a file that is not there exits 66 and is named`() throws {
    for command in [["evaluate"], ["check"], replay] {
      try expectFailure(command + ["--rules", "no.json"], 66, ["no.json"])
    }
    try expectFailure(["check", "no.json"], 66, ["no.json"])
    try expectFailure(["replay", "--market", "no.jsonl", "--signals", "signals.jsonl"], 66, ["no.jsonl"])
    try expectFailure(["replay", "--market", "market.jsonl", "--signals", "no.jsonl"], 66, ["no.jsonl"])
    try expectFailure(replay + ["--spot-meta", "no.json"], 66, ["no.json"])
    for command in ["verdicts", "stats"] {
      try expectFailure([command], 66, ["entrygate.sqlite", "--store"])
      try expectFailure([command, "--store", "no.sqlite"], 66, ["no.sqlite"])
    }
    #expect(!folder.exists("no.sqlite") && !folder.exists("entrygate.sqlite"))
  }

  @Test func `wrong rules exit 78 with every fault, in the order of the file`() throws {
    let text = """
      {"version":2,"chain":[
      {"id":"A","rule":"direction_allow","params":{"directions":[]}},
      {"rule":"entry_rate_limits","param":{}}]}
      """
    try folder.file("rules.json", text)
    for command in [["check"], ["check", "rules.json"], ["evaluate"], replay] {
      let run = try gate.run(command)
      #expect(run.code == 78 && run.output.isEmpty)
      let places = run.errors.matches(of: #/rules\.json:(\d+):(\d+): error:/#).map { "\($0.1):\($0.2)" }
      #expect(places == ["1:12", "2:7", "2:59", "3:9", "3:29"])
      #expect(run.errors.contains(#"nearest is "entry_rate_limit""#) && run.errors.contains(#"nearest is "params""#))
    }
  }

  @Test func `a wrong environment exits 78 and names variable and text`() throws {
    for command in [["evaluate"], replay] {
      try expectFailure(
        command, 78, ["TRADING_NETWORK", "\"moon\"", "mainnet"], environment: ["TRADING_NETWORK": "moon"])
      try expectFailure(command, 78, ["ENTRYGATE_LANG", "\"fr\""], environment: ["ENTRYGATE_LANG": "fr"])
    }
    try folder.file(
      "rules.json", Fixture.rules(Fixture.longOnly("longs", #","enabled":{"env":"SWITCH","default":true}"#)))
    try expectFailure(["check"], 78, ["rules.json:1:", "SWITCH", "\"yes\""], environment: ["SWITCH": "yes"])
    try folder.file(".env", "SWITCH=true\nNONSENSE\n")
    try expectFailure(["check"], 78, [".env:2: "])
  }

  @Test func `a store of another kind, network or program, or with records, is refused`() throws {
    #expect(try gate.run(replay + ["--store", "full.sqlite"]).code == 0)
    let reading = { try gate.run($0 + ["--store", "full.sqlite"]).output }
    let limited = try reading(["stats", "--action", "rejected"])
    #expect(limited.hasSuffix("only what matches --action rejected is counted\n"))
    #expect(try !reading(["stats"]).contains("only"))
    try expectFailure(replay + ["--store", "full.sqlite"], 64, ["full.sqlite", "2 records"])
    try expectFailure(
      replay + ["--store", "full.sqlite"], 64, ["mainnet", "testnet"], environment: ["TRADING_NETWORK": "testnet"])
    _ = try SQLiteVerdictStore(writingTo: folder.path("live.sqlite"), as: StoreFixture.live)
    try expectFailure(replay + ["--store", "live.sqlite"], 64, ["live", "replay"])
    try folder.file("text.sqlite", "no database\n")
    try folder.file("empty.sqlite", "")
    for command in ["verdicts", "stats"] {
      try expectFailure([command, "--store", "text.sqlite"], 74, ["not a SQLite database"])
      try expectFailure([command, "--store", "empty.sqlite"], 74, ["not a store of EntryGate"])
    }
    try expectFailure(replay + ["--store", "text.sqlite"], 74, ["not a store of EntryGate"])
    #expect(!folder.exists("text.sqlite-lock"))
    #expect(try folder.text("text.sqlite") == "no database\n")
    #expect(try gate.run(replay + ["--store", "empty.sqlite"]).code == 0)
  }

  @Test func `without rules that can block, whoever starts it is warned`() throws {
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs", #","mode":"shadow""#)))
    for command in [["evaluate"], replay] {
      let run = try gate.run(command)
      #expect(run.code == 0 && run.errors.contains("⚠️ 没有启用且强制执行的规则"))
    }
    #expect(try gate.run(["check"]).output.contains("every entry will be approved"))
  }

  @Test func `check warns on standard error, and exits 1 for it only when it is strict`() throws {
    let long = Fixture.longOnly("longs")
    let trial = Fixture.longOnly("trial", #","mode":"shadow","review_by":"2020-02-29""#)
    try folder.file("rules.json", Fixture.rules(long, Fixture.longOnly("again"), trial))
    for (arguments, code) in [([], 0), (["--json"], 0), (["--strict"], 1)] as [([String], Int32)] {
      let run = try gate.run(["check"] + arguments)
      #expect(run.code == code)
      let warnings = run.errors.split(separator: "\n")
      #expect(warnings.count == 2 && warnings.allSatisfy { $0.contains(": warning: chain[") }, "\(run.errors)")
      #expect(!run.output.contains("warning"))
    }
    try folder.file("rules.json", Fixture.rules(long))
    #expect(try gate.run(["check", "--strict"]).code == 0)
    try folder.file("rules.json", Fixture.rules(trial.replacing("2020", with: "9996")))
    #expect(try gate.run(["check", "--strict"]).code == 1, "nothing is enforced")
  }

  @Test func `a replay whose files are exchanged says so, and another one does not`() throws {
    try folder.file("book.jsonl", #"{"channel":"l2Book","data":{}}"# + "\n")
    let swapped = try gate.run(["replay", "--market", "signals.jsonl", "--signals", "book.jsonl"])
    #expect(swapped.code == 65 && swapped.errors.hasSuffix("are the two exchanged?\n"), "\(swapped.errors)")
    #expect(try !gate.run(replay).errors.contains("exchanged"))
  }
}

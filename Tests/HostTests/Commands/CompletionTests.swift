import Foundation
import RuleEngine
import Rules
import Testing

@testable import Host

/// What a shell completes, by the script that it is given.
@Suite struct CompletionTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
  }

  /// What bash offers at the end of each of some command lines, sorted.
  private func offers(_ lines: [[String]]) throws -> [[String]] {
    let tries = lines.map { words in
      let quoted = (["entrygate"] + words).map { "'\($0)'" }.joined(separator: " ")
      return "COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count); _entrygate; printf '%s\\n' \"${COMPREPLY[@]}\" ---"
    }
    try folder.file("script", try gate.run(["completion", "bash"]).output + tries.joined(separator: "\n"))
    let run = try gate.run(["--norc", "script"], executable: URL(filePath: "/bin/bash"))
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
    let parts = run.output.components(separatedBy: "---\n").dropLast()
    return parts.map { $0.components(separatedBy: "\n").filter { !$0.isEmpty }.sorted() }
  }

  @Test func `bash offers the commands, and each one's own options`() throws {
    let commands = CommandRunner.commands.map { $0.help }
    let offered = try offers([[""], ["ver"]] + commands.map { [$0.name, "--"] })
    #expect(offered[0] == (commands.map(\.name) + ["--help", "--version"]).sorted())
    #expect(offered[1] == ["verdicts", "verify"])
    for (command, options) in zip(commands, offered[2...]) {
      #expect(options == (command.options.map(\.name) + ["--help"]).sorted(), "\(command.name)")
    }
  }

  @Test func `bash offers the words that stand behind an option, and nothing where nobody can list them`() throws {
    let offered = try offers([
      ["verdicts", "--action", ""], ["verdicts", "--action", "=", "re"], ["verdicts", "--action", "="],
      ["verdicts", "--last", ""], ["run", "--store", "run", "--lang", ""], ["replay", "--log-level", "i"],
      ["override", "add", "--directions", "long", "s"], ["verdicts", "--action", "rejected", "--di"],
      ["override", "l"], ["completion", ""], ["rules", "futures"], ["rules", ""], ["none", ""], ["verdicts", "-"],
    ])
    #expect(offered[0] == ["approved", "rejected"] && offered[1] == ["rejected"] && offered[2] == offered[0])
    #expect(offered[3].isEmpty && offered[4] == ["en", "zh"] && offered[5] == ["info"] && offered[6] == ["short"])
    #expect(offered[7] == ["--direction"] && offered[8] == ["list"] && offered[9] == ["bash", "fish", "zsh"])
    #expect(offered[10] == ["futures_spot_arb"] && offered[11] == BuiltInRules.all.map { $0.identifier }.sorted())
    #expect(offered[12].isEmpty && offered[13].contains("--pair"))
  }

  @Test func `bash offers files where files stand, with spaces in their names too`() throws {
    try folder.file("my market.jsonl", "")
    try folder.file("my signals.jsonl", "")
    let all = ["my market.jsonl", "my signals.jsonl"]
    let offered = try offers([
      ["check", "my"], ["check", "--rules", "my"], ["replay", "--market", "my market.jsonl", "my"],
      ["evaluate", "--rules", "=", "my m"], ["verdicts", "my"], ["run", "--record", "my"], ["stats", "--coin", "my"],
    ])
    #expect(offered == [all, all, all, [all[0]], [], all, []])
  }

  @Test(arguments: Shell.allCases)
  func `each shell's script is one that it can read`(_ shell: Shell) throws {
    let script = try gate.run(["completion", shell.rawValue])
    #expect(script.code == 0 && script.errors.isEmpty)
    for command in CommandRunner.commands { #expect(script.output.contains(command.help.name)) }
    try folder.file("script", script.output)
    let found = try gate.shell("command -v \(shell)")
    if shell != .bash, found.code != 0 { return }
    let run = try gate.shell("\(shell) -n script")
    #expect(run.code == 0 && run.errors.isEmpty, "\(run.errors)")
  }

  @Test func `fish completes by its script, where there is one`() throws {
    guard try gate.shell("command -v fish").code == 0 else { return }
    try folder.file("script", try gate.run(["completion", "fish"]).output)
    try folder.file("signals.jsonl", "")
    func offers(_ line: String) throws -> [String] {
      let run = try gate.shell("HOME=. fish -N -c 'source script; complete -C \"entrygate \(line)\"'")
      return run.lines.map { String($0.prefix { $0 != "\t" }) }.sorted()
    }
    #expect(try offers("ver") == ["verdicts", "verify"])
    #expect(try offers("verdicts --action ") == ["approved", "rejected"])
    #expect(try offers("replay --market x sig") == ["signals.jsonl"])
    #expect(try offers("rules futures") == ["futures_spot_arb"])
  }

  @Test func `a shell that nobody wrote for is refused`() throws {
    #expect(try gate.run(["completion", "tcsh"]).code == 64)
    let run = try gate.run(["completion"])
    #expect(run.code == 64 && run.errors.contains("bash | zsh | fish is missing: which shell"))
  }
}

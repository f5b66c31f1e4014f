@testable import Host
import RuleEngine
import Testing

/// A command line, split by what a command declares.
@Suite struct ArgumentsTests {
  private static let options = [
    OptionSpec("--rules", "PATH", "the rules"), OptionSpec("--market", "FILE...", isList: true, "recordings"),
    OptionSpec("--last", "N", "how many"), OptionSpec("--lang", "zh|en", "the language"),
    OptionSpec(switch: "--json", "JSON"),
  ]

  private func arguments(_ words: String...) throws -> Arguments {
    try Arguments(words, options: ArgumentsTests.options, command: "check")
  }

  private func fault(_ words: String...) throws -> UsageFault? {
    do {
      _ = try Arguments(words, options: ArgumentsTests.options, command: "check")
      return nil
    } catch {
      guard case .usage(let fault, command: "check") = error else { throw error }
      #expect(error.exitCode == .usage)
      #expect("\(error)" == "\(fault)\nSee entrygate check --help.")
      return fault
    }
  }

  @Test func `a time span is a whole number of its unit, up to a year`() throws {
    let options = [OptionSpec("--for", "SECONDS", "")]
    func durationMs(_ text: String) throws -> Int64? {
      try Arguments(["--for", text], options: options, command: "record").durationMs("--for", unitMs: 1000)
    }
    #expect(try durationMs("1") == 1000)
    #expect(try durationMs("31536000") == 31_536_000_000)
    for text in ["0", "-1", "1.5", "31536001", "9223372036854775807", "99999999999999999999"] {
      let error = try #require(throws: HostError.self) { try durationMs(text) }
      #expect("\(error)".contains("from 1 to 31536000"), "\(error)")
    }
  }

  @Test func `takes a value behind an option or behind its equals sign`() throws {
    #expect(try arguments("--rules", "a b").value("--rules") == "a b")
    #expect(try arguments("--rules=a=b").value("--rules") == "a=b")
    #expect(try fault("--rules=") == .missingValue(option: "--rules"))
    #expect(try fault("--rules", "") == .missingValue(option: "--rules"))
    #expect(try arguments("--rules=--json").value("--rules") == "--json")
    #expect(try arguments("--rules", "-").value("--rules") == "-")
    #expect(try arguments("--rules", "-5").value("--rules") == "-5")
    #expect(try arguments("--json").value("--rules") == nil)
  }

  @Test func `takes switches, and what stands for itself, in any order`() throws {
    let arguments = try arguments("one", "--json", "two", "--rules", "r", "three")
    #expect(arguments.has("--json") && arguments.has("--rules") && !arguments.has("--lang"))
    #expect(arguments.rest == ["one", "two", "three"])
    #expect(try self.arguments().rest == [])
    try arguments.allowRest(3)
    let error = try #require(throws: HostError.self) { try arguments.allowRest(2) }
    guard case .usage(.unexpectedArgument("three"), command: "check") = error else {
      Issue.record("\(error)")
      return
    }
  }

  @Test func `takes several values for a list, up to the next option, and the list again`() throws {
    #expect(try arguments("--market", "a", "b", "c").list("--market") == ["a", "b", "c"])
    #expect(try arguments("--market", "a", "b", "--json", "c").list("--market") == ["a", "b"])
    #expect(try arguments("--market", "a", "--rules", "r", "--market", "b").list("--market") == ["a", "b"])
    #expect(try arguments("--market=a", "b", "--market=c").list("--market") == ["a", "b", "c"])
    #expect(try arguments("--json").list("--market") == [])
    #expect(try arguments("--rules", "a", "b").list("--rules") == ["a"])
  }

  @Test func `refuses an option it does not know, and suggests one`() throws {
    let names = ArgumentsTests.options.map(\.name)
    #expect(try fault("--ruls", "x") == .unknownOption("--ruls", NearestName(to: "--ruls", among: names)))
    #expect(try fault("--ruls=x") == .unknownOption("--ruls", NearestName(to: "--ruls", among: names)))
    #expect("\(try #require(try fault("--ruls")))" == #"no option named --ruls; nearest is "--rules""#)
    #expect(
      "\(try #require(try fault("--x")))"
        == #"no option named --x; valid are "--rules", "--market", "--last", "--lang", "--json""#)
    #expect(try fault("--Rules", "x") != nil)
    #expect(try fault("--rule", "x") != nil)
  }

  @Test func `refuses an option without its value`() throws {
    #expect(try fault("--rules") == .missingValue(option: "--rules"))
    #expect(try fault("--rules", "--json") == .missingValue(option: "--rules"))
    #expect(try fault("--market") == .missingValue(option: "--market"))
    #expect(try fault("--market", "--json") == .missingValue(option: "--market"))
    #expect("\(UsageFault.missingValue(option: "--rules"))" == "--rules wants a value behind it")
  }

  @Test func `refuses an option that stands twice, and a switch with a value`() throws {
    #expect(try fault("--rules", "a", "--rules", "a") == .repeated(option: "--rules"))
    #expect(try fault("--rules=a", "--rules=b") == .repeated(option: "--rules"))
    #expect(try fault("--json", "--json") == .repeated(option: "--json"))
    #expect(try fault("--json=true") == .badValue(option: "--json", text: "true", expected: "no value"))
    #expect(try fault("--json=") == .badValue(option: "--json", text: "", expected: "no value"))
  }

  @Test func `reads words of a type and whole numbers above zero`() throws {
    let language: Language? = try arguments("--lang", "en").choice("--lang")
    #expect(language == .en)
    let none: Language? = try arguments().choice("--lang")
    #expect(none == nil)
    #expect(try arguments("--last", "20").count("--last") == 20)
    #expect(try arguments().count("--last") == nil)
    for text in ["0", "-1", "+5", "1.5", "x", "1e3", "99999999999999999999"] {
      let arguments = try arguments("--last=\(text)")
      let error = try #require(throws: HostError.self) { try arguments.count("--last") }
      #expect("\(error)".hasPrefix("--last \(text): expected a whole number above 0\n"))
    }
    for text in ["EN", "de"] {
      let arguments = try arguments("--lang=\(text)")
      let error = try #require(throws: HostError.self) { let _: Language? = try arguments.choice("--lang") }
      #expect("\(error)".hasPrefix("--lang \(text): expected one of zh, en\n"))
    }
  }

  @Test func `wants what must be given`() throws {
    #expect(try arguments("--rules", "r").required("--rules", what: "the rules") == "r")
    let arguments = try arguments()
    let error = try #require(throws: HostError.self) { try arguments.required("--rules", what: "the rules") }
    #expect("\(error)" == "--rules is missing: the rules\nSee entrygate check --help.")
    #expect(error.exitCode == .usage)
  }
}

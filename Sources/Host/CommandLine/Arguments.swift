internal import RuleEngine

/// An option of a command.
struct OptionSpec {
  /// With its dashes: `--rules`.
  let name: String
  /// What stands behind it, as help names it; nil of a switch. PATH, FILE and FOLDER are names of files.
  let value: String?
  /// Whether several values may stand behind it.
  let isList: Bool
  /// The values there are; empty where there are others.
  let choices: [String]
  /// What it does.
  let help: String

  /// An option with a value behind it.
  init(_ name: String, _ value: String, isList: Bool = false, _ help: String) {
    self.name = name
    self.value = value
    self.isList = isList
    choices = []
    self.help = help
  }

  /// An option with a word of a type behind it.
  init<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _ value: String, isList: Bool = false, choices: Choice.Type, _ help: String
  ) where Choice.RawValue == String {
    self.name = name
    self.value = value
    self.isList = isList
    self.choices = Choice.allCases.map(\.rawValue)
    self.help = help
  }

  /// A switch.
  init(switch name: String, _ help: String) {
    self.name = name
    value = nil
    isList = false
    choices = []
    self.help = help
  }
}

/// A command line, split into options and the rest by what a command declares.
struct Arguments {
  private var values: [String: [String]] = [:]
  /// What stands for itself, not behind an option.
  private(set) var rest: [String] = []
  private let command: String

  /// Reads a command line: `--name value`, `--name=value`, switches, and the rest.
  init(_ words: [String], options: [OptionSpec], command: String) throws(HostError) {
    self.command = command
    var words = words[...]
    while let word = words.popFirst() {
      guard word.hasPrefix("--"), word != "--" else {
        rest.append(word)
        continue
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let option = options.first(where: { $0.name == parts[0] }) else {
        throw .usage(.unknownOption(parts[0], NearestName(to: parts[0], among: options.map(\.name))), command: command)
      }
      if !option.isList, values[option.name] != nil { throw .usage(.repeated(option: option.name), command: command) }
      guard option.value != nil else {
        if parts.count > 1 {
          throw .usage(.badValue(option: option.name, text: parts[1], expected: "no value"), command: command)
        }
        values[option.name] = []
        continue
      }
      var given = parts.count > 1 ? [parts[1]] : words.popFirst().map { [$0] } ?? []
      if parts.count == 1, let only = given.first, only.hasPrefix("--") { given = [] }
      if given.isEmpty || given == [""] { throw .usage(.missingValue(option: option.name), command: command) }
      while option.isList, let next = words.first, !next.hasPrefix("--") {
        given.append(next)
        words.removeFirst()
      }
      values[option.name, default: []] += given
    }
  }

  /// Whether a switch is given.
  func has(_ name: String) -> Bool { values[name] != nil }

  /// The value of an option; nil where it is not given.
  func value(_ name: String) -> String? { values[name]?.first }

  /// The values of a list; empty where it is not given.
  func list(_ name: String) -> [String] { values[name] ?? [] }

  /// The value of an option that must be given.
  func required(_ name: String, what: String) throws(HostError) -> String {
    guard let value = value(name) else { throw .usage(.missingOption(name, what: what), command: command) }
    return value
  }

  /// The value of an option as a word of a type; nil where it is not given.
  func choice<Choice: RawRepresentable & CaseIterable>(_ name: String) throws(HostError) -> Choice?
  where Choice.RawValue == String {
    guard let text = value(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let expected = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw .usage(.badValue(option: name, text: text, expected: "one of \(expected)"), command: command)
    }
    return choice
  }

  /// The value of an option as a whole number from 1 up; nil where it is not given.
  ///
  /// - Parameter limit: the largest number that is taken.
  func count(_ name: String, upTo limit: Int? = nil) throws(HostError) -> Int? {
    guard let text = value(name) else { return nil }
    let number = text.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 } ? Int(text) : nil
    guard let number, number > 0, number <= limit ?? .max else {
      throw badValue(name, expected: limit.map { "a whole number from 1 to \($0)" } ?? "a whole number above 0")
    }
    return number
  }

  /// The value of an option as a time span of up to a year, in milliseconds; nil where it is not given.
  ///
  /// - Parameter unitMs: the milliseconds in one of what the option counts.
  func durationMs(_ name: String, unitMs: Int64 = 1) throws(HostError) -> Int64? {
    try count(name, upTo: Int(Arguments.maxDurationMs / unitMs)).map { Int64($0) * unitMs }
  }

  /// The longest time span an option may give: a year.
  private static let maxDurationMs: Int64 = 365 * 86_400_000

  /// The error of an option whose value is none.
  func badValue(_ name: String, expected: String) -> HostError {
    .usage(.badValue(option: name, text: value(name) ?? "", expected: expected), command: command)
  }

  /// The error of an option that another one excludes.
  func excluded(_ name: String, by other: String) -> HostError {
    .usage(.excluded(option: name, by: other), command: command)
  }

  /// Makes sure that no more words stand for themselves than `limit`.
  func allowRest(_ limit: Int) throws(HostError) {
    if rest.count > limit { throw .usage(.unexpectedArgument(rest[limit]), command: command) }
  }
}

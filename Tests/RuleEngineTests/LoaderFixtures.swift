import RuleEngine
import Testing

/// A rule with a parameter of every kind.
struct LimitRule: EntryRule {
  enum Side: String, CaseIterable, Sendable { case long, short }
  enum Letter: String, CaseIterable, Sendable { case a, b, c }

  static let identifier = "limit"

  init(_ parameters: inout ParameterReader) {
    _ = parameters.decimal("max", .from(0, to: 100), .usd, "The only one that must be given.")
    _ = parameters.decimal(
      "share", .above(0, below: 1), .fraction, default: "0.01", hint: "0.005 is 0.5 %", "Has a default and a hint.")
    _ = parameters.whole("count", .from(1, to: 10), .entries, default: 5, "Is whole.")
    _ = parameters.decimalOrNone("ceiling", .above(0, to: 10), .none, default: nil, "May be null.")
    _ = parameters.choice("side", default: Side.long, "Is a word.")
    _ = parameters.choices("letters", default: Letter.allCases, "Is a list of words.")
  }

  func evaluate(_ entry: EntryContext) -> Outcome { .pass }
}

/// A rule that reads both books of its coin, and allows by default when it cannot know.
struct BookRule: EntryRule {
  static let identifier = "book"
  static let onUnavailable = UnavailablePolicy.allow

  init(_ parameters: inout ParameterReader) {}

  func feeds(for coin: Coin) -> [Feed] { [.perp(coin), .spot(coin)] }
  func evaluate(_ entry: EntryContext) -> Outcome { .pass }
}

/// A rule that says what it is told, with its own words as code.
struct SayRule: EntryRule {
  static let identifier = "say"
  private let outcome: Outcome

  init(_ parameters: inout ParameterReader) {
    switch parameters.choice("says", default: Outcome.Kind.pass, "What the rule answers.") {
    case .pass: outcome = .pass
    case .reject: outcome = .reject("told_to")
    case .notApplicable: outcome = .notApplicable
    case .unavailable: outcome = .unavailable("told_nothing")
    }
  }

  func evaluate(_ entry: EntryContext) -> Outcome { outcome }
}

/// A rule whose parameters must go together, and which throws what it finds wrong.
struct PairedRule: EntryRule {
  struct Refusal: Error, CustomStringConvertible { let description = "low and high are the same" }

  static let identifier = "paired"

  init(_ parameters: inout ParameterReader) throws {
    let low = parameters.decimalOrNone("low", .from(0, to: 9), .none, default: nil, "The lower end.")
    let high = parameters.decimalOrNone("high", .from(0, to: 9), .none, default: nil, "The upper end.")
    if low == nil, high == nil { parameters.refuseAbsence(of: ["low", "high"]) }
    guard let low, let high else { return }
    if low > high {
      parameters.refuse(
        ("low", expected: "a number up to high"), against: ("high", expected: "a number from low"))
    }
    if low == high { throw Refusal() }
  }

  func evaluate(_ entry: EntryContext) -> Outcome { .pass }
}

/// A rule with two times of day.
struct ClockRule: EntryRule {
  static let identifier = "clock"

  init(_ parameters: inout ParameterReader) {
    _ = parameters.timeOfDay("from", "Excludes the day's end.")
    _ = parameters.timeOfDay("to", allows24: true, "Includes the day's end.")
  }

  func evaluate(_ entry: EntryContext) -> Outcome { .pass }
}

/// Texts of `rules.json` for tests. In a text the sign ‸ stands before each place at which a fault is expected.
enum Loading {
  static let types: [any EntryRule.Type] = [
    LimitRule.self, BookRule.self, SayRule.self, PairedRule.self, ClockRule.self,
  ]

  /// A file with these entries in its chain, from the second line on.
  static func file(_ entries: String) -> String { "{\"version\":1,\"chain\":[\n\(entries)\n]}" }

  static func chain(_ text: String, _ environment: [String: String] = [:]) throws -> RuleChain {
    let loader = ChainLoader(registry: try RuleRegistry(types), environment: environment)
    return try loader.load(SourceText(name: "rules.json", bytes: Array(text.utf8)))
  }

  /// The parameters of the first entry, which must be a rule.
  static func parameters(
    _ text: String, _ environment: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [EffectiveParameter] {
    let entry = try #require(try chain(text, environment).entries.first, sourceLocation: sourceLocation)
    guard case .rule(let instance) = entry.node.body else {
      Issue.record("the first entry is no rule", sourceLocation: sourceLocation)
      return []
    }
    return instance.parameters
  }

  /// The lines that loading reports; none where it succeeds.
  static func faults(_ text: String, _ environment: [String: String] = [:]) throws -> [String] {
    do {
      _ = try chain(text, environment)
      return []
    } catch let faults as ConfigurationFaults {
      return faults.diagnostics.map(\.description)
    }
  }

  /// Loads a text without its marks, and wants these messages at these marks, in this order.
  static func expect(
    _ marked: String, _ messages: [String], environment: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var text = ""
    var (line, column) = (1, 1)
    var places: [String] = []
    for scalar in marked.unicodeScalars {
      if scalar == "‸" {
        places.append("rules.json:\(line):\(column): error: ")
        continue
      }
      text.unicodeScalars.append(scalar)
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
    }
    try #require(places.count == messages.count, "a mark for each message", sourceLocation: sourceLocation)
    let expected = zip(places, messages).map { $0 + $1 }
    #expect(try faults(text, environment) == expected, "\(marked)", sourceLocation: sourceLocation)
  }
}

/// A text with marks, and the messages expected at them.
struct FaultCase: Sendable, CustomTestStringConvertible {
  let text: String
  let environment: [String: String]
  let messages: [String]

  init(_ text: String, _ messages: String..., environment: [String: String] = [:]) {
    self.text = text
    self.environment = environment
    self.messages = messages
  }

  var testDescription: String { text }
}

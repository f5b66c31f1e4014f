/// The texts of a new rule: it builds, and its tests fail where somebody has to decide what it does.
struct RuleSkeleton {
  let name: RuleName
  /// The module that the rule belongs to.
  let module: String

  /// The rule's file.
  var rule: String {
    """
    public import RuleEngine

    /// Write here, in a sentence, what it rejects; then what a reader cannot guess.
    ///
    /// - Complexity: O(1), no allocation.
    public struct \(name.typeName): EntryRule {
      /// `\(name.identifier)`.
      public static let identifier = "\(name.identifier)"

      /// The manual page.
      public static let documentation = RuleDocumentation(
        title: LocalizedText(zh: "", en: "\(name.title)"),
        summary: "Write here what it rejects: Rejects an entry …",
        codes: [.reject("write_a_code", "write here when it is given")])

      /// Reads the parameters: a line each, which parses, checks and documents it.
      public init(_ parameters: inout ParameterReader) {
      }

      /// The books that it reads: `[.perp(coin), .spot(coin)]`, or others.
      public func feeds(for coin: Coin) -> [Feed] { [] }

      /// How far back it looks in the history, in milliseconds.
      public var historyWindowMs: Int64 { 0 }

      /// Says yes or no. What it cannot know is unavailable, with a code; it never guesses.
      public func evaluate(_ entry: EntryContext) -> Outcome {
        .unavailable("not_written")
      }
    }

    extension \(name.typeName) {
      /// What is stricter: `.lower("max_x")`, `.higher("min_x")`, `.none("x")`; a line for each parameter.
      public static let limits: [RuleLimit] = []

      /// The cases that are the rule's tests.
      public static let examples: [RuleExample] = [
        RuleExample("write here an entry that passes, at the very edge", "{}", .example(), .pass),
        RuleExample(
          "write here the one beyond the edge, that is rejected", "{}", .example(), .reject, "write_a_code"),
      ]
    }

    """
  }

  /// The file of its tests.
  var test: String {
    """
    import RuleEngine
    import \(module)
    import Testing

    struct \(name.typeName)Tests {
      @Test(arguments: \(name.typeName).examples)
      func `examples hold`(_ example: RuleExample) { #expect(example.mismatch(with: \(name.typeName).self) == nil) }

      @Test(arguments: RuleConformance.allCases)
      func conforms(_ check: RuleConformance) { #expect(check.faults(of: \(name.typeName).self) == []) }
    }

    """
  }
}

public import RuleEngine

/// Rejects an entry in a direction that is not allowed.
///
/// - Complexity: O(1), no allocation.
public struct DirectionAllowRule: EntryRule {
  /// `direction_allow`.
  public static let identifier = "direction_allow"

  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "方向限制", en: "direction limit"),
    summary: "Rejects an entry in a direction that is not allowed.",
    codes: [.reject("direction_not_allowed", "the signal's direction is not in the list")])

  private let directions: [Signal.Direction]
  private let directionsText: String

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    directions = parameters.choices("directions", "The directions that pass.")
    directionsText = directions.map(\.rawValue).joined(separator: ",")
  }

  /// Earlier verdicts play no part.
  public var historyWindowMs: Int64 { 0 }

  /// Always known; both directions in the list let every entry through.
  public var reach: RuleReach {
    let rejects = directions.count < Signal.Direction.allCases.count
    return RuleReach(rejects ? [.pass, .reject] : [.pass], passBands: [.directions(directions)])
  }

  /// Looks for the direction in the list.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    let evidence = entry.evidence(
      Evidence(.word("direction", entry.signal.direction.rawValue), required: .word("directions", directionsText)))
    return directions.contains(entry.signal.direction) ? .pass(evidence) : .reject("direction_not_allowed", evidence)
  }
}

extension DirectionAllowRule {
  /// What is stricter.
  public static let limits: [RuleLimit] = [
    .steps("directions", loosestFirst: [.words(["long", "short"]), .words(["long"])]),
    .steps("directions", loosestFirst: [.words(["long", "short"]), .words(["short"])]),
  ]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    RuleExample("a listed direction passes", #"{"directions": ["long"]}"#, .example(.long), .pass),
    RuleExample(
      "another one does not", #"{"directions": ["long"]}"#, .example(.short), .reject, "direction_not_allowed"),
    RuleExample("with both listed both pass", #"{"directions": ["long", "short"]}"#, .example(.short), .pass),
  ]
}

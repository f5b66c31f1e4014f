internal import RuleEngine

/// The outcomes that a node may have had, as far as is known: one, or several.
struct PossibleOutcomes: OptionSet {
  let rawValue: UInt8

  static let pass = PossibleOutcomes(rawValue: 1)
  static let reject = PossibleOutcomes(rawValue: 2)
  static let notApplicable = PossibleOutcomes(rawValue: 4)
  static let unavailable = PossibleOutcomes(rawValue: 8)
  /// Nothing is known of it.
  static let any: PossibleOutcomes = [.pass, .reject, .notApplicable, .unavailable]

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// One that is known.
  init(_ outcome: Outcome) {
    switch outcome {
    case .pass: self = .pass
    case .reject: self = .reject
    case .notApplicable: self = .notApplicable
    case .unavailable: self = .unavailable
    }
  }

  fileprivate var outcomes: [Outcome] {
    let all: [(PossibleOutcomes, Outcome)] = [
      (.pass, .pass(.none)), (.reject, .reject("")), (.notApplicable, .notApplicable), (.unavailable, .unavailable("")),
    ]
    return all.filter { contains($0.0) }.map(\.1)
  }
}

extension Combinator {
  /// What a combination may have been, of what its children may have been.
  func combine(_ children: [PossibleOutcomes]) -> PossibleOutcomes {
    guard let first = children.first else { return PossibleOutcomes(combine([])) }
    // `all` and `any` are associative, and `not` has one child: two at a time is enough.
    return children.dropFirst().reduce(union(first.outcomes.map { [$0] })) { sum, child in
      union(sum.outcomes.flatMap { one in child.outcomes.map { [one, $0] } })
    }
  }

  private func union(_ combinations: [[Outcome]]) -> PossibleOutcomes {
    combinations.reduce(into: []) { $0.formUnion(PossibleOutcomes(combine($1))) }
  }
}

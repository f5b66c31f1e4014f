import RuleEngine
import Testing

/// Three-valued logic with a neutral fourth, complete for all lists of up to three outcomes.
@Suite struct CombinatorTests {
  /// Every list of a length, each outcome with a code that tells its place.
  private static func lists(_ length: Int) -> [[Outcome]] {
    guard length > 0 else { return [[]] }
    return lists(length - 1).flatMap { shorter -> [[Outcome]] in
      let place = shorter.count
      let evidence = Evidence(.whole("place", Int64(place)))
      return [
        .pass(evidence), .reject(ReasonCode(rawValue: "rejected_\(place)"), evidence), .notApplicable,
        .unavailable(ReasonCode(rawValue: "unknown_\(place)"), evidence),
      ].map { shorter + [$0] }
    }
  }

  static let upToThree = (1...3).flatMap { lists($0) }

  /// The table as the design puts it, one question after the other.
  private func all(_ kinds: [Outcome.Kind]) -> Outcome.Kind {
    if kinds.contains(.reject) { return .reject }
    if kinds.contains(.unavailable) { return .unavailable }
    if kinds.contains(.pass) { return .pass }
    return .notApplicable
  }

  private func any(_ kinds: [Outcome.Kind]) -> Outcome.Kind {
    if kinds.contains(.pass) { return .pass }
    if kinds.contains(.unavailable) { return .unavailable }
    if kinds.contains(.reject) { return .reject }
    return .notApplicable
  }

  /// The outcome with the code of the first child of its kind, and without numbers, which stay with the children.
  private func expected(_ kind: Outcome.Kind, of children: [Outcome]) -> Outcome? {
    switch kind {
    case .pass: .pass
    case .notApplicable: .notApplicable
    case .reject: children.first { $0.kind == .reject }.flatMap(\.code).map { .reject($0) }
    case .unavailable: children.first { $0.kind == .unavailable }.flatMap(\.code).map { .unavailable($0) }
    }
  }

  @Test func `has complete tables`() {
    #expect(CombinatorTests.upToThree.count == 4 + 16 + 64)
  }

  @Test func `all - rejects, else is unavailable, else passes, else is not applicable`() {
    for children in CombinatorTests.upToThree {
      #expect(Combinator.all.combine(children) == expected(all(children.map(\.kind)), of: children), "\(children)")
    }
  }

  @Test func `any - passes, else is unavailable, else rejects, else is not applicable`() {
    for children in CombinatorTests.upToThree {
      #expect(Combinator.any.combine(children) == expected(any(children.map(\.kind)), of: children), "\(children)")
    }
  }

  @Test func `not - swaps pass and reject and leaves the other two`() {
    #expect(Combinator.not.combine([.pass]) == .reject("negated"))
    #expect(Combinator.not.combine([.pass(Evidence(.whole("n", 1)))]) == .reject("negated"))
    #expect(Combinator.not.combine([.reject("thin")]) == .pass)
    #expect(Combinator.not.combine([.notApplicable]) == .notApplicable)
    #expect(Combinator.not.combine([.unavailable("stale")]) == .unavailable("stale"))
  }

  @Test func `gives the code of the first child with the combination's own outcome`() {
    let children: [Outcome] = [
      .unavailable("stale"), .notApplicable, .reject("thin"), .pass, .reject("skewed"), .unavailable("perp_missing"),
    ]
    #expect(Combinator.all.combine(children).code == "thin")
    #expect(Combinator.any.combine(children).code == nil)
    let unknowing: [Outcome] = [.reject("thin"), .unavailable("stale"), .unavailable("perp_missing")]
    #expect(Combinator.any.combine(unknowing).code == "stale")
  }

  @Test func `obeys De Morgan in its outcomes`() {
    for children in CombinatorTests.upToThree {
      let negated = children.map { Combinator.not.combine([$0]) }
      #expect(Combinator.not.combine([Combinator.all.combine(children)]).kind == Combinator.any.combine(negated).kind)
      #expect(Combinator.not.combine([Combinator.any.combine(children)]).kind == Combinator.all.combine(negated).kind)
    }
  }

  @Test func `does not care for children that are not applicable`() {
    for children in CombinatorTests.upToThree {
      for combinator in [Combinator.all, .any] {
        #expect(combinator.combine(children + [.notApplicable]) == combinator.combine(children))
        #expect(combinator.combine([.notApplicable] + children) == combinator.combine(children))
      }
    }
  }
}

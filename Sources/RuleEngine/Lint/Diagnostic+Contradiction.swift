extension Diagnostic {
  /// Two conditions on one quantity that no signal meets both.
  public struct Contradiction: Hashable, Sendable {
    /// What is needed of the two rules.
    public enum Needed: Hashable, Sendable {
      /// Both must pass, both must reject, or the one and the other, below a `not`.
      case passes, rejections, oneOfEach
    }

    /// What is measured.
    public let quantity: String
    /// The id of the earlier one.
    public let id: String
    /// Where that stands.
    public let line: Int
    /// What no value does.
    public let needed: Needed
    /// What comes of it.
    public let consequence: Consequence
  }

  /// What comes of two conditions that no signal meets both, for every signal in the scopes of both.
  public enum Consequence: Hashable, Sendable {
    /// It is rejected. Waived: unless one of the two rules cannot know it, which is allowed.
    case rejection(isWaived: Bool)
    /// The combination with this id never passes.
    case neverPasses(String)
    /// The combination with this id never rejects.
    case neverRejects(String)
  }
}

extension Diagnostic.Contradiction: CustomStringConvertible {
  /// The warning in words.
  public var description: String {
    let (verb, what) =
      switch needed {
      case .passes: ("contradicts", "passes both")
      case .rejections: ("complements", "is rejected by both")
      case .oneOfEach: ("contradicts", "passes one and is rejected by the other, as a \"not\" asks")
      }
    return "\(verb) \"\(id)\" in line \(line): no \(quantity) \(what), so that \(consequence)"
  }
}

extension Diagnostic.Consequence: CustomStringConvertible {
  /// What comes of it, in words.
  public var description: String {
    switch self {
    case .rejection(let isWaived):
      "every signal in both scopes is rejected" + (isWaived ? ", unless one of the two cannot know and is allowed" : "")
    case .neverPasses(let id): "\"\(id)\" passes no signal in both scopes"
    case .neverRejects(let id): "\"\(id)\" rejects no signal in both scopes"
    }
  }
}

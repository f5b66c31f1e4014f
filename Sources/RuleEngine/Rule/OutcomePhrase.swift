/// A rule's own words for one of its outcomes; the frame around them is the same for all rules.
public struct OutcomePhrase: Hashable, Sendable {
  /// What stands in place of the code: `期现价差不足`. Nil leaves the code.
  public let cause: String?
  /// What was measured, in words: `spread=-0.3203% (需≤-1.0000%) | perp=$0.001245 spot=$0.001249`.
  public let detail: String

  /// Makes a phrase.
  public init(cause: String? = nil, detail: String) {
    self.cause = cause
    self.detail = detail
  }
}

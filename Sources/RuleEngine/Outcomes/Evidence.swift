/// The numbers behind an outcome: what was measured, what was required, and the distance between them.
///
/// Up to four measured and two required values are kept in place, so that an outcome costs no allocation.
public struct Evidence: Hashable, Sendable {
  private let firstMeasured: Measurement?
  private let secondMeasured: Measurement?
  private let thirdMeasured: Measurement?
  private let fourthMeasured: Measurement?
  private let firstRequired: Measurement?
  private let secondRequired: Measurement?

  /// The signed distance from the threshold, in the measured value's unit: negative where it fell short.
  public let margin: Measurement.Value?

  /// No numbers.
  public static let none = Evidence()

  /// Gathers up to four measured and two required values, and the margin.
  public init(
    _ first: Measurement? = nil, _ second: Measurement? = nil, _ third: Measurement? = nil,
    _ fourth: Measurement? = nil, required: Measurement? = nil, _ secondRequired: Measurement? = nil,
    margin: Measurement.Value? = nil
  ) {
    firstMeasured = first
    secondMeasured = second
    thirdMeasured = third
    fourthMeasured = fourth
    firstRequired = required
    self.secondRequired = secondRequired
    self.margin = margin
  }

  /// What was measured, in order. Allocates: for whoever writes or tests an outcome.
  public var measured: [Measurement] {
    [firstMeasured, secondMeasured, thirdMeasured, fourthMeasured].compactMap(\.self)
  }

  /// What was required, in order. Allocates: for whoever writes or tests an outcome.
  public var required: [Measurement] { [firstRequired, secondRequired].compactMap(\.self) }
}

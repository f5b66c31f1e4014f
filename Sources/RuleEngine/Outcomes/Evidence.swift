/// The numbers behind an outcome: what was measured, what was required, and the distance between them.
///
/// One word, so that outcomes are cheap to hand on: the numbers themselves lie behind a reference, and `none` has none.
/// `EntryContext.evidence` makes them only where somebody will read them.
public struct Evidence: Hashable, Sendable {
  @usableFromInline let numbers: Numbers?

  @usableFromInline
  final class Numbers: Sendable {
    let measured: [Measurement]
    let required: [Measurement]
    let margin: Measurement.Value?

    init(_ measured: [Measurement], _ required: [Measurement], _ margin: Measurement.Value?) {
      self.measured = measured
      self.required = required
      self.margin = margin
    }
  }

  /// No numbers.
  @inlinable
  public static var none: Evidence { Evidence() }

  @inlinable
  init() { numbers = nil }

  /// Gathers what was measured, what was required, and the margin.
  public init(_ measured: Measurement..., required: Measurement..., margin: Measurement.Value? = nil) {
    numbers = Numbers(measured, required, margin)
  }

  /// Gathers what was measured and what was required, each a list, and the margin.
  public init(measured: [Measurement], required: [Measurement], margin: Measurement.Value?) {
    numbers = Numbers(measured, required, margin)
  }

  /// What was measured, in order.
  public var measured: [Measurement] { numbers?.measured ?? [] }

  /// What was required, in order.
  public var required: [Measurement] { numbers?.required ?? [] }

  /// The signed distance from the threshold, in the measured value's unit: negative where it fell short.
  public var margin: Measurement.Value? { numbers?.margin }

  /// Whether the numbers are the same.
  public static func == (left: Evidence, right: Evidence) -> Bool {
    left.measured == right.measured && left.required == right.required && left.margin == right.margin
  }

  /// Feeds the numbers to a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(measured)
    hasher.combine(required)
    hasher.combine(margin)
  }
}

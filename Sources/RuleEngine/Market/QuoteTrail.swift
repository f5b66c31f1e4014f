/// The books that one feed has had of late, without a gap: from the first of them on it has been seen.
///
/// Each step is in force until the next one begins, or until the quote that lives now was received. What was before the
/// first step is not known: the book was not seen, was dead, or that was forgotten. A book that came again unchanged is a
/// step as well, which proves that it was still so.
public struct QuoteTrail: Hashable, Sendable {
  /// The top of one book, from the moment it came.
  public struct Step: Hashable, Sendable {
    /// Since when, in milliseconds since 1970 UTC.
    public let sinceMs: Int64
    /// The best bid and ask, or a bare mid.
    public let top: Quote.Top
    /// When the exchange made the book, in milliseconds since 1970 UTC, where known.
    public let exchangeTimeMs: Int64?

    /// Makes a step.
    public init(sinceMs: Int64, _ top: Quote.Top, exchangeTimeMs: Int64? = nil) {
      self.sinceMs = sinceMs
      self.top = top
      self.exchangeTimeMs = exchangeTimeMs
    }

    /// The step as the quote that it was.
    public var quote: Quote { Quote(top, exchangeTimeMs: exchangeTimeMs, receivedMs: sinceMs) }
  }

  /// How many steps are kept at most; with more the oldest are forgotten.
  public static let maxSteps = 1024

  /// The steps, by time.
  public private(set) var steps: [Step] = []

  /// Nothing is known but the quote that lives now.
  public init() {}

  /// Takes steps, each of which began after the one before; the last 1024 of them.
  public init(_ steps: [Step]) { self.steps = steps.suffix(QuoteTrail.maxSteps) }

  /// Whether nothing is known but the quote that lives now.
  public var isEmpty: Bool { steps.isEmpty }

  /// Takes the quote that came in place of the one before, and forgets what no window needs any more.
  ///
  /// - Parameters:
  ///   - quote: nil where the book is dead, empty or one-sided: nothing from before is known then.
  ///   - receivedMs: when it came. Where that is before the last one, the clock was set back, and nothing is known.
  ///   - windowMs: how far back somebody will look.
  public mutating func take(_ quote: Quote?, receivedMs: Int64, windowMs: Int64) {
    guard let quote else { return steps = [] }
    if let last = steps.last {
      if last.sinceMs > receivedMs { steps = [] }
      // What was in force for no time was never in force.
      if last.sinceMs == receivedMs { steps.removeLast() }
    }
    steps.append(Step(sinceMs: receivedMs, quote.top, exchangeTimeMs: quote.exchangeTimeMs))
    forget(before: receivedMs - windowMs)
    if steps.count > QuoteTrail.maxSteps { steps.removeFirst(steps.count - QuoteTrail.maxSteps) }
  }

  /// Forgets the steps that were over before a moment; the one in force at it stays.
  public mutating func forget(before momentMs: Int64) {
    var count = 0
    while count + 1 < steps.count, steps[count + 1].sinceMs <= momentMs { count += 1 }
    if count > 0 { steps.removeFirst(count) }
  }

  /// The same without the steps that were over before a moment.
  public func since(_ momentMs: Int64) -> QuoteTrail {
    var trail = self
    trail.forget(before: momentMs)
    return trail
  }

  /// The same, as far as it is about a moment and what came behind it.
  public func notBefore(_ momentMs: Int64) -> QuoteTrail {
    since(momentMs).map { max($0, momentMs) }
  }

  /// The same, received later by as much. What the exchange says of its books stays.
  public func shifted(byMs: Int64) -> QuoteTrail { map { $0 + byMs } }

  private func map(_ moved: (Int64) -> Int64) -> QuoteTrail {
    QuoteTrail(steps.map { Step(sinceMs: moved($0.sinceMs), $0.top, exchangeTimeMs: $0.exchangeTimeMs) })
  }
}

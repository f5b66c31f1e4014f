/// When something is asked for by REST, what was last answered, and what is worth a line of the log. Pure: times are
/// passed in, from a clock that never jumps.
struct PollWatch<Answer: Sendable>: Sendable {
  /// A change that is to be said once.
  enum Notice: Hashable {
    case known
    case failed(ExchangeFault)
  }

  /// The last answer, and when it came.
  private(set) var last: (answer: Answer, receivedMs: Int64)?
  private let everyMs: Int64
  private var askedMs: Int64?
  private var isFailing: Bool?

  /// - Parameter everyMs: between two questions, in milliseconds.
  init(everyMs: Int64) { self.everyMs = everyMs }

  /// Whether nothing was answered yet, and nothing failed.
  var isAwaited: Bool { isFailing == nil }

  /// How long until the next question; 0 where it is due.
  func msUntilDue(nowMs: Int64) -> Int64 { askedMs.map { max($0 + everyMs - nowMs, 0) } ?? 0 }

  /// A question is asked.
  mutating func asked(nowMs: Int64) { askedMs = nowMs }

  /// Takes an answer. A failure leaves the last one as it is: it grows old.
  mutating func take(_ answer: Result<Answer, ExchangeFault>, nowMs: Int64) -> Notice? {
    switch answer {
    case .success(let success):
      last = (success, nowMs)
      defer { isFailing = false }
      return isFailing == false ? nil : .known
    case .failure(let fault):
      defer { isFailing = true }
      return isFailing == true ? nil : .failed(fault)
    }
  }
}

/// When something is asked for by REST, and what is worth a line of the log. Pure: times are passed in, from a clock that
/// never jumps.
struct PollWatch {
  /// A change that is to be said once.
  enum Notice: Hashable {
    case known
    case failed(ExchangeFault)
  }

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

  /// Notes an answer, or why none came.
  mutating func note<Answer>(_ answer: Result<Answer, ExchangeFault>) -> Notice? {
    let wasFailing = isFailing
    switch answer {
    case .success:
      isFailing = false
      return wasFailing == false ? nil : .known
    case .failure(let fault):
      isFailing = true
      return wasFailing == true ? nil : .failed(fault)
    }
  }
}

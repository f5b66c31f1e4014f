internal import RuleEngine

/// When the balance is asked for, what was last answered, and what is worth a line of the log. Pure: times are passed in,
/// from a clock that never jumps.
struct BalanceWatch {
  /// Why a balance did not come.
  enum Fault: Error, Hashable {
    case network(NetworkError.Kind)
    case status(Int)
    /// The answer names no balance.
    case unreadable
  }

  /// A change that is to be said once.
  enum Notice: Hashable {
    case known
    case failed(Fault)
  }

  /// Between two questions, in milliseconds. Each has a weight of 2 of the 1200 a minute that the exchange allows, beside
  /// the 1000 of `MinuteBudget.bookWeight`.
  static let everyMs: Int64 = 30_000

  private let everyMs: Int64
  private var askedMs: Int64?
  private var last: (amountUSD: ExactDecimal, receivedMs: Int64)?
  private var isFailing: Bool?

  init(everyMs: Int64 = BalanceWatch.everyMs) { self.everyMs = everyMs }

  /// Whether nothing was answered yet, and nothing failed.
  var isAwaited: Bool { isFailing == nil }

  /// How long until the next question; 0 where it is due.
  func msUntilDue(nowMs: Int64) -> Int64 { askedMs.map { max($0 + everyMs - nowMs, 0) } ?? 0 }

  /// A question is asked.
  mutating func asked(nowMs: Int64) { askedMs = nowMs }

  /// Takes an answer. A failure leaves the last balance as it is: it grows old.
  mutating func take(_ answer: Result<ExactDecimal, Fault>, nowMs: Int64) -> Notice? {
    switch answer {
    case .success(let amountUSD):
      last = (amountUSD, nowMs)
      defer { isFailing = false }
      return isFailing == false ? nil : .known
    case .failure(let fault):
      defer { isFailing = true }
      return isFailing == true ? nil : .failed(fault)
    }
  }

  /// The balance as it was last seen.
  ///
  /// - Parameters:
  ///   - nowMs: milliseconds since 1970, from which its age counts.
  ///   - monotonicMs: the same moment by the clock of the other calls.
  func balance(nowMs: Int64, monotonicMs: Int64) -> AvailableBalance? {
    last.map { AvailableBalance(amountUSD: $0.amountUSD, receivedMs: nowMs - (monotonicMs - $0.receivedMs)) }
  }

  /// Reads the exchange's answer to `clearinghouseState`.
  static func read(_ response: RESTResponse) -> Result<ExactDecimal, Fault> {
    guard response.status == 200 else { return .failure(.status(response.status)) }
    guard let value = try? JSONValue(parsing: response.body),
      let amountUSD = (value["withdrawable"]?.string).flatMap({ ExactDecimal($0) })
    else { return .failure(.unreadable) }
    return .success(amountUSD)
  }
}

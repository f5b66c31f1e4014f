internal import RuleEngine

/// When the balance is asked for, what was last answered, and what is worth a line of the log. Pure: times are passed in,
/// from a clock that never jumps.
struct BalanceWatch {
  /// What the exchange said of an account.
  struct Answer: Hashable {
    let amountUSD: ExactDecimal
    /// When the exchange made it, in milliseconds since 1970, where it says so.
    var timeMs: Int64?
  }

  /// A change that is to be said once.
  enum Notice: Hashable {
    case known
    case failed(ExchangeFault)
  }

  /// Between two questions, in milliseconds. Each has a weight of 2 of the 1200 a minute that the exchange allows, beside
  /// the 1000 of `MinuteBudget.bookWeight`.
  static let everyMs: Int64 = 30_000

  private let everyMs: Int64
  private var askedMs: Int64?
  private var last: (answer: Answer, receivedMs: Int64)?
  private var isFailing: Bool?

  init(everyMs: Int64 = BalanceWatch.everyMs) { self.everyMs = everyMs }

  /// Whether nothing was answered yet, and nothing failed.
  var isAwaited: Bool { isFailing == nil }

  /// How long until the next question; 0 where it is due.
  func msUntilDue(nowMs: Int64) -> Int64 { askedMs.map { max($0 + everyMs - nowMs, 0) } ?? 0 }

  /// A question is asked.
  mutating func asked(nowMs: Int64) { askedMs = nowMs }

  /// Takes an answer. A failure leaves the last balance as it is: it grows old.
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

  /// The balance as it was last seen.
  ///
  /// - Parameters:
  ///   - nowMs: milliseconds since 1970, from which its age counts.
  ///   - monotonicMs: the same moment by the clock of the other calls.
  func balance(nowMs: Int64, monotonicMs: Int64) -> AvailableBalance? {
    guard let last else { return nil }
    let receivedMs = nowMs - (monotonicMs - last.receivedMs)
    let timeMs = last.answer.timeMs ?? receivedMs
    // An answer that is ahead of its time is none to trust, however lately it came.
    let isAhead = timeMs - nowMs > Quote.maxAheadMs
    return AvailableBalance(
      amountUSD: last.answer.amountUSD, receivedMs: isAhead ? timeMs : min(receivedMs, timeMs))
  }

  /// Reads the exchange's answer to `clearinghouseState`. What contradicts itself, speaks of an error or of another
  /// account, or has an amount that no account has, names no balance.
  static func read(_ response: RESTResponse, of address: AccountAddress) -> Result<Answer, ExchangeFault> {
    guard response.status == 200 else { return .failure(.status(response.status)) }
    guard let value = try? JSONValue(parsing: response.body), let members = value.members,
      Set(members.map(\.key)).count == members.count, value["error"] == nil,
      let amountUSD = (value["withdrawable"]?.string).flatMap({ ExactDecimal($0) }),
      AvailableBalance.isPlausible(amountUSD)
    else { return .failure(.unreadable) }
    if let user = value["user"], user.string.flatMap({ AccountAddress($0) }) != address {
      return .failure(.unreadable)
    }
    guard let time = value["time"] else { return .success(Answer(amountUSD: amountUSD)) }
    guard case .scalar(.number(let text)) = time.content, let timeMs = ExactDecimal(text)?.whole,
      (0...JSONScanner.maxTimeMs).contains(timeMs)
    else { return .failure(.unreadable) }
    return .success(Answer(amountUSD: amountUSD, timeMs: timeMs))
  }
}

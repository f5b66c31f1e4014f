internal import RuleEngine

/// What the exchange said of an account.
struct BalanceAnswer: Hashable {
  let amountUSD: ExactDecimal
  /// When the exchange made it, in milliseconds since 1970, where it says so.
  var timeMs: Int64?
}

/// The watch over an account's balance.
typealias BalanceWatch = PollWatch<BalanceAnswer>

extension PollWatch where Answer == BalanceAnswer {
  /// Between two questions, in milliseconds. Each has a weight of 2 of the 1200 a minute that the exchange allows, beside
  /// the 1000 of `MinuteBudget.bookWeight`.
  static var everyMs: Int64 { 30_000 }

  init() { self.init(everyMs: BalanceWatch.everyMs) }

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
  static func read(_ response: RESTResponse, of address: AccountAddress) -> Result<BalanceAnswer, ExchangeFault> {
    guard response.status == 200 else { return .failure(.status(response.status)) }
    guard let value = try? JSONValue(parsing: response.body), let members = value.members,
      Set(members.map(\.key)).count == members.count, value["error"] == nil,
      let amountUSD = (value["withdrawable"]?.string).flatMap({ ExactDecimal($0) }),
      AvailableBalance.isPlausible(amountUSD)
    else { return .failure(.unreadable) }
    if let user = value["user"], user.string.flatMap({ AccountAddress($0) }) != address {
      return .failure(.unreadable)
    }
    guard let time = value["time"] else { return .success(BalanceAnswer(amountUSD: amountUSD)) }
    guard case .scalar(.number(let text)) = time.content, let timeMs = ExactDecimal(text)?.whole,
      (0...JSONScanner.maxTimeMs).contains(timeMs)
    else { return .failure(.unreadable) }
    return .success(BalanceAnswer(amountUSD: amountUSD, timeMs: timeMs))
  }
}

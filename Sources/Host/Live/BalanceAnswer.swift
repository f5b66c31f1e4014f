internal import RuleEngine

/// What the exchange said of an account's balance.
struct BalanceAnswer: Hashable, Received {
  let amountUSD: ExactDecimal
  /// When the exchange made it, in milliseconds since 1970, where it says so.
  var timeMs: Int64?
  /// When it was received, in milliseconds since 1970; 0 until it is kept.
  var receivedMs: Int64 = 0

  /// Between two questions, in milliseconds. Each has a weight of 2 of the 1200 a minute that the exchange allows, beside
  /// the 1000 of `MinuteBudget.bookWeight`.
  static let everyMs: Int64 = 30_000

  /// The balance as it counts at a moment, in milliseconds since 1970.
  func balance(nowMs: Int64) -> AvailableBalance {
    let timeMs = timeMs ?? receivedMs
    // An answer that is ahead of its time is none to trust, however lately it came.
    let isAhead = timeMs - nowMs > Quote.maxAheadMs
    return AvailableBalance(amountUSD: amountUSD, receivedMs: isAhead ? timeMs : min(receivedMs, timeMs))
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

  /// The answer of a recording's line, its age in place of its receipt; nil where the line is not as one is written.
  static func recorded(_ line: JSONValue) -> BalanceAnswer? {
    let ageMs = line["age_ms"].map { $0.whole ?? .max } ?? 0
    let timeMs = line["time"].map { $0.whole ?? -1 }
    guard let amountUSD = (line["available_usd"]?.string).flatMap({ ExactDecimal($0) }),
      AvailableBalance.isPlausible(amountUSD), JSONScanner.isAge(ageMs),
      timeMs.map((0...JSONScanner.maxTimeMs).contains) ?? true
    else { return nil }
    return BalanceAnswer(amountUSD: amountUSD, timeMs: timeMs, receivedMs: ageMs)
  }
}

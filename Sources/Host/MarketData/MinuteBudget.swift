/// What may be spent in any minute: connections, sent messages, weight of REST requests.
///
/// The window slides. In every span of 60 s no more than `limit` is spent, wherever the span begins; what was spent
/// exactly 60 s ago has passed. (A counter that begins anew with each minute of the clock would let twice the limit
/// through around the turn.)
///
/// The exchange's limits stand in its API documentation, "Rate limits and user limits": for each address 30 new
/// connections, 2000 messages and a weight of 1200 a minute. An address is often shared with the strategy itself, so the
/// connections and the weight stay below.
struct MinuteBudget {
  /// The span in which the limit holds, in milliseconds.
  static let windowMs: Int64 = 60_000

  /// How much may be spent in the span.
  let limit: Int

  private struct Expense {
    let atMs: Int64
    let cost: Int
  }

  /// In order of time; the first `expired` have passed and wait to be cleared away together.
  private var expenses: [Expense] = []
  private var expired = 0
  private var total = 0

  init(limit: Int) { self.limit = limit }

  /// 20 connections; the exchange allows 30.
  static let connections = MinuteBudget(limit: 20)
  /// 2000 messages, as the exchange allows.
  static let messages = MinuteBudget(limit: 2000)
  /// A weight of 1000 for books; the exchange allows 1200 for everything, and the coins' lists and the balance need some.
  static let bookWeight = MinuteBudget(limit: 1000)

  /// Spends, where the limit allows it.
  ///
  /// - Parameters:
  ///   - cost: what to spend, at least 1.
  ///   - spare: how much has to be left over for what is more important.
  /// - Returns: whether it was spent.
  /// - Complexity: O(1) on average; the room is bounded by `limit`.
  mutating func spend(_ cost: Int = 1, sparing spare: Int = 0, nowMs: Int64) -> Bool {
    expire(nowMs)
    guard total + cost + spare <= limit else { return false }
    expenses.append(Expense(atMs: nowMs, cost: cost))
    total += cost
    return true
  }

  /// The earliest time from `nowMs` on at which so much can be spent; nil where the limit never allows it.
  func freeAtMs(_ cost: Int = 1, sparing spare: Int = 0, nowMs: Int64) -> Int64? {
    guard cost + spare <= limit else { return nil }
    // Nearly always: even with what has passed since the last expense there is room.
    guard total + cost + spare > limit else { return nowMs }
    var remaining = total
    var atMs = nowMs
    for expense in expenses[expired...] {
      guard remaining + cost + spare > limit || expense.atMs + Self.windowMs <= nowMs else { break }
      remaining -= expense.cost
      atMs = max(atMs, expense.atMs + Self.windowMs)
    }
    return atMs
  }

  private mutating func expire(_ nowMs: Int64) {
    while expired < expenses.count, expenses[expired].atMs + Self.windowMs <= nowMs {
      total -= expenses[expired].cost
      expired += 1
    }
    // Moving the rest only when half has passed keeps the cost of one expense constant.
    guard expired > expenses.count / 2 else { return }
    expenses.removeFirst(expired)
    expired = 0
  }
}

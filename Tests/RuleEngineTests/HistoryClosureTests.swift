import RuleEngine
import TestSupport
import Testing

/// Which entries are open, and how many losses there were in a row: against a history that is only a list.
struct HistoryClosureTests {
  /// The definitions, word by word.
  private struct Listed {
    var entries: [History.Entry] = []

    func isIn(_ group: History.Group, _ entry: History.Entry) -> Bool {
      switch group {
      case .all: true
      case .coin(let coin): entry.coin == coin
      case .pair(let pair): entry.pair == pair
      case .strategy(let strategy): entry.strategy == strategy
      }
    }

    func openEntries(in group: History.Group, now: Int64, maxAgeMs: Int64?) -> Int {
      entries.count { entry in
        entry.rejection == nil && isIn(group, entry) && entry.timeMs <= now
          && entry.closure.map { $0.timeMs > now } ?? true && maxAgeMs.map { entry.timeMs > now - $0 } ?? true
      }
    }

    func lossStreak(in group: History.Group, now: Int64) -> [Int64]? {
      let closed = entries.filter { isIn(group, $0) }.compactMap(\.closure).filter { $0.timeMs <= now }
        .sorted { ($0.timeMs, $0.isLoss ? 1 : 0) < ($1.timeMs, $1.isLoss ? 1 : 0) }
      return closed.last.map { [Int64(closed.reversed().prefix(while: \.isLoss).count), $0.timeMs] }
    }
  }

  private static let groups: [History.Group] = [
    .all, .coin("PURR"), .coin("HYPE"), .coin("BTC"), .pair("PURR"), .pair("PURR|HYPE"), .strategy("a"), .strategy(nil),
  ]

  private static func entry(_ random: inout SplitMix64) -> History.Entry {
    let coin: Coin = Bool.random(using: &random) ? "PURR" : "HYPE"
    return History.Entry(
      timeMs: Int64.random(in: 0...40, using: &random), coin: coin,
      pair: Bool.random(using: &random) ? coin.name : coin.name + "|HYPE",
      strategy: [nil, "a", "b"].randomElement(using: &random) ?? nil,
      rejection: Int.random(in: 0...3, using: &random) == 0 ? .init() : nil)
  }

  private static func closure(_ entry: History.Entry, _ random: inout SplitMix64) -> History.Entry.Closure {
    let pnl: ExactDecimal = [-1, -2, 0, 1].randomElement(using: &random) ?? 0
    return .init(timeMs: Int64.random(in: entry.timeMs...50, using: &random), pnlUSD: pnl)
  }

  private static func check(_ history: History, _ listed: Listed, fromMs: Int64 = -1) {
    for group in groups {
      for now in fromMs...51 {
        for maxAgeMs in [nil, 1, 7, 100] as [Int64?] {
          #expect(
            history.openEntries(in: group, now: now, maxAgeMs: maxAgeMs)
              == listed.openEntries(in: group, now: now, maxAgeMs: maxAgeMs))
        }
        let streak = history.lossStreak(in: group, now: now).map { [Int64($0.losses), $0.lastClosedMs] }
        #expect(streak == listed.lossStreak(in: group, now: now), "\(group) at \(now)")
      }
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `entries that are closed, reopened and taken back in any order`(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var history = History()
    var listed = Listed()
    for _ in 0..<60 {
      let entries = listed.entries
      let open = entries.indices.filter { entries[$0].rejection == nil && entries[$0].closure == nil }
      let closed = entries.indices.filter { entries[$0].closure != nil }
      switch Int.random(in: 0..<8, using: &random) {
      case 0...2:
        let entry = Self.entry(&random)
        history.append(entry)
        listed.entries.append(entry)
      case 3...5:
        guard let index = open.randomElement(using: &random) else { continue }
        listed.entries[index] = listed.entries[index].closed(by: Self.closure(listed.entries[index], &random))
        history.close(listed.entries[index])
      case 6:
        guard let index = closed.randomElement(using: &random) else { continue }
        history.reopen(listed.entries[index])
        listed.entries[index] = listed.entries[index].closed(by: nil)
      default:
        guard let index = open.randomElement(using: &random) else { continue }
        history.remove(listed.entries.remove(at: index))
      }
    }
    Self.check(history, listed)
    // However it came about, it is the same as one that is made at once.
    Self.check(History(listed.entries.shuffled(using: &random)), listed)
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `what is forgotten changes nothing behind it`(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let entries = (0..<80).map { _ in Self.entry(&random) }.map { entry in
      entry.rejection == nil && Bool.random(using: &random) ? entry.closed(by: Self.closure(entry, &random)) : entry
    }
    let all = History(entries)
    var history = all
    history.forget(through: 20)
    Self.check(history, Listed(entries: entries), fromMs: 20)
    #expect(history.momentCount < all.momentCount)
    // What is closed before what is remembered, or taken back, changes the rows behind it as it should.
    let late = History.Entry(timeMs: 30, coin: "PURR", pair: "PURR", closure: .init(timeMs: 40, pnlUSD: -1))
    history.append(late)
    Self.check(history, Listed(entries: entries + [late]), fromMs: 20)
    history.reopen(late)
    history.remove(late.closed(by: nil))
    Self.check(history, Listed(entries: entries), fromMs: 20)
    history.forget(through: 51, openThrough: 51)
    #expect(Self.groups.allSatisfy { history.openEntries(in: $0, now: 51) == 0 })
  }

  @Test func `a history that remembers no open entries knows of none, and of the closed ones all`() {
    var history = History()
    history.forgetOpenEntries()
    let entry = History.Entry(timeMs: 1, coin: "PURR", pair: "PURR")
    history.append(entry)
    #expect(history.momentCount == 4)
    history.close(entry.closed(by: .init(timeMs: 2, pnlUSD: -1)))
    #expect(history.openEntries(in: .all, now: 9) == 0)
    #expect(history.lossStreak(in: .all, now: 9)?.losses == 1)
    history.reopen(entry.closed(by: .init(timeMs: 2, pnlUSD: -1)))
    #expect(history.openEntries(in: .all, now: 9) == 0 && history.lossStreak(in: .all, now: 9) == nil)
  }
}

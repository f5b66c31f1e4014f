import RuleEngine
import TestSupport
import Testing

/// What limits and cooldowns see of earlier verdicts.
@Suite struct HistoryTests {
  private func approval(_ time: Int64, _ coin: Coin = "PURR", pair: String = "PURR|HYPE", strategy: String? = nil)
    -> History.Entry
  { History.Entry(timeMs: time, coin: coin, pair: pair, strategy: strategy) }

  @Test func `counts approvals with now - window < time <= now`() {
    let history = History([approval(1000)])
    for (now, count) in [(999, 0), (1000, 1), (1001, 1), (1499, 1), (1500, 0), (1501, 0)] as [(Int64, Int)] {
      #expect(history.approvals(in: .all, now: now, windowMs: 500) == count, "now \(now)")
    }
    #expect(history.approvals(in: .all, now: 1000, windowMs: 0) == 0)
    #expect(history.approvals(in: .all, now: 1000, windowMs: 1) == 1)
  }

  @Test func `forgets all but the last of each group up to a moment`() {
    var history = History([approval(10), approval(20), approval(30, pair: "PURR"), approval(40)])
    history.forget(through: 30, openThrough: 40)
    func count(_ group: History.Group) -> Int { history.approvals(in: group, now: 100, windowMs: 100) }
    #expect(count(.all) == 2)
    #expect(count(.pair("PURR|HYPE")) == 2)
    #expect(count(.pair("PURR")) == 1)
    #expect(history.lastApproval(in: .all, now: 39) == 30)
    #expect(history.lastApproval(in: .pair("PURR|HYPE"), now: 39) == 20)
    #expect(history.approvals(in: .all, now: 100, windowMs: 70) == 1)
    #expect(history.momentCount == 9)
  }

  @Test func `counts by coin, pair and strategy, and those without a strategy together`() {
    let history = History([
      approval(1), approval(2, pair: "PURR"), approval(3, "HYPE", pair: "HYPE|PURR", strategy: "a"),
      approval(4, strategy: "b"),
    ])
    func count(_ group: History.Group) -> Int { history.approvals(in: group, now: 10, windowMs: 100) }
    #expect(count(.all) == 4)
    #expect(count(.coin("PURR")) == 3)
    #expect(count(.coin("HYPE")) == 1)
    #expect(count(.coin("purr")) == 0)
    #expect(count(.pair("PURR|HYPE")) == 2)
    #expect(count(.pair("PURR")) == 1)
    #expect(count(.strategy("a")) == 1)
    #expect(count(.strategy(nil)) == 2)
    #expect(count(.strategy("c")) == 0)
  }

  @Test func `finds the last approval at or before now`() {
    let history = History([approval(30), approval(10), approval(20)])
    #expect(history.lastApproval(in: .all, now: 9) == nil)
    #expect(history.lastApproval(in: .all, now: 10) == 10)
    #expect(history.lastApproval(in: .all, now: 29) == 20)
    #expect(history.lastApproval(in: .all, now: 99) == 30)
    #expect(history.lastApproval(in: .coin("HYPE"), now: 99) == nil)
  }

  @Test func `finds the last rejection for any reason but one`() {
    func rejection(_ time: Int64, _ code: ReasonCode?) -> History.Entry {
      History.Entry(timeMs: time, coin: "PURR", pair: "PURR", rejection: .init(code: code))
    }
    let history = History([
      rejection(10, "thin"), rejection(20, "cooling_down"), rejection(15, nil), approval(99), rejection(5, "skewed"),
    ])
    #expect(history.lastRejection(in: .all, now: 50, ignoring: "cooling_down") == 15)
    #expect(history.lastRejection(in: .all, now: 14, ignoring: "cooling_down") == 10)
    #expect(history.lastRejection(in: .all, now: 50, ignoring: "thin") == 20)
    #expect(history.lastRejection(in: .all, now: 4, ignoring: "thin") == nil)
    #expect(history.approvals(in: .all, now: 100, windowMs: 200) == 1)
  }

  @Test func `takes back one of two equal entries, and nothing that is not there`() {
    var history = History([approval(5), approval(5)])
    history.remove(approval(5, "HYPE", pair: "HYPE"))
    #expect(history.approvals(in: .coin("PURR"), now: 9, windowMs: 9) == 2)
    history.remove(approval(5))
    #expect(history.approvals(in: .coin("PURR"), now: 9, windowMs: 9) == 1)
    history.remove(approval(6))
    #expect(history.lastApproval(in: .coin("PURR"), now: 9) == 5)
    history.remove(approval(5))
    #expect(history.lastApproval(in: .coin("PURR"), now: 9) == nil)
  }

  // MARK: Against a plain list

  private static let coins: [Coin] = ["PURR", "HYPE"]
  private static let strategies: [String?] = [nil, "a", "b"]
  private static let codes: [ReasonCode?] = [nil, "thin", "cooling_down"]

  private func randomEntry(_ random: inout SplitMix64) -> History.Entry {
    let coin = HistoryTests.coins.randomElement(using: &random) ?? "PURR"
    let isRejection = Bool.random(using: &random)
    let code = HistoryTests.codes.randomElement(using: &random) ?? nil
    return History.Entry(
      timeMs: Int64.random(in: 0...40, using: &random), coin: coin, pair: "\(coin)|BTC",
      strategy: HistoryTests.strategies.randomElement(using: &random) ?? nil,
      rejection: isRejection ? History.Entry.Rejection(code: code) : nil)
  }

  private func contains(_ group: History.Group, _ entry: History.Entry) -> Bool {
    switch group {
    case .all: true
    case .coin(let coin): entry.coin == coin
    case .pair(let pair): entry.pair == pair
    case .strategy(let strategy): entry.strategy == strategy
    }
  }

  @Test func `answers as a plain list does, in any order of adding and removing`() {
    var random = SplitMix64(seed: 71)
    let groups: [History.Group] = [.all, .coin("PURR"), .coin("X"), .pair("HYPE|BTC"), .strategy("a"), .strategy(nil)]
    for _ in 0..<30 {
      var history = History()
      var list: [History.Entry] = []
      for _ in 0..<60 {
        if !list.isEmpty, Int.random(in: 0..<3, using: &random) == 0 {
          history.remove(list.remove(at: Int.random(in: list.indices, using: &random)))
        } else {
          let entry = randomEntry(&random)
          history.append(entry)
          list.append(entry)
        }
        let now = Int64.random(in: -1...45, using: &random)
        let window = Int64.random(in: 0...30, using: &random)
        for group in groups {
          let known = list.filter { contains(group, $0) && $0.timeMs <= now }
          let approved = known.filter { $0.rejection == nil }
          #expect(
            history.approvals(in: group, now: now, windowMs: window)
              == approved.filter { $0.timeMs > now - window }.count)
          #expect(history.lastApproval(in: group, now: now) == approved.map(\.timeMs).max())
          let rejected = known.filter { $0.rejection.map { $0.code != "cooling_down" } ?? false }
          #expect(
            history.lastRejection(in: group, now: now, ignoring: "cooling_down") == rejected.map(\.timeMs).max())
        }
      }
    }
  }
}

@testable import Host
import TestSupport
import Testing

/// What may be spent in any minute.
@Suite struct MinuteBudgetTests {
  @Test func `twenty connections are granted and the next waits until the first is a minute old`() {
    var budget = MinuteBudget.connections
    #expect((0..<20).allSatisfy { budget.spend(nowMs: 1000 + $0) } == true)
    #expect(budget.spend(nowMs: 1020) == false)
    #expect(budget.freeAtMs(nowMs: 1020) == 61_000)
    #expect(budget.spend(nowMs: 60_999) == false)
    #expect(budget.spend(nowMs: 61_000) == true)
    #expect(budget.spend(nowMs: 61_000) == false)
    #expect(budget.spend(nowMs: 61_001) == true)
  }

  @Test func `the limits of messages and weight hold to the last unit`() {
    var messages = MinuteBudget.messages
    #expect((0..<2000).allSatisfy { _ in messages.spend(nowMs: 5) } == true)
    #expect(messages.spend(nowMs: 5) == false)
    var weight = MinuteBudget.bookWeight
    #expect((0..<500).allSatisfy { _ in weight.spend(2, nowMs: 5) } == true)
    #expect(weight.spend(1, nowMs: 5) == false)
    #expect(weight.freeAtMs(1, nowMs: 5) == 60_005)
  }

  @Test func `what is spared stays for others`() {
    var budget = MinuteBudget(limit: 10)
    #expect((0..<7).allSatisfy { _ in budget.spend(sparing: 3, nowMs: 0) } == true)
    #expect(budget.spend(sparing: 3, nowMs: 0) == false)
    #expect(budget.freeAtMs(sparing: 3, nowMs: 0) == 60_000)
    #expect((0..<3).allSatisfy { _ in budget.spend(nowMs: 0) } == true)
    #expect(budget.spend(nowMs: 0) == false)
  }

  @Test func `what exceeds the limit by itself is never free`() {
    var budget = MinuteBudget(limit: 10)
    #expect(budget.spend(11, nowMs: 0) == false)
    #expect(budget.freeAtMs(11, nowMs: 0) == nil)
    #expect(budget.freeAtMs(10, sparing: 1, nowMs: 0) == nil)
    #expect(budget.freeAtMs(10, nowMs: 3) == 3)
  }

  /// Against a list of all that was spent, added up anew each time.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `agrees with adding up by hand`(_ seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let limit = Int.random(in: 1...30, using: &generator)
    var budget = MinuteBudget(limit: limit)
    var spent: [(atMs: Int64, cost: Int)] = []
    var nowMs: Int64 = 0
    func total(at time: Int64) -> Int {
      spent.filter { $0.atMs > time - 60_000 && $0.atMs <= time }.reduce(0) { $0 + $1.cost }
    }
    for _ in 0..<2000 {
      nowMs += Int64.random(in: 0...6000, using: &generator) * Int64.random(in: 0...1, using: &generator)
      let cost = Int.random(in: 1...3, using: &generator)
      let fits = total(at: nowMs) + cost <= limit
      if let free = budget.freeAtMs(cost, nowMs: nowMs) {
        #expect((free == nowMs) == fits, "seed \(seed)")
        #expect(total(at: free) + cost <= limit, "seed \(seed)")
        if free > nowMs { #expect(total(at: free - 1) + cost > limit, "seed \(seed)") }
      } else {
        #expect(cost > limit, "seed \(seed)")
      }
      #expect(budget.spend(cost, nowMs: nowMs) == fits, "seed \(seed)")
      if fits { spent.append((nowMs, cost)) }
    }
  }
}

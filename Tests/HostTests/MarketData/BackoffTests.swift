@testable import Host
import TestSupport
import Testing

/// How long is waited between attempts.
@Suite struct BackoffTests {
  @Test(arguments: [
    (Backoff.connection, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000] as [Int64]),
    (Backoff.request, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]),
  ])
  func `ceilings double up to the cap, as the comment has them`(_ backoff: Backoff, _ ceilings: [Int64]) {
    #expect(ceilings.indices.map { backoff.ceilingMs(attempt: $0) } == ceilings)
    #expect(ceilings.indices.map { backoff.delayMs(attempt: $0, fraction: 0.5) } == ceilings.map { $0 / 2 })
    #expect(ceilings.indices.map { backoff.delayMs(attempt: $0, fraction: 1) } == ceilings)
    #expect(ceilings.indices.allSatisfy { backoff.delayMs(attempt: $0, fraction: 0) == 0 })
  }

  @Test func `no attempt overflows, and a negative one counts as the first`() {
    for attempt in [62, 63, 64, 1000, Int.max] { #expect(Backoff.connection.ceilingMs(attempt: attempt) == 30_000) }
    for attempt in [-1, Int.min] { #expect(Backoff.connection.ceilingMs(attempt: attempt) == 500) }
    let widest = Backoff(baseMs: 1, capMs: .max / 2)
    #expect(widest.ceilingMs(attempt: .max) == .max / 2)
    #expect(Backoff(baseMs: 0, capMs: 10).ceilingMs(attempt: .max) == 0)
    #expect(Backoff(baseMs: 20, capMs: 10).ceilingMs(attempt: 0) == 10)
  }

  @Test func `fractions outside 0 to 1 count as the nearer end, and no number as 1`() {
    let backoff = Backoff.connection
    #expect(backoff.delayMs(attempt: 0, fraction: -0.1) == 0)
    #expect(backoff.delayMs(attempt: 0, fraction: -.infinity) == 0)
    #expect(backoff.delayMs(attempt: 0, fraction: 1.1) == 500)
    #expect(backoff.delayMs(attempt: 0, fraction: .infinity) == 500)
    #expect(backoff.delayMs(attempt: 0, fraction: .nan) == 500)
  }

  @Test func `full jitter fills the whole span evenly`() {
    var generator = SplitMix64(seed: 11)
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<10_000 {
      let delay = Backoff.connection.delayMs(attempt: 3, fraction: Double.random(in: 0..<1, using: &generator))
      counts[Int(delay / 400)] += 1
    }
    #expect(counts.reduce(0, +) == 10_000)
    #expect(counts.allSatisfy { (850...1150).contains($0) })
  }
}

import RuleEngine
import TestSupport
import Testing

struct QuoteTrailTests {
  private func book(_ price: Price) -> Quote { .book(price, price) }

  @Test func `each book that comes is a step, and a death is the end of all`() {
    var trail = QuoteTrail()
    trail.take(book("1"), receivedMs: 100, windowMs: 1000)
    trail.take(book("1"), receivedMs: 200, windowMs: 1000)
    var late = book("2")
    late.exchangeTimeMs = 7
    trail.take(late, receivedMs: 300, windowMs: 1000)
    #expect(trail.steps.map(\.sinceMs) == [100, 200, 300])
    #expect(trail.steps.map(\.exchangeTimeMs) == [nil, nil, 7])
    #expect(trail.steps[2].quote == Quote(.book(bid: "2", ask: "2"), exchangeTimeMs: 7, receivedMs: 300))
    trail.take(nil, receivedMs: 400, windowMs: 1000)
    #expect(trail.isEmpty)
  }

  @Test func `a book that was in force for no time is forgotten`() {
    var trail = QuoteTrail()
    trail.take(book("1"), receivedMs: 100, windowMs: 1000)
    trail.take(book("2"), receivedMs: 300, windowMs: 1000)
    trail.take(book("3"), receivedMs: 300, windowMs: 1000)
    #expect(trail.steps.map(\.sinceMs) == [100, 300])
    #expect(trail.steps[1].top == .book(bid: "3", ask: "3"))
  }

  @Test func `a clock that went back leaves nothing that is known`() {
    var trail = QuoteTrail()
    for atMs: Int64 in [100, 300] { trail.take(book("1"), receivedMs: atMs, windowMs: 1000) }
    trail.take(book("1"), receivedMs: 299, windowMs: 1000)
    #expect(trail.steps.map(\.sinceMs) == [299])
  }

  @Test func `the step in force when the window begins is kept, and those before it are not`() {
    var trail = QuoteTrail()
    for (number, price) in (["1", "2", "3", "4"] as [Price]).enumerated() {
      trail.take(book(price), receivedMs: Int64(number) * 100, windowMs: 200)
    }
    #expect(trail.steps.map(\.sinceMs) == [100, 200, 300])
    #expect(trail.since(199).steps.map(\.sinceMs) == [100, 200, 300])
    #expect(trail.since(200).steps.map(\.sinceMs) == [200, 300])
    #expect(trail.since(99) == trail)
    #expect(trail.notBefore(250).steps.map(\.sinceMs) == [250, 300])
    #expect(trail.shifted(byMs: -50).steps.map(\.sinceMs) == [50, 150, 250])
    let late = QuoteTrail([QuoteTrail.Step(sinceMs: 100, .mid("1"), exchangeTimeMs: 80)])
    #expect(late.shifted(byMs: 5).steps == [QuoteTrail.Step(sinceMs: 105, .mid("1"), exchangeTimeMs: 80)])
  }

  @Test func `with more steps than are kept the oldest is lost`() {
    var trail = QuoteTrail()
    for number in 0...Int64(QuoteTrail.maxSteps) {
      trail.take(book(number % 2 == 0 ? "1" : "2"), receivedMs: number, windowMs: 60_000)
    }
    #expect(trail.steps.count == 1024 && trail.steps.first?.sinceMs == 1)
    #expect(QuoteTrail(trail.steps + [QuoteTrail.Step(sinceMs: 2000, .mid("1"))]).steps.first?.sinceMs == 2)
  }

  @Test func `each feed has a trail of its own`() {
    var quotes = Quotes()
    let trail = QuoteTrail.since((5, "1", "1"))
    quotes[trailOf: .spot("PURR")] = trail
    #expect(quotes[trailOf: .spot("PURR")] == trail)
    #expect(quotes[trailOf: .perp("PURR")].isEmpty && quotes[trailOf: .spot("HYPE")].isEmpty)
    quotes[trailOf: .perp("PURR")] = .since((7, "1", "1"))
    quotes.forEachTrail { $0 = $0.shifted(byMs: 2) }
    #expect(quotes[trailOf: .perp("PURR")] == .since((5, "1", "1")))
    quotes[trailOf: .spot("PURR")] = QuoteTrail()
    #expect(quotes[trailOf: .spot("PURR")].isEmpty && !quotes[trailOf: .perp("PURR")].isEmpty)
    quotes.removeAll()
    #expect(quotes[trailOf: .perp("PURR")].isEmpty)
  }
}

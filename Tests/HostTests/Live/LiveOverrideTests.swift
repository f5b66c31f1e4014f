import LoopbackExchange
import RuleEngine
import Testing

@testable import Host

/// Overrides of a running host: taken with a reload, gone at their end, refused where they are faulty.
@Suite(.timeLimit(.minutes(2))) struct LiveOverrideTests {
  private static let rules = Fixture.rules(Fixture.longOnly("long"), Fixture.rate(2))

  private static func override(of id: String, untilMs: Int64) -> String {
    let until = CivilTime(ms: untilMs).iso8601
    return #"{"entry":"\#(id)","scope":{"coins":["PURR"]},"author":"mei","reason":"a test","until":"\#(until)"}"#
  }

  @Test func `an override holds from its reload to its end, and status lists it as long`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange, rules: LiveOverrideTests.rules)
    defer { gate.stop() }
    #expect(try await gate.enter("short").word == "direction_not_allowed")
    let untilMs = exchange.clock.wallMs + 3_600_000
    #expect(
      try await gate.override(LiveOverrideTests.override(of: "long", untilMs: untilMs)).description.contains("true"))
    let lifted = try await gate.enter("short")
    #expect(lifted.word == "approved", "\(lifted)")
    #expect(
      lifted.description.contains(
        #""overrides":[{"id":"long","code":"direction_not_allowed","author":"mei","reason":"a test","until":\#(untilMs)}]"#
      ),
      "\(lifted)")
    #expect(try await gate.ask(#"{"command":"status"}"#).description.contains(#""overrides":[{"entry":"long","#))
    #expect(try gate.logged("WARNING ⚠️ long overridden by mei: a test") == 1)
    // What was let pass counts as any approval does.
    #expect(try await gate.enter("short").word == "approved")
    #expect(try await gate.enter("short").word == "rate_exceeded")
    gate.advance(3_600_000)
    #expect(try await gate.enter("short").word == "direction_not_allowed")
    #expect(!(try await gate.ask(#"{"command":"status"}"#).description.contains("overrides")))
  }

  @Test func `a file of overrides that is faulty is refused, and what was in force stays`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange, rules: LiveOverrideTests.rules)
    defer { gate.stop() }
    let untilMs = exchange.clock.wallMs + 3_600_000
    _ = try await gate.override(LiveOverrideTests.override(of: "long", untilMs: untilMs))
    let answer = try await gate.override(LiveOverrideTests.override(of: "lang", untilMs: untilMs))
    #expect(answer.description.contains(#""ok":false"#) && answer.description.contains(#"nearest is \"long\""#))
    #expect(try await gate.enter("short").word == "approved")
    _ = try await gate.override("")
    #expect(try await gate.enter("short").word == "direction_not_allowed")
  }
}

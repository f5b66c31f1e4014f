import RuleEngine
import Testing

@testable import Host

/// Coins that no scope names.
@Suite struct ScopeWatchTests {
  private func watch(_ scopes: String...) throws -> ScopeWatch {
    let entries = scopes.enumerated().map { Fixture.longOnly("e\($0)", ",\($1)") }
    return ScopeWatch(try Fixture.chain(Fixture.rules(entries.joined(separator: ","))))
  }

  private func look(_ watch: inout ScopeWatch, _ name: String) throws -> ScopeWatch.Finding {
    watch.look(at: try #require(Coin(name)))
  }

  @Test func `a misspelled scope is told once a coin, and counted always`() throws {
    var watch = try watch(#""scope":{"coins":["PUR"]}"#)
    #expect(try look(&watch, "PUR") == .named)
    #expect(try look(&watch, "PURR") == .misspelled(nearest: "PUR"))
    #expect(try look(&watch, "PURR") == .unnamed)
    #expect(try look(&watch, "BTC") == .unnamed)
  }

  @Test func `where no enabled entry names coins, none is missing`() throws {
    var watch = try watch(#""scope":{"directions":["long"]}"#, #""enabled":false,"scope":{"coins":["PUR"]}"#)
    #expect(try look(&watch, "PURR") == .named)
  }

  @Test(arguments: [
    (#"{"coins":["PU*"]}"#, true), (#"{"pairs":["PURR|HYPE"]}"#, true), (#"{"pairs":["PURR|*"]}"#, true),
    (#"{"pairs":["PU*"]}"#, true), (#"{"pairs":["HYPE|PURR"]}"#, false), (#"{"coins":["X*"]}"#, false),
  ])
  func `beginnings and the first coins of pairs name a coin`(_ scope: String, _ isNamed: Bool) throws {
    var watch = try watch("\"scope\":\(scope)")
    #expect(try (look(&watch, "PURR") == .named) == isNamed)
  }

  @Test func `the log says it once, and the pipeline counts every signal`() throws {
    var fixture = try PipelineFixture(Fixture.rules(Fixture.longOnly("e", #","scope":{"coins":["PUR"]}"#)))
    _ = try fixture.answer(Fixture.line("a"), Fixture.line("b"))
    #expect(try fixture.journal.lines().count { $0.contains("WARNING") && $0.contains("PUR:") } == 1)
    #expect(fixture.pipeline.counts.outsideScopes == 2)
  }
}

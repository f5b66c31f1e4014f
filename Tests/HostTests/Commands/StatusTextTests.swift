import RuleEngine
import Testing

@testable import Host

/// What `status` makes of the object that a host writes.
@Suite struct StatusTextTests {
  private func text(_ status: String) throws -> String {
    StatusCommand.text(try JSONValue(parsing: Array(status.utf8)))
  }

  @Test(
    arguments: [
      (999, "999 ms"), (1000, "1 s"), (59_999, "59 s"), (384_662, "6 min 24 s"), (3_600_000, "1 h 0 min"),
      (90_061_000, "1 d 1 h"),
    ] as [(Int64, String)])
  func `a time is shown in its two largest units`(_ ms: Int64, _ text: String) {
    #expect(StatusCommand.duration(ms: ms) == text)
  }

  @Test func `one record is no records, and two are`() throws {
    #expect(try text(#"{"store":{"path":"x","records":1}}"#).contains("x, 1 record\n"))
    #expect(try text(#"{"store":{"path":"x","records":2}}"#).contains("x, 2 records\n"))
  }

  @Test func `what was answered since the start is shown where the host says it`() throws {
    let shown = try text(#"{"answers":{"approved":8,"rejected":28}}"#)
    #expect(shown.contains(#/\nanswered +8 approved, 28 rejected since the start\n/#))
    #expect(try !text("{}").contains("answered"))
  }

  @Test func `a halt is shown with its end`() throws {
    #expect(try text(#"{"halted":{"why":"x","until":1774400000000}}"#).contains("until 2026-03-25T00:53:20.000Z: x\n"))
    #expect(try text(#"{"halted":{"why":"x"}}"#).contains("until resumed: x\n"))
    #expect(try text(#"{"halted":false}"#).contains(#/halted +no\n/#))
  }

  @Test func `another server than the network's own is named`() throws {
    let here = try text(#"{"market_network":"mainnet","connection":{"state":"open","url":"ws://127.0.0.1:1/ws"}}"#)
    #expect(here.contains("mainnet, open (ws://127.0.0.1:1/ws)\n"))
    #expect(try text(#"{"market_network":"mainnet","connection":{"state":"open"}}"#).contains("mainnet, open\n"))
  }
}

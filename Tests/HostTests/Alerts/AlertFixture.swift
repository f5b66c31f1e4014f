import RuleEngine

@testable import Host

/// Alerts, and outboxes in fresh stores.
enum AlertFixture {
  static func signal(_ id: String? = "s-1", symbol: String = "PURR/USDC:USDC", more: String = "") throws -> Signal {
    try Fixture.signal(Fixture.line(id, symbol: symbol, more: more)).signal
  }

  static let rejection = Ruling.Rejection(
    stage: .gates, rule: "arb", code: "spread_insufficient", reason: "期现价差不足 | long")

  static func skip(_ entry: String = "arb", code: ReasonCode = "price_missing") -> GateSkip {
    GateSkip(entryID: entry, code: code, message: "⚠️ skipped")
  }

  /// Some alert about a signal, or not about one.
  static func message(_ text: String, _ kind: AlertMessage.Kind = .signal) -> AlertMessage {
    AlertMessage(kind: kind, timeMs: Fixture.nowMs, text: text, json: "{\"text\":\"\(text)\"}")
  }

  /// The texts of what waits, in order.
  static func pending(_ connection: SQLiteConnection) throws -> [String] {
    try StoreFixture.rows(
      "SELECT text FROM outbox WHERE state = 'pending' ORDER BY number", connection, columns: 1
    ).compactMap(\.[0])
  }
}

internal import RuleEngine

/// A column that repeats what a record says, so that queries are fast, and what it should say.
struct RepeatedColumn: Sendable {
  /// With its table: `verdicts.action`.
  let name: String
  /// The column's text by the record.
  let text: @Sendable (RecordedEntry) -> String?

  private init(_ name: String, _ text: @escaping @Sendable (RecordedEntry) -> String?) {
    self.name = name
    self.text = text
  }

  /// Of the signals, the verdicts and the entries on paper.
  static let all = [
    RepeatedColumn("signals.signal_id") { $0.signalID },
    RepeatedColumn("signals.time") { "\($0.signal.timeMs ?? $0.nowMs)" },
    RepeatedColumn("signals.symbol") { $0.signal.symbol },
    RepeatedColumn("signals.base_symbol") { $0.signal.baseSymbol },
    RepeatedColumn("signals.direction") { $0.signal.direction.rawValue },
    RepeatedColumn("signals.strategy") { $0.signal.strategy },
    RepeatedColumn("signals.action") { $0.ruling.action },
    RepeatedColumn("signals.reason") { $0.ruling.rejection?.reason },
    RepeatedColumn("signals.fingerprint") { SignalFingerprint.of($0.signal) },
    RepeatedColumn("verdicts.time") { "\($0.nowMs)" },
    RepeatedColumn("verdicts.day") { CivilTime(ms: $0.nowMs).date },
    RepeatedColumn("verdicts.coin") { $0.signal.coin.name },
    RepeatedColumn("verdicts.pair") { $0.signal.pair },
    RepeatedColumn("verdicts.action") { $0.ruling.action },
    RepeatedColumn("verdicts.stage") { $0.ruling.rejection?.stage.rawValue },
    RepeatedColumn("verdicts.rule") { $0.ruling.rejection?.rule },
    RepeatedColumn("verdicts.code") { $0.ruling.rejection?.code.rawValue },
    RepeatedColumn("paper_entries.coin") { $0.evidence.entry?.coin.name },
    RepeatedColumn("paper_entries.direction") { $0.evidence.entry?.direction.rawValue },
    RepeatedColumn("paper_entries.price") { $0.evidence.entry?.price?.description },
    RepeatedColumn("paper_entries.notional_usd") { $0.evidence.entry?.notionalUSD?.description },
  ]
}

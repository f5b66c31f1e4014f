internal import RuleEngine

extension StoreReader {
  /// Which records to read; what is nil does not limit them.
  struct Filter {
    var pair: String?
    var coin: String?
    /// The id of the entry that decided.
    var rule: String?
    var action: String?
    var code: String?
    var direction: Signal.Direction?
    var strategy: String?
    /// From this moment on, in milliseconds since 1970 UTC.
    var fromMs: Int64?
    /// Before this moment, in milliseconds since 1970 UTC.
    var toMs: Int64?
    /// Whether an override must have touched the verdict.
    var isOverridden = false

    typealias Conditions = (sql: String, values: [SQLiteStatement.Value])

    /// What must hold of a row of `verdicts` and `signals`.
    ///
    /// - Parameter time: the column that the times are about.
    func conditions(time: String = "verdicts.time") -> Conditions {
      var (sql, values) = ("TRUE", [] as [SQLiteStatement.Value])
      for (column, value) in [
        ("verdicts.pair", pair), ("verdicts.coin", coin), ("verdicts.rule", rule), ("verdicts.action", action),
        ("verdicts.code", code), ("signals.direction", direction?.rawValue), ("signals.strategy", strategy),
      ] {
        guard let value else { continue }
        // A record whose signal is gone may match: whoever reads it says that it cannot be read.
        sql += column.hasPrefix("signals.") ? " AND (\(column) = ? OR signals.seq IS NULL)" : " AND \(column) = ?"
        values.append(.text(value))
      }
      for (comparison, ms) in [("\(time) >= ?", fromMs), ("\(time) < ?", toMs)] {
        guard let ms else { continue }
        sql += " AND \(comparison)"
        values.append(.integer(ms))
      }
      // In a string of the verdict a quotation mark is escaped: this is the key.
      if isOverridden { sql += " AND instr(verdicts.verdict, ',\"overrides\":[') > 0" }
      return (sql, values)
    }

    /// What must hold of a row of `daily_stats`, which knows of days alone.
    var dayConditions: Conditions {
      var (sql, values) = ("TRUE", [] as [SQLiteStatement.Value])
      for (comparison, ms) in [("day >= ?", fromMs), ("day < ?", toMs)] {
        guard let ms else { continue }
        sql += " AND \(comparison)"
        values.append(.text(CivilTime(ms: ms).date))
      }
      return (sql, values)
    }

    /// Whether days cannot answer it.
    var asksForVerdicts: Bool {
      isOverridden || direction != nil || [pair, coin, rule, action, code, strategy].contains { $0 != nil }
        || [fromMs, toMs].contains { ($0 ?? 0) % CivilTime.msOfDay != 0 }
    }
  }
}

extension CivilTime {
  /// The milliseconds of a day.
  static let msOfDay: Int64 = 86_400_000
}

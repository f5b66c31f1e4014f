internal import RuleEngine

extension StoreReader {
  /// An entry that was approved, with its exit where one was reported.
  struct ApprovedEntry {
    let seq: Int64
    let signalID: String
    let pair: String
    let coin: String
    let direction: String
    let strategy: String?
    /// When it was approved, in milliseconds since 1970 UTC.
    let approvedMs: Int64
    let closure: Closure?

    struct Closure {
      /// When its exit was reported, in milliseconds since 1970 UTC.
      let closedMs: Int64
      /// How long it was open, in milliseconds; negative where the clock was set back, 0 of moments that cannot be.
      let heldMs: Int64
      /// What the position made, a decimal.
      let pnlUSD: String
    }
  }

  /// The entries whose exits were reported, in the order of the exits, or those that are open, in that of their approval;
  /// only the last `last` of them where that is given. Times of the filter are those of this order.
  func entries(_ filter: Filter, areOpen: Bool, last: Int?) throws(StoreError) -> RowSource<ApprovedEntry> {
    // A store of an earlier version has no table of exits yet.
    try holdStill()
    let (conditions, values) = filter.conditions(time: areOpen ? "verdicts.time" : "exits.time")
    let recorded =
      areOpen
      ? "verdicts JOIN signals USING (seq) LEFT JOIN exits USING (seq)"
      : "exits JOIN verdicts USING (seq) JOIN signals USING (seq)"
    // Entries whose records were pruned while they were open still take their places.
    let carried = """
      (SELECT seq, time, coin, pair, NULL AS rule, 'approved' AS action, NULL AS code, '' AS verdict
        FROM carried_entries WHERE closed IS NULL) AS verdicts
      JOIN (SELECT seq, signal_id, '' AS direction, strategy FROM carried_entries) AS signals USING (seq)
      LEFT JOIN exits USING (seq)
      """
    let which = areOpen ? "verdicts.action = 'approved' AND exits.seq IS NULL" : "exits.seq IS NOT NULL"
    let parts = [recorded, carried].map { source in
      """
      SELECT verdicts.seq AS seq, signal_id, pair, coin, direction, strategy, verdicts.time, number, exits.time, pnl_usd
      FROM \(source) WHERE \(which) AND \(conditions)
      """
    }
    return try rows(
      """
      SELECT * FROM (
        \(parts.joined(separator: " UNION ALL ")) ORDER BY \(areOpen ? "seq" : "number") DESC LIMIT ?
      ) ORDER BY \(areOpen ? "1" : "8")
      """, values + values + [.integer(Int64(last ?? -1))]
    ) { statement in
      let approvedMs = statement.integer(6)
      let closedMs = statement.integer(8)
      let (heldMs, isTooLong) = closedMs.subtractingReportingOverflow(approvedMs)
      return ApprovedEntry(
        seq: statement.integer(0), signalID: statement.text(1) ?? "", pair: statement.text(2) ?? "",
        coin: statement.text(3) ?? "", direction: statement.text(4) ?? "", strategy: statement.text(5),
        approvedMs: approvedMs,
        closure: statement.text(9).map { .init(closedMs: closedMs, heldMs: isTooLong ? 0 : heldMs, pnlUSD: $0) })
    }
  }
}

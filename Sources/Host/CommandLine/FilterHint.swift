internal import RuleEngine

extension StoreReader.Filter {
  /// Why nothing matches, as far as single options tell: names that no verdict has, with what was probably meant, and
  /// times without a verdict; nil where only all of them together match none.
  func hint(_ reader: StoreReader) throws(StoreError) -> String? {
    let span = try reader.rows("SELECT min(time), max(time) FROM verdicts HAVING count(*) > 0", []) { row in
      (fromMs: row.integer(0), toMs: row.integer(1))
    }
    guard let span = try span() else { return "the store holds no verdict yet" }
    var hints: [String] = []
    for (option, column, name) in [
      ("--pair", "verdicts.pair", pair), ("--coin", "verdicts.coin", coin), ("--rule", "verdicts.rule", rule),
      ("--code", "verdicts.code", code), ("--strategy", "signals.strategy", strategy),
    ] {
      guard let name else { continue }
      let names = try reader.names(in: column)
      guard !names.contains(name) else { continue }
      hints.append("none has \(option) \(name); \(StoreReader.Filter.nearest(name, names))")
    }
    if fromMs ?? .min > span.toMs || toMs ?? .max <= span.fromMs {
      let ends = [span.fromMs, span.toMs].map { CivilTime(ms: $0).iso8601 }
      hints.append("the verdicts are from \(ends[0]) to \(ends[1])")
    }
    return hints.isEmpty ? nil : hints.joined(separator: "; ").printable
  }

  /// How many names are listed where none is near.
  private static let shownNames = 10

  private static func nearest(_ name: String, _ names: [String]) -> String {
    let nearest = NearestName(to: name.cut(to: 60), among: names)
    if names.isEmpty || nearest.nearest != nil || names.count <= shownNames { return "\(nearest)" }
    return "\(NearestName(to: "", among: Array(names.prefix(shownNames)))), …"
  }
}

extension StoreReader {
  /// The names that stand in a column of the records, in the order of the alphabet.
  fileprivate func names(in column: String) throws(StoreError) -> [String] {
    let next = try rows(
      "SELECT DISTINCT \(column) FROM verdicts JOIN signals USING (seq) WHERE \(column) IS NOT NULL ORDER BY 1", []
    ) { $0.text(0) ?? "" }
    var names: [String] = []
    while let name = try next() { names.append(name) }
    return names
  }
}

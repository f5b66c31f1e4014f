internal import RuleEngine

/// Writes flips as they are found, or the last of them in a table, and what they sum up to.
struct DiffOutput {
  private let output: TextOutput
  private let isJSON: Bool
  private let last: Int
  // Of those that a table shows, twice as many before the older half is dropped.
  private var shown: [Flip] = []

  init(_ output: TextOutput, isJSON: Bool, last: Int) {
    self.output = output
    self.isJSON = isJSON
    self.last = last
  }

  mutating func add(_ flip: Flip) throws(HostError) {
    if isJSON { return try output.writeLine(flip.json) }
    shown.append(flip)
    if shown.count >= 2 * last { shown.removeFirst(shown.count - last) }
  }

  func finish(_ summary: ComparisonSummary) throws(HostError) {
    if isJSON { return try output.writeLine(summary.json) }
    let flips = shown.suffix(last)
    if !flips.isEmpty { try output.write(DiffOutput.table(Array(flips)) + "\n") }
    if summary.flips.sum > flips.count {
      try output.write("the last \(flips.count) of \(summary.flips.sum) changes; --json gives all\n\n")
    }
    try output.write(summary.text)
  }

  private static func table(_ flips: [Flip]) -> String {
    let hasAftermath = flips.contains { $0.aftermath != nil }
    var headings: [(title: String, alignment: TextTable.Alignment)] = [
      ("Seq", .right), ("Time", .left), ("Signal", .left), ("Pair", .left), ("Side", .left), ("Was", .left),
      ("Margin", .right), ("Would be", .left), ("Margin", .right), ("Cause", .left),
    ]
    if hasAftermath { headings += Aftermath.minutes.map { ("\($0) min", .right) } }
    var table = TextTable(headings)
    for flip in flips {
      var row = [
        "\(flip.seq)", CivilTime(ms: flip.timeMs).iso8601, flip.signalID, flip.pair, flip.direction, flip.from.text,
        flip.from.marginText, flip.to.text, flip.to.marginText, flip.cause.rawValue,
      ]
      if hasAftermath { row += (flip.aftermath ?? Aftermath()).returns.map(\.percentText) }
      table.append(row)
    }
    return table.text
  }
}

internal import RuleEngine

// What came of a comparison, for people and for programs.

extension ComparisonSummary {
  /// The counts by entry and pair, what the market did, and what is not known.
  var text: String {
    var text = ""
    if flips.sum > 0 {
      text += counts("Entry", byRule) + "\n" + counts("Pair", byPair) + "\n"
      if let table = aftermathTable { text += table + "\n" }
    }
    for (gap, count) in orderedGaps { text += "not known: \(count), \(gap)".printable + "\n" }
    text += "\(verdicts) verdict\(verdicts == 1 ? "" : "s"): \(flips.rejected) would be rejected, "
    text += "\(flips.approved) approved, \(flips.reason) rejected for another reason; "
    text += "\(unknown) cannot be known, \(same) stay\(same == 1 ? "s" : "") the same\n"
    if consequences > 0 { text += "\(consequences) of the changes follow from those before them alone\n" }
    return text
  }

  private func counts(_ title: String, _ counts: [String: Counts]) -> String {
    var table = TextTable([
      (title, .left), ("Would reject", .right), ("Would approve", .right), ("Another reason", .right),
    ])
    for (name, counts) in ordered(counts) {
      table.append([name.isEmpty ? "not known" : name, "\(counts.rejected)", "\(counts.approved)", "\(counts.reason)"])
    }
    return table.text
  }

  private func ordered(_ counts: [String: Counts]) -> [(String, Counts)] {
    counts.sorted { ($1.value.sum, $0.key) < ($0.value.sum, $1.key) }.map { ($0.key, $0.value) }
  }

  private var aftermathTable: String? {
    guard !aftermaths.isEmpty else { return nil }
    var table = TextTable([
      ("After", .left), ("Minutes", .right), ("Known", .right), ("Median", .right), ("Mean", .right), ("Sum", .right),
    ])
    for (name, kind) in [("what would be rejected", Flip.Kind.rejected), ("what would be approved", .approved)] {
      for figures in aftermaths[kind]?.figures ?? [] {
        table.append([
          name, "\(figures.minutes)", "\(figures.known) of \(figures.known + figures.unknown)",
          figures.median.percentText, figures.mean.percentText,
          (figures.known > 0 ? figures.sum : nil).percentText,
        ])
      }
    }
    return table.text
  }

  /// The summary as an object, in one line.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("diff")
      writer.object { writer in
        writer.member("verdicts", Int64(verdicts))
        writer.member("same", Int64(same))
        writer.member("unknown", Int64(unknown))
        writer.counts(flips)
        writer.member("consequences", Int64(consequences))
        writer.key("not_known")
        writer.object { writer in
          for (gap, count) in orderedGaps { writer.member(named: gap.name, Int64(count)) }
        }
        for (name, counts) in [("by_rule", byRule), ("by_pair", byPair)] {
          writer.key(named: name)
          writer.object { writer in
            for (key, value) in ordered(counts) {
              writer.key(named: key)
              writer.object { $0.counts(value) }
            }
          }
        }
        guard !aftermaths.isEmpty else { return }
        writer.key("after")
        writer.object { writer in
          for kind in [Flip.Kind.rejected, .approved] {
            guard let summary = aftermaths[kind] else { continue }
            writer.key(named: kind.rawValue)
            writer.aftermath(summary)
          }
        }
      }
    }
    return writer.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func counts(_ counts: ComparisonSummary.Counts) {
    member("rejected", Int64(counts.rejected))
    member("approved", Int64(counts.approved))
    member("reason", Int64(counts.reason))
  }

  /// Writes what the market did, an object for each span of time.
  mutating func aftermath(_ summary: AftermathSummary) {
    array { writer in
      for figures in summary.figures {
        writer.object { writer in
          writer.member("minutes", figures.minutes)
          writer.member("known", Int64(figures.known))
          writer.member("unknown", Int64(figures.unknown))
          if let median = figures.median { writer.member("median", median.description) }
          if let mean = figures.mean { writer.member("mean", mean.description) }
          if figures.known > 0 { writer.member("sum", figures.sum.description) }
        }
      }
    }
  }
}

extension ExactDecimal? {
  /// `-0.1234 %` with 4 decimals and its sign; `unknown` where there is none.
  var percentText: String {
    guard let self else { return "unknown" }
    // Units of 10^-18 percent.
    return Ratio(numerator: self.units, denominator: 1, decimals: ExactDecimal.scale)
      .fixed(places: 4, showsPlus: true) + " %"
  }
}

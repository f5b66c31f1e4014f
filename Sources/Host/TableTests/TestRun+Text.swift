internal import RuleEngine

extension TestRun.Part {
  /// A line as compilers write it for each thing that is wrong, in the order of the file.
  var errors: [String] {
    var lines: [(position: SourceText.Position, text: String)] = []
    for result in results {
      lines += result.errors(in: table.file).map { (result.testCase.position, $0) }
    }
    lines += generated.findings.map { ($0.testCase.position, $0.error(in: table.file)) }
    return lines.enumerated().sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
      .map(\.element.text)
  }
}

extension CaseResult {
  func errors(in file: String) -> [String] {
    differences.map { difference in
      line(file, difference.position, testCase, "expected \(difference.expected), found \(difference.found)")
    }
  }
}

extension GeneratedCases.Finding {
  func error(in file: String) -> String { line(file, testCase.position, testCase, "\(entry) \(problem)") }
}

private func line(_ file: String, _ position: SourceText.Position, _ testCase: TestCase, _ text: String) -> String {
  "\(file):\(position.line):\(position.column): error: case \"\(testCase.name)\": \(text)".printable
}

extension TestRun {
  /// What went wrong, where outcomes change, and what has been seen of each entry.
  var text: String {
    var text = parts.flatMap(\.errors).map { $0 + "\n" }.joined()
    if !text.isEmpty { text += "\n" }
    for part in parts where !part.generated.steps.isEmpty { text += part.boundaryTable + "\n" }
    for (rules, coverage) in coverages {
      if coverages.count > 1 { text += "\(rules):\n" }
      text += coverage.table + "\n"
    }
    return text
  }

  /// One line for whoever only wants to know whether all is well.
  var summary: String {
    let cases = "\(caseCount) \(caseCount == 1 ? "case" : "cases"), \(failureCount) failed"
    let made = "\(generatedCount) made of them, \(findingCount) \(findingCount == 1 ? "fault" : "faults") found"
    return "\(cases); \(made); \(total.seen) of \(total.possible) outcomes seen (\(percent) %)"
  }
}

extension TestRun.Part {
  fileprivate var boundaryTable: String {
    var table = TextTable([
      ("Boundary of", .left), ("Input", .left), ("At", .left), ("", .left), ("At", .left), ("", .left),
      ("Line", .right),
    ])
    for step in generated.steps {
      table.append([
        step.entry, step.input, step.lower.text, step.lower.outcome.words, step.upper.text, step.upper.outcome.words,
        "\(step.testCase.position.line)",
      ])
    }
    return table.text
  }
}

extension VerdictCoverage {
  fileprivate var table: String {
    var table = TextTable([
      ("Seen of", .left), ("Rule", .left), ("Pass", .left), ("Reject", .left), ("Unavailable", .left),
      ("Not applicable", .left), ("Codes", .left), ("Not seen", .left),
    ])
    for row in rows {
      let counts = [Outcome.Kind.pass, .reject, .unavailable, .notApplicable].map(row.cell)
      let codes = row.codes.isEmpty ? "" : "\(row.codes.count - row.missingCodes.count) of \(row.codes.count)"
      let missing = row.missing.map(\.rawValue) + row.missingCodes.map(\.rawValue)
      table.append(
        [String(repeating: "  ", count: row.depth) + row.id, row.kind] + counts
          + [codes, missing.joined(separator: " ")])
    }
    return table.text
  }
}

extension VerdictCoverage.Row {
  /// `3 +12`: by written cases, and by generated ones; `-` of an outcome that there cannot be.
  fileprivate func cell(_ kind: Outcome.Kind) -> String {
    let (written, generated) = (count(kind, .written), count(kind, .generated))
    if !possible.contains(kind), written + generated == 0 { return "-" }
    return generated == 0 ? "\(written)" : "\(written) +\(generated)"
  }
}

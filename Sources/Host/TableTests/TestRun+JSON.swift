internal import RuleEngine

extension TestRun {
  /// A line of JSON for each case, each boundary, each fault and each entry's coverage, and one that counts them. A line's
  /// first key says what it is about.
  var jsonLines: [[UInt8]] {
    var lines: [[UInt8]] = []
    func add(_ body: (inout JSONWriter) -> Void) {
      var writer = JSONWriter(capacity: 256)
      writer.object(body)
      lines.append(writer.bytes)
    }
    for part in parts {
      for result in part.results {
        add { writer in
          writer.member("case", result.testCase.name)
          writer.place(part.table.file, result.testCase.position)
          writer.member("holds", result.holds)
          guard !result.holds else { return }
          writer.key("differences")
          writer.array { writer in
            for difference in result.differences {
              writer.object { writer in
                writer.member("expected", difference.expected)
                writer.member("found", difference.found)
              }
            }
          }
        }
      }
      for step in part.generated.steps {
        add { writer in
          writer.member("boundary", step.entry)
          writer.member("input", step.input)
          writer.side("lower", step.lower)
          writer.side("upper", step.upper)
          writer.member("case_name", step.testCase.name)
        }
      }
      for finding in part.generated.findings {
        add { writer in
          writer.member("fault", finding.entry)
          writer.member("problem", finding.problem)
          writer.member("case_name", finding.testCase.name)
          writer.place(part.table.file, finding.testCase.position)
        }
      }
    }
    for (rules, coverage) in coverages {
      for row in coverage.rows { add { $0.coverage(row, rules) } }
    }
    add { writer in
      writer.key("summary")
      writer.object { writer in
        writer.member("cases", Int64(caseCount))
        writer.member("failed", Int64(failureCount))
        writer.member("generated", Int64(generatedCount))
        writer.member("faults", Int64(findingCount))
        writer.member("outcomes_seen", Int64(total.seen))
        writer.member("outcomes_possible", Int64(total.possible))
        writer.member("coverage_percent", Int64(percent))
      }
    }
    return lines
  }
}

extension JSONWriter {
  fileprivate mutating func place(_ file: String, _ position: SourceText.Position) {
    member("file", file)
    member("line", Int64(position.line))
    member("column", Int64(position.column))
  }

  fileprivate mutating func side(_ name: StaticString, _ side: (text: String, outcome: Outcome)) {
    key(name)
    object { writer in
      writer.member("at", side.text)
      writer.member("outcome", side.outcome.kind.rawValue)
      if let code = side.outcome.code { writer.member("code", code.rawValue) }
    }
  }

  fileprivate mutating func coverage(_ row: VerdictCoverage.Row, _ rules: String) {
    member("coverage", row.id)
    member("rule", row.kind)
    member("rules", rules)
    for (name, origin) in [("written", VerdictCoverage.Origin.written), ("generated", .generated)] {
      key(named: name)
      object { writer in
        for kind in Outcome.Kind.allCases where row.possible.contains(kind) || row.count(kind, origin) > 0 {
          writer.member(named: kind.rawValue, Int64(row.count(kind, origin)))
        }
      }
    }
    words("not_seen", row.missing.map(\.rawValue))
    words("codes_not_seen", row.missingCodes.map(\.rawValue))
  }

  private mutating func words(_ name: StaticString, _ words: [String]) {
    guard !words.isEmpty else { return }
    key(name)
    array { writer in for word in words { writer.string(word) } }
  }
}

internal import RuleEngine

/// The results in the XML that build servers read: a suite a file, a test a case, and one for what was made of the cases of
/// each entry.
struct JUnitReport {
  private struct Test {
    let name: String
    let line: Int?
    let errors: [String]
  }

  private var body = ""
  private var testCount = 0
  private var failureCount = 0

  /// - Parameter minPercent: the coverage that is wanted; nil where none is.
  init(_ run: TestRun, minPercent: Int?) {
    for part in run.parts {
      let written = part.results.map { result in
        Test(
          name: result.testCase.name, line: result.testCase.position.line, errors: result.errors(in: part.table.file))
      }
      var entries: [String] = []
      for id in part.generated.steps.map(\.entry) + part.generated.findings.map(\.entry) where !entries.contains(id) {
        entries.append(id)
      }
      let generated = entries.map { id in
        let findings = part.generated.findings.filter { $0.entry == id }
        return Test(name: "boundaries of \(id)", line: nil, errors: findings.map { $0.error(in: part.table.file) })
      }
      append(part.table.file, written + generated)
    }
    if let minPercent {
      let shortfall = run.percent < minPercent ? [TestRun.shortfall(run.percent, minPercent)] : []
      append("coverage", [Test(name: "at least \(minPercent) % of outcomes seen", line: nil, errors: shortfall)])
    }
  }

  var text: String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="entrygate test" tests="\(testCount)" failures="\(failureCount)">
    \(body)</testsuites>

    """
  }

  private mutating func append(_ suite: String, _ tests: [Test]) {
    let failures = tests.filter { !$0.errors.isEmpty }.count
    testCount += tests.count
    failureCount += failures
    let name = suite.markupEscaped
    body += "  <testsuite name=\"\(name)\" tests=\"\(tests.count)\" failures=\"\(failures)\">\n"
    for test in tests {
      let place = test.line.map { " file=\"\(name)\" line=\"\($0)\"" } ?? ""
      body += "    <testcase classname=\"\(name)\" name=\"\(test.name.markupEscaped)\"\(place)"
      guard let first = test.errors.first else {
        body += "/>\n"
        continue
      }
      let all = test.errors.map(\.markupEscaped).joined(separator: "\n")
      body += ">\n      <failure message=\"\(first.markupEscaped)\">\(all)</failure>\n    </testcase>\n"
    }
    body += "  </testsuite>\n"
  }
}

extension TestRun {
  /// That less has been seen than was wanted.
  static func shortfall(_ percent: Int, _ minPercent: Int) -> String {
    "error: \(percent) % of the outcomes seen by written cases, wanted \(minPercent) %"
  }
}

import RuleEngine

/// What holds of every list of faults: in file order, each in one line, at a place that is in the text.
enum FaultPlaces {
  static func check(_ faults: ConfigurationFaults, in input: [UInt8]) throws(FuzzFault) {
    try FuzzFault.unless(!faults.diagnostics.isEmpty, "refused without a fault")
    let lines = input.split(separator: 0x0A, omittingEmptySubsequences: false)
    var last: SourceText.Position?
    for diagnostic in faults.diagnostics {
      let place = diagnostic.position
      try FuzzFault.unless(last.map { $0 <= place } ?? true, "out of order: \(faults)")
      last = place
      try FuzzFault.unless((1...lines.count).contains(place.line), "a line that is not there: \(diagnostic)")
      // Behind the last column is where something is missing.
      try FuzzFault.unless(
        (1...lines[place.line - 1].count + 1).contains(place.column), "a column that is not there: \(diagnostic)")
      try FuzzFault.unless(!diagnostic.description.contains("\n"), "a fault in two lines")
    }
  }
}

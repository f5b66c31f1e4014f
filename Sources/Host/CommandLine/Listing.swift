internal import RuleEngine

/// How a command lists rows of the record: a table for people, or for programs a line each.
struct Listing<Row> {
  enum Format {
    case table, json, csv
  }

  /// The columns of the table.
  let columns: [(title: String, alignment: TextTable.Alignment)]
  /// A row of the table.
  let cells: (Row) -> [String]
  /// A row as one JSON object.
  let json: (Row) -> String
  /// The names of the fields in CSV.
  let fields: [String]
  /// A row in CSV.
  let csv: (Row) -> [CSVLine.Cell]
  /// Which rows are asked for.
  let filter: StoreReader.Filter
  /// What is said where there is no row.
  let nothing: String
  /// What stands below the table; empty where nothing does.
  var footnote = ""
  /// What the rows say nothing of, where records were pruned: "and are not counted"; nil where nothing need be said.
  var prunedRemark: String?
  /// The place of the record that a row is of, where it cannot be read.
  var unreadable: (Row) -> Int64? = { _ in nil }
  /// The places of records that cannot be read and that no row is of.
  var uncounted: (StoreReader) throws(StoreError) -> [Int64] = { _ throws(StoreError) in [] }

  /// So many rows a table shows that is not told otherwise.
  static var usualCount: Int { 20 }
}

extension CommandContext {
  /// Lists what is read from the store that is asked for; of `--last` the default is all but in a table.
  func list<Row>(
    _ arguments: Arguments, as listing: Listing<Row>,
    _ open: (StoreReader, _ last: Int?) throws(StoreError) -> StoreReader.RowSource<Row>
  ) throws(HostError) -> ExitCode {
    let format = try arguments.listingFormat(Row.self)
    let last = try arguments.count("--last") ?? (format == .table ? Listing<Row>.usualCount : nil)
    let path = arguments.value("--store") ?? "entrygate.sqlite"
    let source: StoreReader.RowSource<Row>
    let pruning: Pruning?
    var unreadable: [Int64]
    do {
      let reader = try StoreReader(path: path)
      source = try open(reader, last)
      pruning = try reader.lastPruning()
      unreadable = try listing.uncounted(reader)
    } catch {
      throw .store(path: path, error)
    }
    var table = TextTable(listing.columns)
    var count = 0
    if format == .csv { try output.write(CSVLine.text(listing.fields.map { .text($0) })) }
    while true {
      let next: Row?
      do { next = try source() } catch { throw .store(path: path, error) }
      guard let row = next else { break }
      if let seq = listing.unreadable(row) {
        unreadable.append(seq)
        continue
      }
      count += 1
      switch format {
      case .table: table.append(listing.cells(row))
      case .json: try output.write(listing.json(row) + "\n")
      case .csv: try output.write(CSVLine.text(listing.csv(row)))
      }
    }
    if count == 0 {
      let hint: String?
      do { hint = try listing.filter.hint(StoreReader(path: path)) } catch { throw .store(path: path, error) }
      let words = listing.nothing + (hint.map { ": \($0)" } ?? "") + (pruning.map { "; \($0.words(.en))" } ?? "")
      try errors.write(words + "\n")
    } else {
      let remark = listing.prunedRemark.flatMap { remark in pruning.map { "\($0.words(.en)) \(remark)\n" } } ?? ""
      if format == .table { try output.write(table.text + listing.footnote + remark) } else { try errors.write(remark) }
    }
    if unreadable.isEmpty { return .done }
    try errors.write(LocalizedText.unreadable(unreadable)[.en] + "\n")
    return .badInput
  }
}

extension Arguments {
  fileprivate func listingFormat<Row>(_ row: Row.Type) throws(HostError) -> Listing<Row>.Format {
    if has("--csv"), has("--json") { throw excluded("--csv", by: "--json") }
    return has("--csv") ? .csv : has("--json") ? .json : .table
  }
}

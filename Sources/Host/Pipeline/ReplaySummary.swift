internal import RuleEngine

/// What a replay read and answered, counted by kind.
struct ReplaySummary {
  /// Books that some entry reads.
  var books = 0
  /// Asset contexts.
  var contexts = 0
  /// The account's balances.
  var balances = 0
  /// Disconnections and connections.
  var markers = 0
  /// Lines that were of no use, by kind.
  var skipped: [RecordingLine.SkippedKind: Int] = [:]
  /// The answers.
  var counts = PipelineCounts()

  private static let maxChannels = 32

  /// Counts a line of no use. Channels beyond the 32nd name are counted together.
  mutating func skip(_ kind: RecordingLine.SkippedKind) {
    let isNew = skipped[kind] == nil
    if case .channel = kind, isNew, skipped.count >= ReplaySummary.maxChannels {
      skipped[.channel("other channels"), default: 0] += 1
    } else {
      skipped[kind, default: 0] += 1
    }
  }

  /// The summary as it is shown.
  var text: String {
    let skippedCount = skipped.values.reduce(0, +)
    let rejectedCount = counts.rejected.values.reduce(0, +)
    var table = TextTable([("Replayed", .left), ("", .right), ("", .left)])
    table.append(["books", "\(books)", ""])
    // Seldom, and then worth a line.
    if contexts > 0 { table.append(["contexts", "\(contexts)", ""]) }
    if balances > 0 { table.append(["balances", "\(balances)", ""]) }
    table.append(["markers", "\(markers)", ""])
    table.append(["skipped", "\(skippedCount)", list(skipped.map { ($0.key.text, $0.value) })])
    let answered = counts.approved + rejectedCount + counts.duplicates + counts.badSignals
    table.append(["signals", "\(answered)", ""])
    table.append(["approved", "\(counts.approved)", ""])
    table.append(["rejected", "\(rejectedCount)", list(counts.rejected.map { ($0.key.rawValue, $0.value) })])
    if counts.exits > 0 { table.append(["exits", "\(counts.exits)", ""]) }
    table.append(["duplicates", "\(counts.duplicates)", ""])
    table.append(["bad lines", "\(counts.badSignals)", ""])
    table.append(["allowed without data", "\(counts.warnings)", ""])
    table.append(["coin in no scope", "\(counts.outsideScopes)", ""])
    let isSwapped = books == 0 && counts.badSignals > 0 && answered == counts.badSignals
    return table.text + (isSwapped ? swapHint : "") + (counts.lastStoreError == nil ? "" : storeHint)
  }

  private var swapHint: String {
    "No line of --signals is a signal, and no line of --market a book: are the two exchanged?\n"
  }

  private var storeHint: String {
    "Some verdicts could not be stored, and their entries were rejected; mend the store and replay again.\n"
  }

  private func list(_ counts: [(name: String, count: Int)]) -> String {
    counts.sorted { ($1.count, $0.name) < ($0.count, $1.name) }.map { "\($0.count) \($0.name)" }
      .joined(separator: ", ")
  }
}

extension RecordingLine.SkippedKind {
  var text: String {
    switch self {
    case .channel(let name): name.cut(to: 40)
    case .malformed: "malformed"
    case .notAFrame: "not a frame"
    case .tooLong: "too long"
    case .notNeeded: "books no entry reads"
    }
  }
}

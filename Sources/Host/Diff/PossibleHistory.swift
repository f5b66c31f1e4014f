internal import RuleEngine

/// The history that rules would have made, between the least and the most that may have been.
///
/// Where each verdict is known, and what became of each entry, both are the same. Rules are taken to count: what they say
/// with the least and with the most they say with everything between.
struct PossibleHistory {
  /// What was for sure.
  private(set) var least = History()
  /// What may have been; nil while it is the same.
  private(set) var most: History?
  /// The last moment from which records are missing; nil where none are.
  private(set) var lostThroughMs: Int64?
  /// Whether it is known of every entry how it was closed.
  private(set) var areExitsKnown = true
  // What was approved and is rejected here: an exit of it closes nothing.
  private var neverOpened: Set<Int64> = []
  private var perhapsOpened: Set<Int64> = []

  /// Whether there is nothing that is not known.
  var isCertain: Bool { most == nil && lostThroughMs == nil && areExitsKnown }

  /// Notes that records are missing up to a moment.
  mutating func lose(through timeMs: Int64) { lostThroughMs = max(lostThroughMs ?? .min, timeMs) }

  /// Adds an entry.
  mutating func append(_ item: JudgedEntry, _ finding: Finding) {
    let entry = item.entry
    let wasApproved = entry.ruling.rejection == nil
    func rejected(_ code: ReasonCode?) -> History.Entry { entry.historyEntry(rejection: .init(code: code)) }
    let approved = entry.historyEntry(rejection: nil)
    switch finding {
    case .approved where wasApproved || item.isKnownInFull: appendToBoth(approved)
    case .approved:
      // Nobody has closed it, since nobody has made it: it may be open, or closed at any moment, in any way.
      areExitsKnown = false
      most = most ?? least
      least.append(approved.closed(by: .init(timeMs: entry.nowMs, pnlUSD: .zero)))
      most?.append(approved)
    case .rejectedBefore: appendToBoth(entry.historyEntry(entry.ruling))
    case .rejected(_, let code?): appendToBoth(rejected(code))
    case .rejected(_, nil):
      most = most ?? least
      most?.append(rejected(nil))
    case .unknown:
      areExitsKnown = false
      most = most ?? least
      most?.append(approved)
      most?.append(rejected(nil))
    }
    if case .unknown = finding { perhapsOpened.insert(entry.seq) }
    if finding.isApproved == false { neverOpened.insert(entry.seq) }
  }

  /// Adds what a record's columns say, where the record itself cannot be read.
  mutating func append(_ columns: History.Entry) { appendToBoth(columns) }

  private mutating func appendToBoth(_ entry: History.Entry) {
    least.append(entry)
    most?.append(entry)
  }

  /// Notes that an entry was closed.
  mutating func note(_ exit: RecordedExit) {
    guard neverOpened.remove(exit.seq) == nil, let entry = exit.historyEntry else { return }
    if perhapsOpened.remove(exit.seq) == nil { least.close(entry) }
    most?.close(entry)
  }
}

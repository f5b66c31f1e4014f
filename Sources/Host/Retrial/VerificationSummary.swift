/// How much was looked at, and what came of it.
struct VerificationSummary: Hashable {
  /// Why a verdict was not evaluated again.
  enum Omission: Hashable {
    /// There are no rules for it.
    case noRules(RecordedChains.Absence)
    /// It is not as it was, but neither is what the rules looked back on.
    case historyLost
    /// The record cannot be read.
    case unreadable
  }

  /// What was deleted before, and said so.
  var pruning: Pruning?
  var prunings: Int64 = 0
  /// The last pruning's number and hash; nil where there is none that has one.
  var pruningTail: StoreTail?
  /// How many tables, indexes and the like the store has.
  var schemaObjects: Int64 = 0
  var records: Int64 = 0
  var firstSeq: Int64?
  /// The last record's place and hash.
  var tail: StoreTail?
  /// The last exit's number and hash.
  var exitTail: StoreTail?
  var exits: Int64 = 0
  var days: Int64 = 0
  var rulesTexts: Int64 = 0
  /// How many verdicts were evaluated and are the same, byte for byte.
  var identical: Int64 = 0
  /// How many are not.
  var different: Int64 = 0
  /// How many were rejected before the chain was asked, and are so again.
  var rejectedBefore: Int64 = 0
  /// How many were not evaluated, and why.
  private(set) var omissions: [Omission: Int64] = [:]
  /// How many faults were found, by what they are about.
  private(set) var faults: [Subject: Int64] = [:]

  /// What is looked at, in the order of the table.
  enum Subject: CaseIterable {
    case store, prunings, records, exits, columns, statistics, rules, verdicts
  }

  mutating func count(_ omission: Omission) { omissions[omission, default: 0] += 1 }

  mutating func count(_ fault: VerificationFault) { faults[fault.subject, default: 0] += 1 }

  var faultCount: Int64 { faults.values.reduce(0, +) }
  var omissionCount: Int64 { omissions.values.reduce(0, +) }
}

extension VerificationFault {
  /// What was looked at when it was found.
  var subject: VerificationSummary.Subject {
    switch (place, kind) {
    case (.rules, _): .rules
    case (.day, _), (.days, _): .statistics
    case (.exit, _): .exits
    case (.pruning, _), (.carried, _): .prunings
    case (.store, _): .store
    case (.record, .column), (.record, .orphaned): .columns
    case (.record, .verdict), (.record, .evidence): .verdicts
    case (.record, _): .records
    }
  }

  /// Whether records are not there any more.
  var isLoss: Bool { if case .missing = kind { true } else { false } }
}

internal import RuleEngine

// What came of a verification, for people and for programs.

extension VerificationSummary {
  /// The table, why something was not evaluated, and the last hash.
  var text: String {
    var table = TextTable([("Looked at", .left), ("Count", .right), ("Faults", .right)])
    for (name, count, subject) in rows {
      table.append([name, "\(count)", subject.map { "\(faults[$0] ?? 0)" } ?? ""])
    }
    var text = table.text
    for (omission, count) in orderedOmissions {
      text += "\(count) \(count == 1 ? "verdict" : "verdicts") could not be judged again: \(omission)".printable + "\n"
    }
    if let pruning {
      let time = CivilTime(ms: pruning.timeMs).iso8601
      text += "pruned up to record \(pruning.verdicts.seq), whose hash was \(pruning.verdicts.hash): "
      text += "\(time), \(pruning.why)".printable + "\n"
      text +=
        pruningTail.map { "the last pruning is \($0.seq), its hash \($0.hash)\n" }
        ?? "of this pruning no hash was kept: that it is as it was, and what was carried over, cannot be shown\n"
    }
    if let tail {
      text += "the last record is \(tail.seq), its hash \(tail.hash)\n"
    }
    if let exitTail {
      text += "the last exit is \(exitTail.seq), its hash \(exitTail.hash)\n"
    }
    return text
  }

  private var rows: [(name: String, count: Int64, subject: Subject?)] {
    [
      ("tables and indexes", schemaObjects, .store),
      ("prunings", prunings, .prunings),
      ("records, by their hashes", records, .records),
      ("exits, by their hashes", exits, .exits),
      ("records, by their columns", records, .columns),
      ("lines of daily statistics", days, .statistics),
      ("texts of rules", rulesTexts, .rules),
      ("verdicts evaluated again", identical + different, .verdicts),
      ("rejected before the rules", rejectedBefore, nil),
      ("verdicts not evaluated", omissionCount, nil),
    ]
  }

  private var orderedOmissions: [(omission: Omission, count: Int64)] {
    omissions.map { ($0.key, $0.value) }.sorted { ($1.1, "\($0.0)") < ($0.1, "\($1.0)") }
  }

  /// The summary as an object, in one line.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("verified")
      writer.object { writer in
        if let pruning {
          writer.member("pruned_through_seq", pruning.verdicts.seq)
          writer.member("pruned_hash", pruning.verdicts.hash)
        }
        writer.member("prunings", prunings)
        if let pruningTail {
          writer.member("last_pruning", pruningTail.seq)
          writer.member("last_pruning_hash", pruningTail.hash)
        }
        writer.member("records", records)
        if let firstSeq { writer.member("first_seq", firstSeq) }
        if let tail {
          writer.member("last_seq", tail.seq)
          writer.member("last_hash", tail.hash)
        }
        writer.member("exits", exits)
        if let exitTail {
          writer.member("last_exit", exitTail.seq)
          writer.member("last_exit_hash", exitTail.hash)
        }
        writer.member("days", days)
        writer.member("rules", rulesTexts)
        writer.member("identical", identical)
        writer.member("different", different)
        writer.member("rejected_before_rules", rejectedBefore)
        writer.member("not_evaluated", omissionCount)
        writer.key("causes")
        writer.array { writer in
          for (omission, count) in orderedOmissions {
            writer.object { writer in
              writer.member("cause", omission.name)
              if let digest = omission.digest { writer.member("chain", digest) }
              writer.member("count", count)
            }
          }
        }
        writer.member("faults", faultCount)
      }
    }
    return writer.bytes
  }
}

extension VerificationSummary.Omission: CustomStringConvertible {
  var description: String {
    switch self {
    case .noRules(.unknown(let digest)):
      "judged by \(digest), which the store has no text of; name the file with --rules"
    case .noRules(.changed(let digest)): "judged by \(digest), whose text was changed; name the file with --rules"
    case .noRules(.unreadable(let digest, let why)): "judged by \(digest), which this program cannot load: \(why)"
    case .historyLost: "with records before them that are not there any more, and which their rules looked back on"
    case .unreadable: "which cannot be read"
    }
  }

  fileprivate var name: String {
    switch self {
    case .noRules(.unknown): "rules_unknown"
    case .noRules(.changed): "rules_changed"
    case .noRules(.unreadable): "rules_unreadable"
    case .historyLost: "history_lost"
    case .unreadable: "unreadable"
    }
  }

  fileprivate var digest: String? {
    switch self {
    case .noRules(.unknown(let digest)), .noRules(.changed(let digest)), .noRules(.unreadable(let digest, _)): digest
    case .historyLost, .unreadable: nil
    }
  }
}

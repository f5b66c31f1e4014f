internal import RuleEngine

// What became of earlier entries.
extension Fact {
  static let approvedEntries = inWindow(
    "approved_entries", "Entries approved with now - window_s < time <= now; this one is not among them."
  ) { entry, group, windowMs in
    entry.history.approvals(in: group, now: entry.nowMs, windowMs: windowMs)
  }

  static let rejectedEntries = inWindow(
    "rejected_entries", "Entries rejected in the same span, those that this very rule rejected included."
  ) { entry, group, windowMs in
    entry.history.rejections(in: group, now: entry.nowMs, windowMs: windowMs)
  }

  private static func inWindow(
    _ name: String, _ summary: String,
    count: @escaping @Sendable (EntryContext, History.Group, _ windowMs: Int64) -> Int
  ) -> Fact {
    Fact(name, .entries, .from(0, to: 1_000_000), values: .whole(from: 0), from: .history, is: summary) { arguments in
      let windowMs =
        1000 * arguments.whole("window_s", .from(1, to: 31_536_000), .seconds, "The length of the window.")
      let per: EntryGroup = arguments.choice("per", "Which entries are counted together.")
      return Reading(historyWindowMs: windowMs) { entry in
        .known(.whole(Int64(count(entry, per.history(of: entry.signal), windowMs))))
      }
    }
  }
}

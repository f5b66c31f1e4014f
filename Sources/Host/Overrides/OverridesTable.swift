internal import RuleEngine

/// Shows overrides to whoever asks what is in force.
enum OverridesTable {
  /// A chain's overrides as a table with an empty line behind it; empty where there is none.
  ///
  /// - Parameter nowMs: the moment, in milliseconds since 1970 UTC, that tells those that have an effect.
  static func text(_ chain: RuleChain, nowMs: Int64) -> String {
    if chain.overrides.isEmpty { return "" }
    var table = TextTable([
      ("Overridden", .left), ("State", .left), ("From", .left), ("Until", .left), ("Scope", .left), ("By", .left),
      ("Reason", .left), ("Line", .right),
    ])
    for override in chain.overrides {
      table.append([
        override.entryID, word(chain.state(of: override, nowMs: nowMs)),
        override.fromMs.map { CivilTime(ms: $0).iso8601 } ?? "",
        CivilTime(ms: override.untilMs).iso8601, override.scope.summary, override.author.printable,
        override.reason.printable, "\(override.position.line)",
      ])
    }
    return table.text + "\n"
  }

  private static func word(_ state: Override.State) -> String {
    switch state {
    case .active: "active"
    case .notYet: "not yet"
    case .expired: "expired"
    case .idle: "idle"
    }
  }
}

extension JSONWriter {
  /// Writes overrides as a list of objects, as their file has them; nothing where there is none.
  mutating func overrides(_ overrides: [Override]) {
    guard !overrides.isEmpty else { return }
    key("overrides")
    array { writer in
      for override in overrides {
        writer.object { writer in
          writer.member("entry", override.entryID)
          writer.key("scope")
          writer.object { $0.scopeMembers(override.scope) }
          writer.member("author", override.author)
          writer.member("reason", override.reason)
          if let fromMs = override.fromMs { writer.member("from", CivilTime(ms: fromMs).iso8601) }
          writer.member("until", CivilTime(ms: override.untilMs).iso8601)
        }
      }
    }
  }
}

extension Scope {
  /// The scope in a few words: its lists, or `all`.
  var summary: String {
    let lists = [coins, pairs, directions, strategies].compactMap(\.self)
    return lists.isEmpty ? "all" : lists.map { $0.map(\.text).joined(separator: ",") }.joined(separator: " ")
  }
}

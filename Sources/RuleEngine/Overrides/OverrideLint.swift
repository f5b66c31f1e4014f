/// Looks for overrides that do nothing, or will soon do nothing.
public enum OverrideLint {
  /// How long before its end an override is warned of: a day.
  public static let noticeMs: Int64 = 86_400_000

  /// What there is to be warned of, in file order.
  ///
  /// - Parameters:
  ///   - file: the name of the overrides' file, as the user gave it.
  ///   - nowMs: the moment, in milliseconds since 1970-01-01T00:00:00Z.
  public static func findings(in chain: RuleChain, file: String, nowMs: Int64) -> [Diagnostic] {
    chain.overrides.enumerated().compactMap { index, override in
      problem(override, chain, nowMs: nowMs).map { problem in
        Diagnostic(file: file, position: override.position, path: "overrides[\(index)]", problem: problem)
      }
    }
  }

  private static func problem(_ override: Override, _ chain: RuleChain, nowMs: Int64) -> Diagnostic.Problem? {
    let end = CivilTime(ms: override.untilMs).iso8601
    return switch chain.state(of: override, nowMs: nowMs) {
    case .expired: .expiredOverride(end)
    case .idle(let why): .idleOverride(id: override.entryID, why: why)
    case .notYet, .active: nowMs + noticeMs < override.untilMs ? nil : .expiringOverride(end)
    }
  }
}

extension Override {
  /// What an override does at a moment.
  public enum State: Hashable, Sendable {
    /// It lets signals pass.
    case active
    /// It will, from its beginning on.
    case notYet
    /// It does no more.
    case expired
    /// Its entry blocks nothing that it could lift; the text says what is so of the entry.
    case idle(why: String)
  }
}

extension RuleChain {
  /// What an override of one of the entries does at a moment, in milliseconds since 1970-01-01T00:00:00Z.
  public func state(of override: Override, nowMs: Int64) -> Override.State {
    if nowMs >= override.untilMs { return .expired }
    if let entry = entries.first(where: { $0.id == override.entryID }) {
      if !entry.isEnabled { return .idle(why: "is off") }
      if entry.mode == .shadow { return .idle(why: "is a shadow") }
      if !entry.node.scope.overlaps(override.scope) { return .idle(why: "is never asked about these signals") }
    }
    return override.holds(at: nowMs) ? .active : .notYet
  }
}

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
    guard nowMs < override.untilMs else { return .expiredOverride(end) }
    if let entry = chain.entries.first(where: { $0.id == override.entryID }) {
      if !entry.isEnabled { return .idleOverride(id: entry.id, why: "is off") }
      if entry.mode == .shadow { return .idleOverride(id: entry.id, why: "is a shadow") }
      if !entry.node.scope.overlaps(override.scope) {
        return .idleOverride(id: entry.id, why: "is never asked about these signals")
      }
    }
    return nowMs + noticeMs < override.untilMs ? nil : .expiringOverride(end)
  }
}

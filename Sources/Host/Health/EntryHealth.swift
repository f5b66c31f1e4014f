internal import RuleEngine

/// What an entry has said so far, as far as its health shows in it. Constant in size, whatever the number of signals.
struct EntryHealth {
  /// One outcome of the entry.
  struct Sighting {
    let kind: Outcome.Kind
    let code: String?
    /// Whether it could not know and let the signal pass.
    let isAllowed: Bool
    /// Whether it would have blocked, and an override let the signal pass.
    var isLifted = false
    /// Whether it was close to its threshold, on either side.
    let isNear: Bool
    let timeMs: Int64
  }

  /// Outcomes of one sort, one behind the other.
  private struct Streak {
    var count = 0
    var sinceMs: Int64 = 0
    var code: String?

    mutating func take(_ sighting: Sighting, belongs: Bool) {
      guard belongs else { return count = 0 }
      if count == 0 { sinceMs = sighting.timeMs }
      count += 1
      code = sighting.code
    }

    func isHabit(_ limits: HealthLimits, nowMs: Int64) -> Bool {
      count >= limits.inARow || (count >= limits.atLeast && nowMs - sinceMs >= limits.spanMs)
    }
  }

  private(set) var passes = 0
  private(set) var rejections = 0
  private(set) var unavailable = 0
  private(set) var notApplicable = 0
  /// How often it could not know and let a signal pass.
  private(set) var allowed = 0
  /// How often it passed, or rejected, within a tenth of its threshold.
  private(set) var nearPasses = 0
  private(set) var nearRejections = 0

  private var blocked = Streak()
  private var blind = Streak()
  private var firstMs: Int64?
  private var lastBlockMs: Int64?
  private var lastAllowed: (place: Int, sinceMs: Int64, code: String?)?

  /// How often it has said something; what it is not meant for does not count.
  private(set) var asked = 0
  /// How many signals its part of the chain had judged when it was last off.
  var missed = 0

  /// Counts outcomes from now on anew, as a host does that starts; what is known of its habits stays.
  mutating func restartCounts() {
    (passes, rejections, unavailable, notApplicable) = (0, 0, 0, 0)
    (nearPasses, nearRejections) = (0, 0)
  }

  mutating func take(_ sighting: Sighting) {
    switch sighting.kind {
    case .pass:
      passes += 1
      if sighting.isNear { nearPasses += 1 }
    case .reject:
      rejections += 1
      if sighting.isNear { nearRejections += 1 }
    case .unavailable: unavailable += 1
    case .notApplicable:
      notApplicable += 1
      return
    }
    asked += 1
    let isBlind = sighting.kind == .unavailable
    let isBlocked = !sighting.isLifted && (sighting.kind == .reject || (isBlind && !sighting.isAllowed))
    if firstMs == nil { firstMs = sighting.timeMs }
    if isBlocked { lastBlockMs = sighting.timeMs }
    blocked.take(sighting, belongs: isBlocked)
    blind.take(sighting, belongs: isBlind)
    if sighting.isAllowed {
      allowed += 1
      lastAllowed = (asked, lastAllowed?.sinceMs ?? sighting.timeMs, sighting.code)
    }
  }

  /// A finding without its entry.
  struct Found {
    let kind: HealthFinding.Kind
    let count: Int
    var sinceMs: Int64?
    var code: String?
  }

  /// What is worth a word, the gravest first in line; nil where all is well.
  func finding(_ limits: HealthLimits, nowMs: Int64) -> Found? {
    guard let firstMs else { return nil }
    if blind.isHabit(limits, nowMs: nowMs) {
      return Found(kind: .noData, count: blind.count, sinceMs: blind.sinceMs, code: blind.code)
    }
    if blocked.isHabit(limits, nowMs: nowMs) {
      return Found(kind: .blocksAll, count: blocked.count, sinceMs: blocked.sinceMs, code: blocked.code)
    }
    if let lastAllowed, asked - lastAllowed.place < limits.inARow {
      return Found(kind: .passedOnUnknown, count: allowed, sinceMs: lastAllowed.sinceMs, code: lastAllowed.code)
    }
    let idleSinceMs = lastBlockMs ?? firstMs
    if asked >= limits.inARow, nowMs - idleSinceMs >= limits.idleMs {
      return Found(kind: .neverBlocks, count: asked, sinceMs: idleSinceMs)
    }
    return nil
  }
}

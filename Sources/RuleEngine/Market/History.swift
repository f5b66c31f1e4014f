/// The verdicts that came before, as far as limits and cooldowns need them: when, and for what.
public struct History: Sendable {
  /// One earlier verdict.
  public struct Entry: Hashable, Sendable {
    /// When it was given, in milliseconds since 1970 UTC.
    public let timeMs: Int64
    /// The coin of its symbol.
    public let coin: Coin
    /// Its pair, `PURR|HYPE`.
    public let pair: String
    /// Its strategy, where it had one.
    public let strategy: String?
    /// Nil for an approval; for a rejection the code that decided, where known.
    public let rejection: Rejection?
    /// How the position of an approval was closed; nil while it is open.
    public let closure: Closure?

    /// Why an earlier entry was rejected.
    public struct Rejection: Hashable, Sendable {
      /// The deciding code, where known.
      public let code: ReasonCode?

      /// Makes a rejection.
      public init(code: ReasonCode? = nil) { self.code = code }
    }

    /// How the position of an entry was closed.
    public struct Closure: Hashable, Sendable {
      /// When, in milliseconds since 1970 UTC.
      public let timeMs: Int64
      /// What the position made, in US dollars.
      public let pnlUSD: ExactDecimal

      /// Makes a closure.
      public init(timeMs: Int64, pnlUSD: ExactDecimal) {
        self.timeMs = timeMs
        self.pnlUSD = pnlUSD
      }

      /// Whether it lost money; one that made nothing did not.
      public var isLoss: Bool { pnlUSD < .zero }
    }

    /// Makes an entry; an approval that is open unless a rejection or a closure is given.
    public init(
      timeMs: Int64, coin: Coin, pair: String, strategy: String? = nil, rejection: Rejection? = nil,
      closure: Closure? = nil
    ) {
      self.timeMs = timeMs
      self.coin = coin
      self.pair = pair
      self.strategy = strategy
      self.rejection = rejection
      self.closure = closure
    }

    /// The same entry with another closure, or without one.
    public func closed(by closure: Closure?) -> Entry {
      Entry(timeMs: timeMs, coin: coin, pair: pair, strategy: strategy, rejection: rejection, closure: closure)
    }
  }

  /// Which verdicts are counted together.
  public enum Group: Hashable, Sendable {
    /// All of them.
    case all
    /// Those of a coin.
    case coin(Coin)
    /// Those of a pair.
    case pair(String)
    /// Those of a strategy; nil for those that named none.
    case strategy(String?)
  }

  fileprivate enum Key: Hashable, Sendable {
    case approved(Group)
    case rejected(Group, code: ReasonCode?)
    /// Approved and not closed.
    case open(Group)
  }

  // Ascending times, so that a count is two binary searches.
  private var times: [Key: [Int64]] = [:]
  private var rejectionCodes: Set<ReasonCode?> = []
  private var closed: [Group: ClosedEntries] = [:]
  private var remembersOpenEntries = true

  /// The longest window and the longest cooldown that a built-in rule may have: a year, in milliseconds.
  public static let longestWindowMs: Int64 = 31_536_000_000

  /// No earlier verdict.
  public init() {}

  /// Makes a history of entries in any order.
  ///
  /// - Complexity: O(n log n).
  public init(_ entries: some Sequence<Entry>) {
    // The latest last, which takes constant time.
    let sorted = entries.sorted { $0.timeMs < $1.timeMs }
    for entry in sorted { addVerdict(entry) }
    let closures = sorted.compactMap { entry in entry.closure.map { (entry, $0) } }
    for (entry, closure) in closures.sorted(by: { $0.1.timeMs < $1.1.timeMs }) { addClosure(closure, of: entry) }
  }

  /// How many entries of a group were approved with now - window < time <= now.
  ///
  /// - Complexity: O(log n).
  public func approvals(in group: Group, now: Int64, windowMs: Int64) -> Int {
    guard let times = times[.approved(group)] else { return 0 }
    return times.upperBound(of: now) - times.upperBound(of: now - windowMs)
  }

  /// How many entries of a group were rejected with now - window < time <= now, for whichever reason.
  ///
  /// - Complexity: O(log n) for each code among the rejections.
  public func rejections(in group: Group, now: Int64, windowMs: Int64) -> Int {
    rejectionCodes.reduce(0) { count, code in
      guard let times = times[.rejected(group, code: code)] else { return count }
      return count + times.upperBound(of: now) - times.upperBound(of: now - windowMs)
    }
  }

  /// When the last entry of a group was approved, at or before now; nil where none was.
  public func lastApproval(in group: Group, now: Int64) -> Int64? { last(.approved(group), now: now) }

  /// When the last entry of a group was rejected at or before now, for any reason but the one given.
  public func lastRejection(in group: Group, now: Int64, ignoring ignored: ReasonCode) -> Int64? {
    var latest: Int64?
    for code in rejectionCodes where code != ignored {
      if let time = last(.rejected(group, code: code), now: now), time > latest ?? .min { latest = time }
    }
    return latest
  }

  /// How many entries of a group were approved at or before now and are not closed.
  ///
  /// - Parameter maxAgeMs: an entry that is exactly so old, or older, counts as closed; nil for none.
  /// - Complexity: O(log n) in those that are open, plus those that are closed later than now.
  public func openEntries(in group: Group, now: Int64, maxAgeMs: Int64? = nil) -> Int {
    let after = maxAgeMs.map { now - $0 } ?? .min
    let times = times[.open(group)] ?? []
    let stillOpen = closed[group]?.stillOpen(now: now, openedAfter: after) ?? 0
    return max(times.upperBound(of: now) - times.upperBound(of: after), 0) + stillOpen
  }

  /// The losses in a row, the last closed entry of a group being the last of them, and when that was closed, at or before
  /// now; nil where none was closed. An entry that made nothing ends a row.
  ///
  /// - Complexity: O(log n) in the closed entries that are remembered.
  public func lossStreak(in group: Group, now: Int64) -> (losses: Int, lastClosedMs: Int64)? {
    closed[group]?.last(now: now).map { ($0.losses, $0.closedMs) }
  }

  /// Adds an entry.
  ///
  /// - Complexity: O(1) where it is the latest, else O(n).
  public mutating func append(_ entry: Entry) {
    addVerdict(entry)
    if let closure = entry.closure { addClosure(closure, of: entry) }
  }

  /// Takes back an entry that was added and is open.
  public mutating func remove(_ entry: Entry) {
    for key in keys(of: entry) { times[key]?.removeSorted(entry.timeMs) }
  }

  /// Notes that an entry is closed, as its closure says.
  public mutating func close(_ entry: Entry) {
    guard let closure = entry.closure else { return }
    for group in entry.groups { times[.open(group)]?.removeSorted(entry.timeMs) }
    addClosure(closure, of: entry)
  }

  /// Takes back that an entry was closed.
  public mutating func reopen(_ entry: Entry) {
    guard let closure = entry.closure else { return }
    for group in entry.groups {
      closed[group]?.remove(closure.timeMs, openedMs: entry.timeMs, isLoss: closure.isLoss)
      if remembersOpenEntries { times[.open(group), default: []].insertSorted(entry.timeMs) }
    }
  }

  /// Forgets what was not later than a moment, but for the last of each group: how long ago that was is still known.
  /// Entries that are open are forgotten by a moment of their own.
  ///
  /// - Complexity: O(n).
  public mutating func forget(through timeMs: Int64, openThrough openMs: Int64 = .min) {
    for (key, moments) in times {
      if case .open = key {
        let count = moments.upperBound(of: openMs)
        if count > 0 { times[key] = count < moments.count ? Array(moments[count...]) : nil }
      } else {
        let count = moments.upperBound(of: timeMs)
        if count > 1 { times[key] = Array(moments[(count - 1)...]) }
      }
    }
    for group in closed.keys { closed[group]?.forget(through: timeMs) }
  }

  /// Forgets which entries are open, and remembers none from now on.
  public mutating func forgetOpenEntries() {
    remembersOpenEntries = false
    times = times.filter { if case .open = $0.key { false } else { true } }
  }

  /// How many moments are remembered; an entry is remembered for each group it belongs to.
  public var momentCount: Int {
    times.values.reduce(0) { $0 + $1.count } + closed.values.reduce(0) { $0 + $1.count }
  }

  private mutating func addVerdict(_ entry: Entry) {
    if let rejection = entry.rejection { rejectionCodes.insert(rejection.code) }
    for key in keys(of: entry) { times[key, default: []].insertSorted(entry.timeMs) }
  }

  private mutating func addClosure(_ closure: Entry.Closure, of entry: Entry) {
    for group in entry.groups {
      closed[group, default: ClosedEntries()].insert(
        closure.timeMs, openedMs: entry.timeMs, isLoss: closure.isLoss)
    }
  }

  private func keys(of entry: Entry) -> [Key] {
    let groups = entry.groups
    if let rejection = entry.rejection { return groups.map { .rejected($0, code: rejection.code) } }
    let approved = groups.map { Key.approved($0) }
    return remembersOpenEntries && entry.closure == nil ? approved + groups.map { .open($0) } : approved
  }

  private func last(_ key: Key, now: Int64) -> Int64? {
    guard let times = times[key] else { return nil }
    let count = times.upperBound(of: now)
    return count == 0 ? nil : times[count - 1]
  }
}

extension History.Entry {
  fileprivate var groups: [History.Group] { [.all, .coin(coin), .pair(pair), .strategy(strategy)] }
}

extension [Int64] {
  /// The number of elements at or below `value`, in a sorted array.
  fileprivate func upperBound(of value: Int64) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }

  fileprivate mutating func insertSorted(_ value: Int64) {
    if let last, last > value { insert(value, at: upperBound(of: value)) } else { append(value) }
  }

  fileprivate mutating func removeSorted(_ value: Int64) {
    let index = upperBound(of: value) - 1
    if index >= 0, self[index] == value { remove(at: index) }
  }
}

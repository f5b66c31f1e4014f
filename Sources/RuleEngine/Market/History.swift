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

    /// Why an earlier entry was rejected.
    public struct Rejection: Hashable, Sendable {
      /// The deciding code, where known.
      public let code: ReasonCode?

      /// Makes a rejection.
      public init(code: ReasonCode? = nil) { self.code = code }
    }

    /// Makes an entry; an approval unless a rejection is given.
    public init(timeMs: Int64, coin: Coin, pair: String, strategy: String? = nil, rejection: Rejection? = nil) {
      self.timeMs = timeMs
      self.coin = coin
      self.pair = pair
      self.strategy = strategy
      self.rejection = rejection
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
  }

  // Ascending times, so that a count is two binary searches.
  private var times: [Key: [Int64]] = [:]
  private var rejectionCodes: Set<ReasonCode?> = []

  /// The longest window and the longest cooldown that a built-in rule may have: a year, in milliseconds.
  public static let longestWindowMs: Int64 = 31_536_000_000

  /// No earlier verdict.
  public init() {}

  /// Makes a history of entries in any order.
  ///
  /// - Complexity: O(n log n).
  public init(_ entries: some Sequence<Entry>) {
    // The latest last, which `append` takes in constant time.
    for entry in entries.sorted(by: { $0.timeMs < $1.timeMs }) { append(entry) }
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

  /// Adds an entry.
  ///
  /// - Complexity: O(1) where it is the latest, else O(n).
  public mutating func append(_ entry: Entry) {
    if let rejection = entry.rejection { rejectionCodes.insert(rejection.code) }
    for key in entry.keys { times[key, default: []].insertSorted(entry.timeMs) }
  }

  /// Takes back an entry that was added.
  public mutating func remove(_ entry: Entry) {
    for key in entry.keys { times[key]?.removeSorted(entry.timeMs) }
  }

  /// Forgets what was not later than a moment, but for the last of each group: how long ago that was is still known.
  ///
  /// - Complexity: O(n).
  public mutating func forget(through timeMs: Int64) {
    times = times.mapValues { times in
      let count = times.upperBound(of: timeMs)
      return count < 2 ? times : Array(times[(count - 1)...])
    }
  }

  /// How many moments are remembered; an entry is remembered for each group it belongs to.
  public var momentCount: Int { times.values.reduce(0) { $0 + $1.count } }

  private func last(_ key: Key, now: Int64) -> Int64? {
    guard let times = times[key] else { return nil }
    let count = times.upperBound(of: now)
    return count == 0 ? nil : times[count - 1]
  }
}

extension History.Entry {
  fileprivate var keys: [History.Key] {
    let groups: [History.Group] = [.all, .coin(coin), .pair(pair), .strategy(strategy)]
    guard let rejection else { return groups.map { .approved($0) } }
    return groups.map { .rejected($0, code: rejection.code) }
  }
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

internal import RuleEngine

/// What a store holds, folded for a page: made of the records in their order, in one pass.
struct Report {
  /// One verdict on the time axis.
  struct Mark {
    let timeMs: Int64
    let isApproved: Bool
  }

  /// What was rejected by one entry, or before the chain, with one code.
  struct Rejections {
    struct Cause: Hashable {
      let stage: Ruling.Rejection.Stage
      let rule: String?
      let code: String
    }

    let cause: Cause
    var count = 0
  }

  /// A time in which the same rules were in force.
  struct RulesPeriod {
    let digest: String
    let fromMs: Int64
    var toMs: Int64
    var count: Int
  }

  /// What the records are, and what they were limited to.
  struct Subject {
    let kind: StoreKind?
    let filter: StoreReader.Filter
  }

  let subject: Subject
  private(set) var marks: [Mark] = []
  private(set) var rejections: [Rejections] = []
  private(set) var entries = EntryTallies()
  private(set) var gates = GateSeriesSet()
  private(set) var outages = Outages()
  private(set) var overrides = OverrideTallies()
  private(set) var rules: [RulesPeriod] = []
  /// The day's statistics, as `stats` reads them.
  var statistics: [StoreReader.DayStatistics] = []
  /// The last pruning; nil where nothing was pruned.
  var pruning: Pruning?
  /// The places of records that cannot be read.
  private(set) var unreadable: [Int64] = []
  /// The last record, whose hash proves all before it.
  private(set) var last: (seq: Int64, hash: String)?

  private var rejectionIndex: [Rejections.Cause: Int] = [:]

  init(_ subject: Subject) { self.subject = subject }

  /// Adds the next record.
  ///
  /// - Parameter explanation: what it says; nil of one that cannot be read.
  mutating func add(_ explanation: Explanation?, seq: Int64, hash: String) {
    last = (seq, hash)
    guard let explanation else {
      unreadable.append(seq)
      return
    }
    marks.append(Mark(timeMs: explanation.timeMs, isApproved: explanation.ruling == .approved))
    if let rejection = explanation.ruling.rejection { add(rejection) }
    if rules.last?.digest != explanation.digest {
      rules.append(
        RulesPeriod(digest: explanation.digest, fromMs: explanation.timeMs, toMs: explanation.timeMs, count: 0))
    }
    rules[rules.count - 1].toMs = explanation.timeMs
    rules[rules.count - 1].count += 1
    entries.add(explanation)
    gates.add(explanation, seq: seq)
    outages.add(explanation)
    overrides.add(explanation)
  }

  private mutating func add(_ rejection: Ruling.Rejection) {
    let cause = Rejections.Cause(stage: rejection.stage, rule: rejection.rule, code: rejection.code.rawValue)
    let index = rejectionIndex[cause] ?? rejections.count
    if index == rejections.count {
      rejections.append(Rejections(cause: cause))
      rejectionIndex[cause] = index
    }
    rejections[index].count += 1
  }

  /// The first and the last moment of the records; nil where there is none.
  var span: ClosedRange<Int64>? {
    // A host's clock may have been set back, so the order of the records need not be that of their times.
    guard let first = marks.map(\.timeMs).min(), let last = marks.map(\.timeMs).max() else { return nil }
    return first...last
  }

  /// How many signals were approved.
  var approvedCount: Int { marks.count { $0.isApproved } }
}

extension Explanation.Node {
  /// The rules in it: itself, or those under a combinator, in order.
  var leaves: [Explanation.Node] { children.isEmpty ? [self] : children.flatMap(\.leaves) }
}

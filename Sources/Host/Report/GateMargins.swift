internal import RuleEngine

/// How close the outcomes of a gate were to its threshold, over all pairs.
struct GateMargins {
  /// An outcome with its margin and what share of the threshold that is.
  struct Case {
    let point: GateSeries.Point
    let place: GatePlace
    let pair: String
  }

  /// Up to this share of the threshold is near.
  static let nearShare = ExactDecimal(billionths: 100_000_000)
  /// How many of the nearest are shown.
  static let shownCount = 5
  /// Where the bars of the distribution end, in percent of the threshold.
  static let bounds: [Int64] = [-100, -50, -25, -10, 0, 10, 25, 50, 100]

  let gate: String
  let rule: String
  let isShadow: Bool
  private(set) var passed: [Case] = []
  private(set) var rejected: [Case] = []
  /// How many outcomes lie in each bar, the rejected ones first.
  private(set) var bars = [Int](repeating: 0, count: bounds.count + 1)

  /// The margins of all gates that have some, in the order in which the gates were first seen.
  static func all(_ set: GateSeriesSet) -> [GateMargins] {
    var list: [GateMargins] = []
    for series in set.list {
      let key = series.key
      let known = list.firstIndex { $0.gate == key.gate && $0.rule == key.rule && $0.isShadow == key.isShadow }
      if known == nil { list.append(GateMargins(gate: key.gate, rule: key.rule, isShadow: key.isShadow)) }
      let index = known ?? list.count - 1
      for point in series.points {
        if let place = point.place { list[index].add(Case(point: point, place: place, pair: key.pair)) }
      }
    }
    return list.filter { !$0.passed.isEmpty || !$0.rejected.isEmpty }
  }

  private init(gate: String, rule: String, isShadow: Bool) {
    self.gate = gate
    self.rule = rule
    self.isShadow = isShadow
  }

  private mutating func add(_ found: Case) {
    let isPass = found.point.outcome == .pass
    if isPass { passed.append(found) } else { rejected.append(found) }
    guard let share = found.place.margin.share else { return }
    // Exactly at the threshold is on the side of the outcome.
    let middle = GateMargins.bounds.firstIndex(of: 0) ?? 0
    let steps = GateMargins.bounds[(middle + 1)...].prefix { share >= ExactDecimal(billionths: $0 * 10_000_000) }.count
    bars[isPass ? middle + 1 + steps : middle - steps] += 1
  }

  /// The nearest of some, the nearest first.
  static func nearest(_ cases: [Case]) -> [Case] {
    let sorted = cases.sorted { left, right in
      let keys = [left, right].map { ($0.place.margin.share ?? ExactDecimal(units: .max), $0.point.seq) }
      return keys[0] < keys[1]
    }
    return Array(sorted.prefix(shownCount))
  }

  /// How many of some are near the threshold.
  static func nearCount(_ cases: [Case]) -> Int {
    cases.count { $0.place.margin.share.map { $0 <= nearShare } == true }
  }
}

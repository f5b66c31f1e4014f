internal import RuleEngine

/// The outcomes of one gate for one pair, in the order of the record.
struct GateSeries {
  struct Key: Hashable {
    let pair: String
    /// The id of the rule, which may stand in a combinator.
    let gate: String
    let rule: String
    let isShadow: Bool
  }

  /// One outcome.
  struct Point {
    let seq: Int64
    let timeMs: Int64
    let signalID: String
    let direction: String
    let outcome: Outcome.Kind
    /// Whether the signal was approved in the end.
    let isApproved: Bool
    let code: String?
    /// Nil where nothing was measured beside a threshold.
    let place: GatePlace?
  }

  let key: Key
  private(set) var points: [Point] = []
  private var lastPlaces: [String: GatePlace] = [:]

  init(_ key: Key) { self.key = key }

  fileprivate mutating func add(_ node: Explanation.Node, _ explanation: Explanation, seq: Int64) {
    guard let outcome = node.outcome, outcome != .notApplicable else { return }
    let place = GatePlace(node, after: lastPlaces[explanation.direction])
    if let place { lastPlaces[explanation.direction] = place }
    points.append(
      Point(
        seq: seq, timeMs: explanation.timeMs, signalID: explanation.signalID, direction: explanation.direction,
        outcome: outcome, isApproved: explanation.ruling == .approved, code: node.code, place: place))
  }

  /// What is measured most often, with the threshold that goes with it; nil where nothing is.
  var measure: (name: String, limit: String)? {
    var counts: [(name: String, limit: String, count: Int)] = []
    for place in points.lazy.compactMap(\.place) {
      if let index = counts.firstIndex(where: { $0.name == place.name && $0.limit == place.limit }) {
        counts[index].count += 1
      } else {
        counts.append((place.name, place.limit, 1))
      }
    }
    // The first of several: which of equals `max` takes is not said.
    let most = counts.map(\.count).max()
    return counts.first { $0.count == most }.map { ($0.name, $0.limit) }
  }
}

/// The series of all gates and pairs, in the order in which they were first seen.
struct GateSeriesSet {
  private(set) var list: [GateSeries] = []
  private var places: [GateSeries.Key: Int] = [:]

  /// Adds the outcomes of a verdict.
  mutating func add(_ explanation: Explanation, seq: Int64) {
    for node in explanation.nodes {
      for leaf in node.leaves {
        let key = GateSeries.Key(
          pair: explanation.pair, gate: leaf.id, rule: leaf.rule, isShadow: node.isShadow)
        let place = places[key] ?? list.count
        if place == list.count {
          places[key] = place
          list.append(GateSeries(key))
        }
        list[place].add(leaf, explanation, seq: seq)
      }
    }
  }
}

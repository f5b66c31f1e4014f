internal import RuleEngine

/// A time in which a gate could not know.
struct Outage {
  let gate: String
  let isShadow: Bool
  let coin: String
  /// What was missing or too old: `spot:PURR`; nil where it is no order book.
  let feed: String?
  let code: String
  /// The first signal that met it, and the last.
  let fromMs: Int64
  fileprivate(set) var toMs: Int64
  /// How many signals met it.
  fileprivate(set) var count = 1
  /// The first signal after it for which the gate knew again; nil where there is none.
  fileprivate(set) var endedMs: Int64?
}

/// When which gate could not know, in the order in which it began.
///
/// A time goes from the first signal that met it to the last: what was between signals nobody asked.
struct Outages {
  private struct Gate: Hashable {
    let id: String
    let coin: String
  }

  private(set) var list: [Outage] = []
  // The places of those that have not ended.
  private var open: [Gate: [Int]] = [:]

  /// Adds the outcomes of a verdict.
  mutating func add(_ explanation: Explanation) {
    for node in explanation.nodes {
      for leaf in node.leaves where leaf.outcome != nil && leaf.outcome != .notApplicable {
        add(leaf, isShadow: node.isShadow, coin: explanation.coin, timeMs: explanation.timeMs)
      }
    }
  }

  private mutating func add(_ leaf: Explanation.Node, isShadow: Bool, coin: String, timeMs: Int64) {
    let gate = Gate(id: leaf.id, coin: coin)
    let known = open[gate] ?? []
    guard leaf.outcome == .unavailable, let code = leaf.code else {
      if known.isEmpty { return }
      for place in known { list[place].endedMs = timeMs }
      open[gate] = nil
      return
    }
    var now: [Int] = []
    for feed in leaf.unavailableFeeds(coin: coin) {
      if let place = known.first(where: { list[$0].feed == feed && list[$0].code == code }) {
        list[place].toMs = timeMs
        list[place].count += 1
        now.append(place)
      } else {
        now.append(list.count)
        list.append(
          Outage(
            gate: leaf.id, isShadow: isShadow, coin: coin, feed: feed, code: code, fromMs: timeMs, toMs: timeMs))
      }
    }
    for place in known where !now.contains(place) { list[place].endedMs = timeMs }
    open[gate] = now
  }
}

extension Explanation.Node {
  /// The order books that were missing or too old; one nil where it is something else, or not known which.
  fileprivate func unavailableFeeds(coin: String) -> [String?] {
    switch code {
    case "perp_missing": return ["perp:\(coin)"]
    case "spot_missing": return ["spot:\(coin)"]
    default: break
    }
    if let feed = measured.first(where: { $0.name == "feed" }) { return [feed.text] }
    guard let maxAge = required.first(where: { $0.name == "max_age_ms" })?.number else { return [nil] }
    let legs = [("perp_age_ms", "perp:\(coin)"), ("spot_age_ms", "spot:\(coin)")]
    let old = legs.compactMap { name, feed -> String? in
      guard let age = measured.first(where: { $0.name == name })?.number else { return nil }
      // More than 2000 ms ahead counts as too old.
      return age > maxAge || age < ExactDecimal(-2000) ? feed : nil
    }
    return old.isEmpty ? [nil] : old
  }
}

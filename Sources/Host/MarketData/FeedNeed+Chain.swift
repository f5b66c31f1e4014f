internal import RuleEngine

extension RuleChain {
  /// The feeds that enabled entries need, each with the least age up to which one of them uses it.
  var feedNeeds: [FeedNeed] {
    var ages: [Feed: Int64] = [:]
    for entry in entries where entry.isEnabled {
      entry.node.forEachNode { node in
        guard case .rule(let instance) = node.body else { return }
        var maxAgeMs: Int64 = 10_000
        if case .number(let number)? = instance.parameters.first(where: { $0.name == "max_age_ms" })?.value {
          maxAgeMs = Int64(clamping: number.units / ExactDecimal(1).units)
        }
        for feed in instance.feeds.all { ages[feed] = min(ages[feed] ?? .max, maxAgeMs) }
      }
    }
    return feeds.map { FeedNeed(feed: $0, coinID: nil, maxAgeMs: ages[$0] ?? 10_000) }
  }
}

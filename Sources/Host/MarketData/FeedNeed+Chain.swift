internal import RuleEngine

extension RuleChain {
  /// The coins whose asset contexts this chain reads, and those of a candidate beside it.
  func assetContextCoins(beside candidate: RuleChain?) -> Set<Coin> {
    assetContextCoins.union(candidate?.assetContextCoins ?? [])
  }

  /// The feeds that this chain needs, and those of a candidate beside it, each with the least age that either asks for.
  func feedNeeds(beside candidate: RuleChain?) -> [FeedNeed] {
    guard let candidate else { return feedNeeds }
    var ages: [Feed: Int64] = [:]
    let all = feedNeeds + candidate.feedNeeds
    for need in all { ages[need.feed] = min(ages[need.feed] ?? .max, need.maxAgeMs) }
    return all.compactMap { need in
      ages.removeValue(forKey: need.feed).map { FeedNeed(feed: need.feed, coinID: nil, maxAgeMs: $0) }
    }
  }

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

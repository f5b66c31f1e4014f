// What a rule does when it is asked.
extension RuleTrial {
  mutating func checkPurity() {
    forEach { subject, entry in
      let outcome = subject.rule.evaluate(entry)
      if subject.rule.evaluate(entry) != outcome { return "asked twice, it gives two outcomes" }
      if subject.twin.evaluate(entry) != outcome { return "a rule with equal parameters gives another outcome" }
      for language in Language.allCases
      where subject.rule.phrase(outcome, for: entry, in: language)
        != subject.twin.phrase(outcome, for: entry, in: language)
      {
        return "a rule with equal parameters finds other words (\(language))"
      }
      return nil
    }
  }

  mutating func checkEvidence() {
    forEach { subject, entry in
      let full = subject.rule.evaluate(entry)
      let bare = subject.rule.evaluate(entry.with(wantsEvidence: false))
      if bare.kind != full.kind || bare.code != full.code {
        return "\(full.outline) where its numbers are wanted, \(bare.outline) where they are not"
      }
      return bare.evidence == .none ? nil : "it makes numbers that nobody wants; make them in entry.evidence(…)"
    }
  }

  mutating func checkInputs() {
    forEach { subject, entry in
      for feed in subject.rule.feeds(for: entry.signal.coin) {
        var quotes = entry.quotes
        quotes[feed] = nil
        if subject.rule.evaluate(entry.with(quotes: quotes)).kind == .pass { return "it passes without \(feed)" }
        guard var quote = entry.quotes[feed] else { continue }
        quote.exchangeTimeMs = nil
        for (word, ageMs) in RuleTrial.deadAges {
          quote.receivedMs = entry.nowMs - ageMs
          quotes[feed] = quote
          if subject.rule.evaluate(entry.with(quotes: quotes)).kind == .pass { return "it passes on \(word) \(feed)" }
        }
      }
      if subject.rule.readsAssetContext {
        var quotes = entry.quotes
        quotes[contextOf: entry.signal.coin] = nil
        if subject.rule.evaluate(entry.with(quotes: quotes)).kind == .pass { return "it passes without a context" }
        for (word, ageMs) in RuleTrial.deadAges {
          guard var dead = entry.assetContext else { break }
          dead.receivedMs = entry.nowMs - ageMs
          quotes[contextOf: entry.signal.coin] = dead
          if subject.rule.evaluate(entry.with(quotes: quotes)).kind == .pass { return "it passes on \(word) context" }
        }
      }
      guard subject.rule.readsBalance else { return nil }
      if subject.rule.evaluate(entry.with(balance: .some(nil))).kind == .pass { return "it passes without a balance" }
      guard let balance = entry.balance else { return nil }
      for (word, ageMs) in RuleTrial.deadAges {
        let dead = AvailableBalance(amountUSD: balance.amountUSD, receivedMs: entry.nowMs - ageMs)
        if subject.rule.evaluate(entry.with(balance: dead)).kind == .pass { return "it passes on \(word) balance" }
      }
      return nil
    }
  }

  /// Beyond the greatest age that a parameter may allow, and further ahead than any clock may be.
  private static let deadAges: [(word: String, ageMs: Int64)] = [
    ("an ancient", 2 * History.longestWindowMs), ("a future", -Quote.maxAheadMs - 1),
  ]

  mutating func checkDeclarations() {
    forEach { subject, entry in
      let coins = [entry.signal.coin, entry.signal.baseCoin, "HYPE", "BTC"].compactMap(\.self)
      let declared = subject.rule.feeds(for: entry.signal.coin)
      let outcome = subject.rule.evaluate(entry)
      for feed in coins.flatMap({ [Feed.perp($0), .spot($0)] }) where !declared.contains(feed) {
        for other in [nil, Quote.book("5", "4", ageMs: 1_000_000), .book("1", "1", nowMs: entry.nowMs)] {
          var quotes = entry.quotes
          quotes[feed] = other
          if subject.rule.evaluate(entry.with(quotes: quotes)) != outcome {
            return "\(feed), which it does not declare, changes its outcome"
          }
        }
      }
      for other in [nil, AssetContext.said(fundingRate: 1, oracle: "5", nowMs: entry.nowMs)]
      where !subject.rule.readsAssetContext {
        var quotes = entry.quotes
        quotes[contextOf: entry.signal.coin] = other
        if subject.rule.evaluate(entry.with(quotes: quotes)) != outcome {
          return "the asset context changes its outcome, and readsAssetContext is false"
        }
      }
      guard !subject.rule.readsBalance else { return nil }
      for other in [nil, AvailableBalance.usd("-1", nowMs: entry.nowMs), .usd("1000000", nowMs: entry.nowMs)]
      where subject.rule.evaluate(entry.with(balance: .some(other))) != outcome {
        return "the balance changes its outcome, and readsBalance is false"
      }
      return nil
    }
  }

  mutating func checkHistory() {
    forEach { subject, entry in
      let (windowMs, openMs) = (subject.rule.historyWindowMs, subject.rule.openEntriesWindowMs)
      var history = History()
      // A host keeps nothing for a rule that does not look back.
      if windowMs > 0 || openMs > 0 {
        history = entry.history
        history.forget(through: entry.nowMs - windowMs, openThrough: openMs == .max ? .min : entry.nowMs - openMs)
        if openMs == 0 { history.forgetOpenEntries() }
      }
      let outcome = subject.rule.evaluate(entry)
      if subject.rule.evaluate(entry.with(history: history)) != outcome {
        return "what lies behind historyWindowMs (\(windowMs)) or openEntriesWindowMs (\(openMs)) changes its outcome"
      }
      let quoteWindowMs = subject.rule.quoteWindowMs
      var quotes = entry.quotes
      for feed in subject.rule.feeds(for: entry.signal.coin) {
        let trail = quotes[trailOf: feed]
        quotes[trailOf: feed] = quoteWindowMs > 0 ? trail.since(entry.nowMs - quoteWindowMs) : QuoteTrail()
      }
      return subject.rule.evaluate(entry.with(quotes: quotes)) == outcome
        ? nil : "what lies behind quoteWindowMs (\(quoteWindowMs)) changes its outcome"
    }
  }

  mutating func checkReach() {
    forEach { subject, entry in
      let outcome = subject.rule.evaluate(entry)
      let reach = subject.rule.reach
      let isWithin =
        reach.outcomes.contains(outcome.kind) && !(outcome.code.map(reach.excludedCodes.contains) ?? false)
      return isWithin ? nil : "it gives \(outcome.outline), beyond its reach"
    }
  }
}

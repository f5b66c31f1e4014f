internal import RuleEngine

/// Asks the chain about a signal and makes a verdict of what it says.
struct Judge {
  let chain: RuleChain
  let messages: MessageWriter

  /// The verdict on an entry.
  func verdict(on entry: EntryContext, signalID: String, seq: Int64) -> Verdict {
    let decision = chain.decide(entry)
    let inputs = chain.feeds(readBy: decision, for: entry.signal).compactMap { feed in
      entry.quotes[feed].map { Verdict.Input(feed: feed, quote: $0, trail: entry.quotes[trailOf: feed]) }
    }
    let context = chain.readsAssetContext(decision, for: entry.signal) ? entry.assetContext : nil
    return Verdict(
      signalID: signalID, seq: seq, timeMs: entry.nowMs, signal: entry.signal, ruling: ruling(decision, entry),
      decision: decision, inputs: inputs, context: context, balance: entry.balance)
  }

  private func ruling(_ decision: Decision, _ entry: EntryContext) -> Ruling {
    guard let deciding = decision.deciding, let code = decision.decidingCode else { return .approved }
    let chainEntry = chain.entries[deciding.entryIndex]
    return .rejected(
      Ruling.Rejection(
        stage: Ruling.Rejection.Stage(chainEntry.stage), rule: chainEntry.id,
        code: code, reason: messages.reason(chainEntry.node, deciding.trace, entry)))
  }
}

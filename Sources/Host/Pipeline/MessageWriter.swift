internal import RuleEngine

/// Makes sentences of outcomes: the stored reason, and the log lines.
struct MessageWriter {
  let language: Language

  /// Under which name the exchange has a feed's book.
  static func resolved(_ feed: Feed, as bookID: String) -> LocalizedText {
    LocalizedText(zh: "订单簿 \(feed) → \(bookID)", en: "feed \(feed) is the book \(bookID)")
  }

  /// That the exchange has no book for a feed.
  static func unresolved(_ feed: Feed) -> LocalizedText {
    LocalizedText(
      zh: "⚠️ 订单簿 \(feed) 不可用: 交易所没有 \(feed.coin)/USDC 现货交易对, 按各规则的 on_unavailable 处理",
      en: "⚠️ feed \(feed) is missing: the exchange lists no spot pair \(feed.coin)/USDC; "
        + "each entry's on_unavailable holds")
  }

  /// That the recordings have no book of any feed.
  static let noBooks = LocalizedText(
    zh: "⚠️ 录制中没有任何规则所需的订单簿", en: "⚠️ the recordings hold no book that the rules read")

  /// That lines of a recording are older than a line above them.
  static func late(_ name: String, _ lines: Recording.LateLines) -> LocalizedText {
    LocalizedText(
      zh: "⚠️ 录制 \(name) 有 \(lines.count) 行早于其上的行(最多 \(lines.maxBehindMs) ms), 按上一行的时间处理",
      en: "⚠️ recording \(name) has \(lines.count) lines older than a line above them, by up to "
        + "\(lines.maxBehindMs) ms; they count as received with it")
  }

  /// That an entry of the rules is switched off.
  static func disabled(_ entry: ChainEntry) -> LocalizedText {
    LocalizedText(zh: "规则 \(entry.id) 未启用", en: "entry \(entry.id) is off")
  }

  /// That a signal was answered with the verdict it had before.
  static func repeated(_ signal: Signal) -> LocalizedText {
    let name = "\(signal.pair) \(signal.direction.rawValue)"
    return LocalizedText(
      zh: "🔁 重复信号, 返回首次裁决 | \(name)", en: "🔁 repeated signal, first verdict again | \(name)")
  }

  /// Why an entry blocks, as it is stored: `期现价差不足 | long | spread=… | perp=… spot=…`.
  func reason(_ node: ChainNode, _ trace: ChainNode.Trace, _ entry: EntryContext) -> String {
    let (leaf, outcome) = MessageWriter.deciding(node, trace)
    let phrase = phrase(leaf, outcome, entry)
    var cause = outcome.code?.rawValue ?? ""
    if case .reject = outcome, let own = phrase?.cause { cause = own }
    var text = TextBuffer(capacity: 192)
    text.append(text: cause)
    if text.count > 0 { text.append(" | ") }
    text.append(entry.signal.direction.word)
    let detail = phrase?.detail ?? measured(outcome.evidence)
    if !detail.isEmpty {
      text.append(" | ")
      text.append(text: detail)
    }
    return text.text
  }

  /// The log lines of a decision, in the order of the chain.
  ///
  /// - Parameter least: lines that matter less are not made.
  func lines(
    _ decision: Decision, _ chain: RuleChain, _ entry: EntryContext, atLeast least: LogLevel = .debug
  ) -> [LogEntry] {
    decision.outcomes.enumerated().compactMap { index, outcome in
      let chainEntry = chain.entries[outcome.entryIndex]
      if let lift = decision.lifts.first(where: { $0.outcomeIndex == index }) {
        return least <= .warning ? lifted(outcome, lift.override, chainEntry.node, entry) : nil
      }
      let level = MessageWriter.level(outcome.trace.outcome.kind, chainEntry)
      return level >= least ? line(outcome, chainEntry, entry, level) : nil
    }
  }

  /// The enforced entries that could not know and let a signal pass, in the order of the chain.
  func skips(_ decision: Decision, _ chain: RuleChain, _ entry: EntryContext) -> [GateSkip] {
    decision.outcomes.compactMap { outcome in
      let chainEntry = chain.entries[outcome.entryIndex]
      guard case .unavailable = outcome.trace.outcome, let code = outcome.trace.outcome.code,
        chainEntry.onUnavailable != .reject, chainEntry.mode != .shadow
      else { return nil }
      return GateSkip(entryID: chainEntry.id, code: code, message: skipped(outcome, chainEntry.node, entry))
    }
  }

  /// How much an outcome matters: what lets a signal pass unseen is a warning.
  private static func level(_ kind: Outcome.Kind, _ chainEntry: ChainEntry) -> LogLevel {
    kind == .unavailable && chainEntry.onUnavailable != .reject && chainEntry.mode != .shadow ? .warning : .info
  }

  private func line(
    _ outcome: Decision.EntryOutcome, _ chainEntry: ChainEntry, _ entry: EntryContext, _ level: LogLevel
  ) -> LogEntry? {
    let message: String
    switch outcome.trace.outcome {
    case .notApplicable: return nil
    case .pass:
      // Only a rule that has words for it reports that it passed: a line for each limit would bury the rest.
      guard let phrase = phrase(chainEntry.node, outcome.trace.outcome, entry) else { return nil }
      let verb = LocalizedText(zh: "通过", en: " passed")[language]
      message =
        "✅ \(title(chainEntry.node))\(verb) | \(entry.signal.pair) \(entry.signal.direction.rawValue) | \(phrase.detail)"
    case .reject: message = blocked(outcome, chainEntry.node, entry)
    case .unavailable:
      message =
        chainEntry.onUnavailable == .reject
        ? blocked(outcome, chainEntry.node, entry) : skipped(outcome, chainEntry.node, entry)
    }
    let mark = chainEntry.mode == .shadow ? "[shadow] " : ""
    return LogEntry(level: level, timeMs: entry.nowMs, message: mark + message)
  }

  private func blocked(_ outcome: Decision.EntryOutcome, _ node: ChainNode, _ entry: EntryContext) -> String {
    let verb = LocalizedText(zh: "拦截", en: " blocked")[language]
    return "🚫 \(title(node))\(verb) | \(entry.signal.pair) | \(reason(node, outcome.trace, entry))"
  }

  private func lifted(
    _ outcome: Decision.EntryOutcome, _ override: Override, _ node: ChainNode, _ entry: EntryContext
  ) -> LogEntry {
    let end = CivilTime(ms: override.untilMs).iso8601
    let title = LocalizedText(
      zh: "⚠️ 人工放行 \(node.id), \(override.author): \(override.reason) (至 \(end))",
      en: "⚠️ \(node.id) overridden by \(override.author): \(override.reason) (until \(end))")[language]
    return LogEntry(
      level: .warning, timeMs: entry.nowMs,
      message: "\(title) | \(entry.signal.pair) | \(reason(node, outcome.trace, entry))")
  }

  private func skipped(_ outcome: Decision.EntryOutcome, _ node: ChainNode, _ entry: EntryContext) -> String {
    let (leaf, leafOutcome) = MessageWriter.deciding(node, outcome.trace)
    let phrase = phrase(leaf, leafOutcome, entry)
    let cause = phrase?.cause ?? leafOutcome.code?.rawValue ?? ""
    let verb = LocalizedText(zh: "跳过(\(cause))", en: " skipped (\(cause))")[language]
    let detail = phrase?.detail ?? "\(entry.signal.pair) \(entry.signal.direction.rawValue)"
    return "⚠️ \(title(node))\(verb) | \(detail)"
  }

  /// The rule that gave a combination its outcome: the first child with the combination's own, all the way down.
  private static func deciding(_ node: ChainNode, _ trace: ChainNode.Trace) -> (ChainNode, Outcome) {
    for (child, childTrace) in zip(node.children, trace.children)
    where childTrace.outcome.kind == trace.outcome.kind && childTrace.outcome.code == trace.outcome.code {
      return deciding(child, childTrace)
    }
    return (node, trace.outcome)
  }

  private func phrase(_ node: ChainNode, _ outcome: Outcome, _ entry: EntryContext) -> OutcomePhrase? {
    guard case .rule(let instance) = node.body else { return nil }
    return instance.rule.phrase(outcome, for: entry, in: language)
  }

  private func title(_ node: ChainNode) -> String {
    guard case .rule(let instance) = node.body else { return node.id }
    return type(of: instance.rule).documentation.title[language]
  }

  private func measured(_ evidence: Evidence) -> String {
    let text = { (measurements: [Measurement]) in
      measurements.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    }
    let required = evidence.required.isEmpty ? "" : "(\(text(evidence.required)))"
    return [text(evidence.measured), required].filter { !$0.isEmpty }.joined(separator: " ")
  }
}

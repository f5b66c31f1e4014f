internal import RuleEngine

/// Writes verdicts as lines of JSON, keys in a fixed order, a key left out where it says nothing.
struct VerdictWriter {
  let network: Network
  private let entries: [ChainEntry]
  private let digest: String

  /// Writes what a chain has decided.
  init(chain: RuleChain, network: Network) {
    self.network = network
    entries = chain.entries
    digest = chain.digest
  }

  /// Writes verdicts on what was rejected before the chain was asked, which need no more of it than its digest.
  init(digest: String, network: Network) {
    self.network = network
    entries = []
    self.digest = digest
  }

  /// The line of a verdict, without its end.
  func line(_ verdict: Verdict) -> [UInt8] {
    var writer = JSONWriter(capacity: 2048)
    write(verdict, &writer)
    return writer.bytes
  }

  /// Writes the line of a verdict, without its end.
  func write(_ verdict: Verdict, _ writer: inout JSONWriter) {
    writer.object { writer in
      if let signalID = verdict.signalID { writer.member("signal_id", signalID) }
      if let seq = verdict.seq { writer.member("seq", seq) }
      writer.member("time", verdict.timeMs)
      writer.member("network", network.rawValue)
      writer.pair(of: verdict.signal)
      writer.member("coin", verdict.signal.coin.name)
      writer.member("direction", verdict.signal.direction.rawValue)
      writer.member("action", verdict.ruling.action)
      if let rejection = verdict.ruling.rejection { write(rejection, &writer) }
      if let decision = verdict.decision { write(decision, &writer) }
      if !verdict.inputs.isEmpty || verdict.context != nil { writer.inputs(of: verdict, isComplete: false) }
      writer.member("chain", digest)
    }
  }

  /// Writes the shortest line that says what to do: the id, the action, and the code that decided.
  static func writeBrief(signalID: String, code: ReasonCode?, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("signal_id", signalID)
      writer.member("action", code == nil ? "approved" : "rejected")
      if let code { writer.member("code", code.rawValue) }
    }
  }

  /// The line of a text that is no entry signal, without its end.
  static func badLine(_ code: ReasonCode, reason: String, signalID: String?) -> [UInt8] {
    var writer = JSONWriter(capacity: 256)
    writer.object { writer in
      if let signalID { writer.member("signal_id", signalID) }
      writer.member("action", "rejected")
      writer.member("stage", Ruling.Rejection.Stage.input.rawValue)
      writer.member("code", code.rawValue)
      writer.member("reason", reason)
    }
    return writer.bytes
  }

  /// A verdict's line as it answers a repeated signal: `"duplicate":true` behind `seq`.
  static func duplicate(of line: [UInt8]) -> [UInt8] {
    // Inside a string a quotation mark has a backslash before it, so this is the key.
    let key = Array(#","seq":"#.utf8)
    guard let start = line.indices.first(where: { line[$0...].starts(with: key) }) else { return line }
    let digits = line[(start + key.count)...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return line[..<digits.endIndex] + Array(#","duplicate":true"#.utf8) + line[digits.endIndex...]
  }

  private func write(_ rejection: Ruling.Rejection, _ writer: inout JSONWriter) {
    writer.member("stage", rejection.stage.rawValue)
    if let rule = rejection.rule { writer.member("rule", rule) }
    writer.member("code", rejection.code.rawValue)
    writer.member("reason", rejection.reason)
  }

  private func write(_ decision: Decision, _ writer: inout JSONWriter) {
    let allowed = decision.outcomes.filter { entries[$0.entryIndex].allows($0.trace.outcome) }
    if !allowed.isEmpty {
      writer.key("warnings")
      writer.array { writer in
        for outcome in allowed {
          writer.object { writer in
            writer.member("id", entries[outcome.entryIndex].id)
            if let code = outcome.trace.outcome.code { writer.member("code", code.rawValue) }
          }
        }
      }
    }
    if !decision.lifts.isEmpty {
      writer.key("overrides")
      writer.array { writer in
        for lift in decision.lifts { writer.lift(lift, decision.outcomes[lift.outcomeIndex]) }
      }
    }
    guard !decision.outcomes.isEmpty else { return }
    writer.key("outcomes")
    writer.array { writer in
      for outcome in decision.outcomes {
        let entry = entries[outcome.entryIndex]
        writer.outcome(entry.node, outcome.trace, isShadow: entry.mode == .shadow, blocks: outcome.blocks)
      }
    }
  }
}

extension ChainEntry {
  /// Whether an outcome is an unavailable one that this entry lets pass, which a warning says.
  func allows(_ outcome: Outcome) -> Bool {
    guard case .unavailable = outcome else { return false }
    return mode == .enforce && onUnavailable == .allow
  }
}

extension JSONWriter {
  /// Writes the pair without making a string of it; a coin's name has nothing to escape.
  fileprivate mutating func pair(of signal: Signal) {
    key("pair")
    quoted { text in
      text.append(text: signal.coin.name)
      guard let baseCoin = signal.baseCoin else { return }
      text.append(UInt8(ascii: "|"))
      text.append(text: baseCoin.name)
    }
  }

  fileprivate mutating func lift(_ lift: Decision.Lift, _ outcome: Decision.EntryOutcome) {
    object { writer in
      writer.member("id", lift.override.entryID)
      if let code = outcome.trace.outcome.code { writer.member("code", code.rawValue) }
      writer.member("author", lift.override.author)
      writer.member("reason", lift.override.reason)
      writer.member("until", lift.override.untilMs)
    }
  }

  fileprivate mutating func outcome(_ node: ChainNode, _ trace: ChainNode.Trace, isShadow: Bool, blocks: Bool) {
    object { writer in
      writer.member("id", node.id)
      writer.member("rule", node.kind)
      if isShadow { writer.member("mode", EntryMode.shadow.rawValue) }
      writer.member("outcome", trace.outcome.kind.rawValue)
      if blocks { writer.member("blocks", true) }
      if let code = trace.outcome.code { writer.member("code", code.rawValue) }
      let evidence = trace.outcome.evidence
      writer.measurements("measured", evidence.measured)
      writer.measurements("required", evidence.required)
      if let margin = evidence.margin {
        writer.key("margin")
        writer.quoted { margin.append(to: &$0) }
      }
      if !trace.children.isEmpty {
        writer.key("children")
        writer.array { writer in
          for (child, trace) in zip(node.children, trace.children) {
            writer.outcome(child, trace, isShadow: false, blocks: false)
          }
        }
      }
    }
  }

  private mutating func measurements(_ name: StaticString, _ measurements: [Measurement]) {
    guard !measurements.isEmpty else { return }
    key(name)
    object { writer in
      for measurement in measurements {
        writer.key(named: measurement.name)
        switch measurement.value {
        case .whole(let number): writer.whole(number)
        case .word(let word): writer.string(word)
        case .price, .decimal, .ratio: writer.quoted { measurement.value.append(to: &$0) }
        }
      }
    }
  }

  /// Writes what was read, in order of first use, the asset context last; the complete form has the sizes and the receive
  /// times too.
  mutating func inputs(of verdict: Verdict, isComplete: Bool) {
    key("inputs")
    array { writer in
      for input in verdict.inputs { writer.input(input, nowMs: verdict.timeMs, isComplete: isComplete) }
      guard let context = verdict.context else { return }
      writer.object { writer in
        writer.member("feed", "context:\(verdict.signal.coin.name)")
        writer.context(context)
        writer.member("age_ms", context.ageMs(now: verdict.timeMs))
        if isComplete { writer.member("received", context.receivedMs) }
      }
    }
  }

  /// Writes what an asset context says, without what it does not know.
  mutating func context(_ context: AssetContext) {
    if let rate = context.fundingRate { member("funding_rate", rate.description) }
    if let oracle = context.oracle { member("oracle", oracle.description) }
  }

  private mutating func input(_ input: Verdict.Input, nowMs: Int64, isComplete: Bool) {
    let quote = input.quote
    object { writer in
      writer.key("feed")
      writer.quoted { text in
        text.append(input.feed.market == .perp ? "perp:" : "spot:")
        text.append(text: input.feed.coin.name)
      }
      if case .book(let bid, let ask) = quote.top {
        writer.key("bid")
        writer.quoted { bid.append(to: &$0) }
        writer.key("ask")
        writer.quoted { ask.append(to: &$0) }
      }
      writer.key("mid")
      writer.quoted { quote.mid.append(to: &$0) }
      if isComplete {
        if let size = quote.bidSize { writer.member("bid_size", size.description) }
        if let size = quote.askSize { writer.member("ask_size", size.description) }
      }
      writer.member("age_ms", quote.ageMs(now: nowMs))
      if let time = quote.exchangeTimeMs { writer.member("time", time) }
      if isComplete, let received = quote.receivedMs { writer.member("received", received) }
      if let source = quote.source { writer.member("source", source.rawValue) }
      if isComplete, !input.trail.isEmpty { writer.trail(input.trail, nowMs: nowMs) }
    }
  }

  /// Writes a trail as `evaluate` reads it.
  mutating func trail(_ trail: QuoteTrail, nowMs: Int64) {
    key("trail")
    array { writer in
      for step in trail.steps {
        writer.object { writer in
          writer.member("age_ms", nowMs - step.sinceMs)
          switch step.top {
          case .book(let bid, let ask):
            writer.member("bid", bid.description)
            writer.member("ask", ask.description)
          case .mid(let mid): writer.member("mid", mid.description)
          }
          if let time = step.exchangeTimeMs { writer.member("time", time) }
        }
      }
    }
  }
}

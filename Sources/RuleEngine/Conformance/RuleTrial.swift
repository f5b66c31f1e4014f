/// A rule type on trial: what is asked of it, and what was found.
struct RuleTrial {
  /// A rule with the parameters of an example.
  struct Subject {
    let rule: any EntryRule
    let twin: any EntryRule
    let parameters: [EffectiveParameter]
  }

  let type: any EntryRule.Type
  let subjects: [Subject]
  private(set) var faults: [String] = []

  private static let entriesPerSubject = 100

  init(of type: any EntryRule.Type) {
    self.type = type
    var subjects: [Subject] = []
    var texts: Set<String> = []
    for example in type.examples where texts.insert(example.parameters).inserted {
      do {
        let (rule, parameters) = try type.makeWithParameters(example.parameters)
        subjects.append(
          Subject(rule: rule, twin: try type.make(parameters: example.parameters), parameters: parameters))
      } catch {
        faults.append("\(example.file):\(example.line): \(example.name): \(error)")
      }
    }
    self.subjects = subjects
    if subjects.isEmpty { faults.append("\(type) has no example to begin with") }
  }

  mutating func report(_ fault: String) { faults.append(fault) }

  /// Puts many entries to each rule until something is found.
  mutating func forEach(_ body: (Subject, EntryContext) -> String?) {
    for subject in subjects {
      if let fault = firstFault(of: subject, { body(subject, $0) }) { report(fault) }
    }
  }

  /// Puts the examples' entries, and many around them, to a rule until something is found.
  func firstFault(of subject: Subject, _ body: (EntryContext) -> String?) -> String? {
    var variations = EntryVariations(of: type, for: subject.rule)
    for entry in type.examples.map(\.entry) + (0..<RuleTrial.entriesPerSubject).map({ _ in variations.next() }) {
      guard let fault = body(entry) else { continue }
      return "with \(RuleTrial.text(subject.parameters)): \(fault); the entry: \(entry.outline(for: subject.rule))"
    }
    return nil
  }

  static func text(_ parameters: [EffectiveParameter]) -> String {
    var writer = JSONWriter()
    writer.parameters(parameters)
    return writer.text
  }
}

extension Outcome {
  /// `reject thin`.
  var outline: String { [kind.rawValue, code?.rawValue].compactMap(\.self).joined(separator: " ") }
}

extension EntryContext {
  /// The same entry with other quotes, or another history or balance.
  func with(
    quotes: Quotes? = nil, history: History? = nil, balance: AvailableBalance?? = .none, wantsEvidence: Bool = true
  ) -> EntryContext {
    EntryContext(
      signal: signal, quotes: quotes ?? self.quotes, history: history ?? self.history, balance: balance ?? self.balance,
      nowMs: nowMs, wantsEvidence: wantsEvidence)
  }

  /// What a rule could see of the entry, on one line.
  func outline(for rule: any EntryRule) -> String {
    var parts = ["\(signal.direction) \(signal.pair) at \(nowMs)"]
    if let strategy = signal.strategy { parts.append("strategy \(strategy)") }
    if let zScore = signal.zScore { parts.append("z_score \(zScore)") }
    if let notionalUSD = signal.notionalUSD { parts.append("notional_usd \(notionalUSD)") }
    for feed in rule.feeds(for: signal.coin) {
      guard let quote = quotes[feed] else { continue }
      let sizes = [quote.bidSize, quote.askSize].map { $0?.description ?? "?" }.joined(separator: "/")
      let prices: String
      switch quote.top {
      case .book(let bid, let ask): prices = "\(bid)/\(ask)"
      case .mid(let mid): prices = "mid \(mid)"
      }
      parts.append("\(feed) \(prices) sizes \(sizes) age \(quote.ageMs(now: nowMs)) ms")
    }
    if rule.readsAssetContext, let assetContext {
      let rate = assetContext.fundingRate?.description ?? "?"
      let oracle = assetContext.oracle?.description ?? "?"
      parts.append("funding rate \(rate) oracle \(oracle) age \(assetContext.ageMs(now: nowMs)) ms")
    }
    if let balance { parts.append("balance \(balance.amountUSD) age \(balance.ageMs(now: nowMs)) ms") }
    parts.append("\(history.momentCount) moments of history")
    return parts.joined(separator: ", ")
  }
}

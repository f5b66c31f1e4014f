internal import RuleEngine

extension Explanation {
  /// The explanation as data: one line of JSON, a key left out where it says nothing.
  var json: String {
    var writer = JSONWriter(capacity: 2048)
    writer.object { writer in
      writer.member("signal_id", signalID)
      if let seq { writer.member("seq", seq) }
      writer.member("time", timeMs)
      writer.member("network", network)
      writer.member("pair", pair)
      writer.member("coin", coin)
      writer.member("direction", direction)
      writer.member("action", ruling.action)
      if let rejection = ruling.rejection {
        writer.member("stage", rejection.stage.rawValue)
        if let rule = rejection.rule { writer.member("rule", rule) }
        writer.member("code", rejection.code.rawValue)
        writer.member("reason", rejection.reason)
      }
      if let nearest { writer.member("nearest", nearest.id) }
      writer.list("entries", nodes) { $0.node($1) }
      writer.list("inputs", inputs) { $0.input($1) }
      if let context {
        writer.key("context")
        writer.object { writer in
          writer.member("feed", context.feed)
          if let rate = context.fundingRate { writer.member("funding_rate", rate) }
          if let oracle = context.oracle { writer.member("oracle", oracle) }
          writer.member("age_ms", context.ageMs)
        }
      }
      if let balance {
        writer.key("account")
        writer.object { writer in
          writer.member("available_usd", balance.availableUSD)
          writer.member("age_ms", balance.ageMs)
        }
      }
      writer.member("chain", digest)
      if case .other(_, let digest) = rules { writer.member("rules", digest) }
      if case .same = rules { writer.member("rules", digest) }
    }
    return writer.text
  }
}

extension JSONWriter {
  fileprivate mutating func list<Element>(
    _ name: StaticString, _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void
  ) {
    guard !elements.isEmpty else { return }
    key(name)
    array { writer in
      for element in elements { writer.object { write(&$0, element) } }
    }
  }

  fileprivate mutating func node(_ node: Explanation.Node) {
    member("id", node.id)
    member("rule", node.rule)
    if let stage = node.stage { member("stage", stage.rawValue) }
    if node.isShadow { member("mode", EntryMode.shadow.rawValue) }
    if let outcome = node.outcome { member("outcome", outcome.rawValue) }
    if node.blocks { member("blocks", true) }
    if node.isAllowed { member("allowed", true) }
    if let code = node.code { member("code", code) }
    if node.isTurned { member("turned", true) }
    if let lift = node.lift {
      key("overridden")
      object { writer in
        writer.member("author", lift.author)
        writer.member("reason", lift.reason)
        writer.member("until", lift.untilMs)
      }
    }
    list("measured", node.measured) { $0.quantity($1) }
    list("required", node.required) { $0.quantity($1) }
    if let margin = node.margin {
      key("margin")
      object { $0.margin(margin) }
    }
    if let condition = node.condition { member("wanted", condition) }
    list("history", node.history) { $0.quantity($1) }
    if let absence = node.absence {
      key("not_evaluated")
      object { $0.absence(absence) }
    }
    if let line = node.line { member("line", Int64(line)) }
    list("children", node.children) { $0.node($1) }
  }

  private mutating func quantity(_ quantity: Quantity) {
    member("name", quantity.name)
    member("value", quantity.text)
    if let written = quantity.written { member("written", written) }
    if quantity.unit != .none { member("unit", quantity.unit.rawValue) }
  }

  private mutating func margin(_ margin: Margin) {
    member("value", margin.value.description)
    if margin.unit != .none { member("unit", margin.unit.rawValue) }
    if let threshold = margin.threshold { member("threshold", threshold.name) }
    if let share = margin.share { member("share", share.description) }
  }

  private mutating func absence(_ absence: Explanation.Absence) {
    switch absence {
    case .disabled(let variable):
      member("why", "disabled")
      if let variable { member("variable", variable) }
    case .outOfScope(let exclusion):
      member("why", "out_of_scope")
      member("part", exclusion.part.rawValue)
      if let found = exclusion.found { member("found", found) }
      key("wanted")
      array { writer in
        for pattern in exclusion.wanted { writer.string(pattern.text) }
      }
    case .gatesRejected: member("why", "gates_rejected")
    case .rejectedBefore(let code):
      member("why", "rejected_before")
      member("code", code)
    }
  }

  fileprivate mutating func input(_ input: Explanation.Input) {
    member("feed", input.feed)
    guard let quote = input.quote else {
      member("missing", true)
      return
    }
    if let bid = quote.bid { member("bid", bid) }
    if let ask = quote.ask { member("ask", ask) }
    member("mid", quote.mid)
    if let size = quote.bidSize { member("bid_size", size) }
    if let size = quote.askSize { member("ask_size", size) }
    member("age_ms", quote.ageMs)
    if let time = quote.timeMs { member("time", time) }
    if let source = quote.source { member("source", source) }
  }
}

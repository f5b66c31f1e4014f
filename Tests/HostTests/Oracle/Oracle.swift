import Foundation

/// Decides a signal by the letter of the design, in exact decimals, without any of the program's types.
struct Oracle {
  let chain: OracleChain

  /// One node's answer, and its words where it rejects with words of its own.
  private struct Answer {
    var outcome: OracleVerdict.Outcome
    var reason: String?
  }

  /// The verdict on a signal; `seq` is the number it has unless it is bad.
  func verdict(_ draft: SignalDraft, seq: Int) -> OracleVerdict {
    if let flaw = draft.flaw { return bad(draft, flaw) }
    let entry: OracleRules
    do { entry = try OracleRules(draft) } catch { return bad(draft, nil) }
    var verdict = OracleVerdict(action: "approved")
    verdict.signalID = draft.id ?? "auto-\(seq)"
    verdict.seq = seq
    verdict.time = draft.timeMs
    (verdict.pair, verdict.coin, verdict.direction) = (entry.pair, entry.coin, draft.direction)
    var outcomes: [OracleVerdict.Outcome] = []
    var warnings: [OracleVerdict.Warning] = []
    var legs: [String] = []
    for (stage, entries) in [("gates", chain.gates), ("risk_review", chain.review)] {
      if verdict.action == "rejected" { break }
      for chainEntry in entries where applies(chainEntry.node, draft, entry) {
        var answer = answer(chainEntry.node, draft, entry)
        let isUnavailable = answer.outcome.outcome == "unavailable"
        if chainEntry.isShadow {
          answer.outcome.mode = "shadow"
        } else if answer.outcome.outcome == "reject" || (isUnavailable && !chainEntry.allows) {
          answer.outcome.blocks = true
          if verdict.action == "approved" {
            (verdict.action, verdict.stage, verdict.rule) = ("rejected", stage, chainEntry.node.id)
            (verdict.code, verdict.reason) = (answer.outcome.code, answer.reason)
          }
        } else if isUnavailable, let code = answer.outcome.code {
          warnings.append(.init(id: chainEntry.node.id, code: code))
        }
        outcomes.append(answer.outcome)
        for leg in legsRead(chainEntry.node, draft, entry) where !legs.contains(leg) { legs.append(leg) }
      }
    }
    let inputs = legs.compactMap { leg in
      entry.quote(leg).map {
        OracleVerdict.Input(
          feed: "\(leg):\(entry.coin)", mid: Exact.text($0.mid), age: $0.ageMs, time: $0.timeMs)
      }
    }
    verdict.outcomes = outcomes.isEmpty ? nil : outcomes
    verdict.warnings = warnings.isEmpty ? nil : warnings
    verdict.inputs = inputs.isEmpty ? nil : inputs
    return verdict
  }

  private func bad(_ draft: SignalDraft, _ flaw: SignalDraft.Flaw?) -> OracleVerdict {
    var verdict = OracleVerdict(action: "rejected")
    verdict.signalID = draft.id
    verdict.stage = "input"
    verdict.code =
      switch flaw {
      case .exit, .reduceOnly: "not_an_entry"
      case .otherCase: "coin_case"
      default: "bad_signal"
      }
    return verdict
  }

  private func applies(_ node: OracleNode, _ draft: SignalDraft, _ entry: OracleRules) -> Bool {
    (!node.isForPURR || entry.coin == "PURR") && (node.direction ?? draft.direction) == draft.direction
  }

  private func legsRead(_ node: OracleNode, _ draft: SignalDraft, _ entry: OracleRules) -> [String] {
    guard applies(node, draft, entry) else { return [] }
    switch node.body {
    case .rule(let rule): return rule.legs
    case .combination(_, let children): return children.flatMap { legsRead($0, draft, entry) }
    }
  }

  private func answer(_ node: OracleNode, _ draft: SignalDraft, _ entry: OracleRules) -> Answer {
    var outcome: OracleVerdict.Outcome
    switch node.body {
    case .rule(let rule):
      outcome = OracleVerdict.Outcome(id: node.id, rule: rule.name, outcome: "not_applicable")
      guard applies(node, draft, entry) else { return Answer(outcome: outcome) }
      let finding = entry.finding(rule)
      (outcome.outcome, outcome.code) = (finding.outcome, finding.code)
      (outcome.measured, outcome.margin) = (finding.measured, finding.margin)
      return Answer(outcome: outcome, reason: finding.reason)
    case .combination(let keyword, let children):
      outcome = OracleVerdict.Outcome(id: node.id, rule: keyword, outcome: "not_applicable")
      guard applies(node, draft, entry) else { return Answer(outcome: outcome) }
      let answers = children.map { answer($0, draft, entry) }
      let kinds = answers.map(\.outcome.outcome)
      let precedence = keyword == "any" ? ["pass", "unavailable", "reject"] : ["reject", "unavailable", "pass"]
      let combined = precedence.first(where: kinds.contains)
      outcome.outcome = combined ?? "not_applicable"
      let first = answers.first { $0.outcome.outcome == combined }
      outcome.code = first?.outcome.code
      if keyword == "not" {
        switch combined {
        case "pass": (outcome.outcome, outcome.code) = ("reject", "negated")
        case "reject": (outcome.outcome, outcome.code) = ("pass", nil)
        default: break
        }
      }
      outcome.children = answers.map(\.outcome)
      return Answer(outcome: outcome, reason: outcome.outcome == "reject" ? first?.reason : nil)
    }
  }
}

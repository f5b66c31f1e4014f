internal import RuleEngine

/// The words of an explanation in a language. Codes, names and numbers are the same in all.
struct ExplanationWords {
  let language: Language

  private func say(_ zh: String, _ en: String) -> String { LocalizedText(zh: zh, en: en)[language] }

  /// What an outcome is called; nil of an entry that was not evaluated.
  func outcome(_ outcome: Outcome.Kind?) -> String {
    switch outcome {
    case .pass: say("通过", "pass")
    case .reject: say("拒绝", "reject")
    case .unavailable: say("不可知", "unavailable")
    case .notApplicable: say("不适用", "not applicable")
    case nil: say("未评估", "not asked")
    }
  }

  func action(_ ruling: Ruling) -> String {
    switch ruling {
    case .approved: say("放行", "approved")
    case .rejected: say("拒绝", "rejected")
    }
  }

  func stage(_ stage: ChainEntry.Stage?) -> String {
    switch stage {
    case .gates: say("规则链", "gates")
    case .riskReview: say("风控复核", "risk review")
    case nil: say("各项", "entries")
    }
  }

  func absence(_ absence: Explanation.Absence) -> String {
    switch absence {
    case .disabled(let variable?): say("由 \(variable) 关闭", "off by \(variable)")
    case .disabled(nil): say("已关闭 (enabled)", "off by \"enabled\"")
    case .outOfScope(let exclusion): outOfScope(exclusion)
    case .gatesRejected: say("规则链已拒绝, 未到达", "not reached: the gates rejected")
    case .rejectedBefore(let code): say("先因 \(code) 被拒绝", "not reached: \(code) came first")
    }
  }

  private func outOfScope(_ exclusion: Scope.Exclusion) -> String {
    let wanted = exclusion.wanted.map(\.text).joined(separator: ",")
    let part = exclusion.part.rawValue
    guard let found = exclusion.found else {
      return say("不在范围内: 无 \(part), 需为 \(wanted)", "out of scope: no \(part), wanted \(wanted)")
    }
    return say("不在范围内: \(part) 为 \(found), 需为 \(wanted)", "out of scope: \(part) \(found), wanted \(wanted)")
  }

  var blocks: String { say("拦截", "blocks") }
  var isAllowed: String { say("按 on_unavailable 放行", "allowed by on_unavailable") }
  func lifted(_ lift: Explanation.Lift) -> String {
    let end = CivilTime(ms: lift.untilMs).iso8601
    return say(
      "由 \(lift.author) 人工放行至 \(end): \(lift.reason)", "overridden by \(lift.author) until \(end): \(lift.reason)")
  }
  var shadow: String { say("影子", "shadow") }
  var turned: String { say("被 not 取反", "turned by not") }
  func wanted(_ condition: String) -> String { say("需 \(condition)", "wanted \(condition)") }
  func feedAge(_ feed: String, _ ageMs: Int64) -> String { say("\(feed) 时龄 \(ageMs) ms", "\(feed) \(ageMs) ms old") }
  func feedMissing(_ feed: String) -> String { "\(feed) \(missing)" }
  func more(_ count: Int) -> String { say("另有 \(count) 项, 见下", "\(count) more below") }

  /// How far a margin is from its threshold, without the share.
  func distance(_ margin: Margin) -> String {
    if margin.value == .zero { return say("恰好在阈值上", "exactly at the threshold") }
    let amount = amount(margin.value.magnitude, margin.unit)
    if margin.value > .zero { return say("余 \(amount)", "passed by \(amount)") }
    let isCap =
      margin.threshold.map { $0.name.hasPrefix("max_") || [.below, .atMost].contains($0.comparison) } ?? false
    return isCap ? say("超出 \(amount)", "over by \(amount)") : say("差 \(amount)", "short by \(amount)")
  }

  private func amount(_ number: ExactDecimal, _ unit: ParameterUnit) -> String {
    switch unit {
    case .fraction:
      if let points = Quantity.percentage(number) { return say("\(points) 个百分点", "\(points) percentage points") }
    case .entries: return say("\(number) 笔", number == 1 ? "1 entry" : "\(number) entries")
    case .hour: return say("\(number) 小时", number == 1 ? "1 hour" : "\(number) hours")
    case .weekday: return say("\(number) 天", number == 1 ? "1 day" : "\(number) days")
    case .none, .usd, .bps, .milliseconds, .seconds, .price, .books: break
    }
    return Quantity.text(number, unit)
  }

  /// What share of its threshold a margin is; `name` names the threshold where it does not stand before.
  func share(_ text: String, of name: String? = nil) -> String {
    say(name.map { "\($0) 的 \(text)" } ?? "阈值的 \(text)", "\(text) of \(name ?? "it")")
  }

  func history(_ text: String) -> String { say("历史: \(text)", "history: \(text)") }
  func nearest(_ text: String) -> String { say("最接近: \(text)", "nearest: \(text)") }
  func allowed(_ text: String) -> String { say("不可知而放行: \(text)", "could not know, allowed: \(text)") }
  var chain: String { say("规则链", "chain") }
  var feed: String { say("输入", "input") }
  var mid: String { say("中间价 USD", "mid USD") }
  var bid: String { say("买一 USD", "bid USD") }
  var ask: String { say("卖一 USD", "ask USD") }
  var bidSize: String { say("买一量", "bid size") }
  var askSize: String { say("卖一量", "ask size") }
  var age: String { say("时龄", "age") }
  var source: String { say("来源", "source") }
  var missing: String { say("缺失", "missing") }

  func context(_ context: Explanation.Context) -> String {
    let parts = [
      context.fundingRate.map { say("资金费率 \($0)/小时", "funding rate \($0) an hour") },
      context.oracle.map { say("预言机 \($0) USD", "oracle \($0) USD") },
      say("时龄 \(context.ageMs) ms", "age \(context.ageMs) ms"),
    ]
    return "\(context.feed)  " + parts.compactMap(\.self).joined(separator: ", ")
  }

  func balance(_ balance: Explanation.Balance) -> String {
    let age = "\(balance.ageMs) ms"
    return say("可用余额 \(balance.availableUSD) USD, 时龄 \(age)", "balance \(balance.availableUSD) USD, age \(age)")
  }

  /// What the rules that were given are worth for this verdict; nil where they are those of the verdict.
  func rules(_ rules: Explanation.Rules) -> String? {
    switch rules {
    case .same: nil
    case .notGiven:
      say("加 --rules FILE 可显示未评估的项和行号", "--rules FILE adds what was not evaluated, and the lines")
    case .other(let file, let digest):
      say("\(file) 的摘要不同: \(digest)", "\(file) has another digest: \(digest)")
    }
  }
}

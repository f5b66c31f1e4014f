internal import RuleEngine

/// What was made of the written cases of a table: for every rule of the chain, where its outcome changes, and whether it
/// passes what it cannot know.
struct GeneratedCases {
  /// Two neighbouring values of one input of a written case, and what a rule says of each.
  struct Step {
    let entry: String
    let input: String
    let lower: (text: String, outcome: Outcome)
    let upper: (text: String, outcome: Outcome)
    let testCase: TestCase
  }

  /// Something that no rule may do.
  struct Finding {
    let entry: String
    let problem: String
    let testCase: TestCase
  }

  private(set) var steps: [Step] = []
  private(set) var findings: [Finding] = []
  /// What the nodes said of each generated case, by their ids.
  private(set) var outcomes: [[String: Outcome]] = []

  /// One rule of the chain, the entry it belongs to, and a written case it was asked about.
  private struct Seed {
    let entry: ChainEntry
    let id: String
    let instance: ChainNode.RuleInstance
    let testCase: TestCase
    let context: EntryContext
  }

  /// - Parameter progress: called with the id of each entry before its turn.
  init(_ table: TestTable, _ results: [CaseResult], progress: (String) -> Void) {
    for entry in table.chain.entries where entry.isEnabled {
      progress(entry.id)
      entry.node.forEachNode { node in
        guard case .rule(let instance) = node.body else { return }
        var seen: Set<String> = []
        var contexts: [(EntryContext, TestCase)] = []
        var hasPassed = false
        for result in results {
          guard case .entry(let context) = result.testCase.signal, let outcome = result.outcomes[node.id],
            outcome.kind != .notApplicable
          else { continue }
          contexts.append((context, result.testCase))
          // One case for each thing the rule says in each direction: more would give the same again.
          guard seen.insert("\(context.signal.direction) \(outcome.words)").inserted else { continue }
          let seed = Seed(
            entry: entry, id: node.id, instance: instance, testCase: result.testCase, context: context)
          contexts += walk(seed)
          if outcome.kind == .pass {
            contexts += withhold(seed, outcome)
            hasPassed = true
          }
        }
        // Where no written case passes, one beside a boundary may.
        if !hasPassed, let (context, testCase) = contexts.first(where: { instance.rule.evaluate($0.0).kind == .pass }) {
          let seed = Seed(entry: entry, id: node.id, instance: instance, testCase: testCase, context: context)
          contexts += withhold(seed, instance.rule.evaluate(context))
        }
        for (problem, testCase) in ParameterDirection.faults(of: instance, contexts) {
          findings.append(Finding(entry: node.id, problem: problem, testCase: testCase))
        }
      }
    }
  }

  /// Moves each input to where the outcome changes.
  private mutating func walk(_ seed: Seed) -> [(EntryContext, TestCase)] {
    var contexts: [(EntryContext, TestCase)] = []
    for axis in InputAxis.axes(of: seed.context, for: seed.instance) {
      for boundary in axis.boundaries(of: seed.instance.rule) {
        let sides = [boundary.lower, boundary.upper].map { side in
          (text: axis.text(side.place), outcome: side.outcome)
        }
        let step = Step(entry: seed.id, input: axis.name, lower: sides[0], upper: sides[1], testCase: seed.testCase)
        // How one reason gives way to another says little; what lets an entry through is what counts.
        guard [boundary.lower, boundary.upper].contains(where: { $0.outcome.kind == .pass }),
          !steps.contains(where: { $0.saysTheSame(as: step) })
        else { continue }
        steps.append(step)
        if let problem = step.missedThreshold { note(problem, seed) }
        for side in [boundary.lower, boundary.upper] {
          let context = axis.moved(side.place)
          look(at: context, "at \(axis.name) \(axis.text(side.place))", seed)
          contexts.append((context, seed.testCase))
        }
      }
    }
    return contexts
  }

  /// Takes away, or lets grow old, each input that a passing case needs.
  private mutating func withhold(_ seed: Seed, _ pass: Outcome) -> [(EntryContext, TestCase)] {
    let context = seed.context
    var withheld: [(input: String, how: String, context: EntryContext, mayPass: Bool)] = []
    // Without a limit of its own an age is too old when no parameter could allow it.
    let limitMs = seed.instance.whole("max_age_ms") ?? History.longestWindowMs
    for feed in seed.instance.feeds[context.signal.coin] {
      guard let quote = context.quotes[feed] else { continue }
      let age = quote.ageMs(now: context.nowMs)
      withheld.append(("\(feed)", "missing", context.with(nil, of: feed), false))
      for (target, how) in [(limitMs + 1, "\(limitMs + 1) ms old"), (-2001, "2001 ms ahead of now")] {
        let moved = quote.aged(byMs: target - age, nowMs: context.nowMs)
        withheld.append(("\(feed)", how, context.with(moved, of: feed), false))
      }
      if !context.quotes[trailOf: feed].isEmpty {
        // A quote that came before the time that a rule looks back on needs no other.
        withheld.append(("\(feed) trail", "missing", context.with(QuoteTrail(), of: feed), true))
      }
    }
    if seed.instance.rule.readsBalance, let balance = context.balance {
      withheld.append(("balance", "missing", context.with(balance: .some(nil)), false))
      for (target, how) in [(limitMs + 1, "\(limitMs + 1) ms old"), (-2001, "2001 ms ahead of now")] {
        let moved = AvailableBalance(amountUSD: balance.amountUSD, receivedMs: context.nowMs - target)
        withheld.append(("balance", how, context.with(balance: moved), false))
      }
    }
    if seed.instance.rule.readsAssetContext, let assetContext = context.assetContext {
      let limitMs = seed.instance.whole("max_context_age_ms") ?? History.longestWindowMs
      let age = assetContext.ageMs(now: context.nowMs)
      withheld.append(("asset context", "missing", context.with(nil), false))
      for (target, how) in [(limitMs + 1, "\(limitMs + 1) ms old"), (-2001, "2001 ms ahead of now")] {
        withheld.append(("asset context", how, context.with(assetContext.aged(byMs: target - age)), false))
      }
    }
    for number in context.signal.numbers {
      // What the rule says it measured it cannot have done without.
      let isNeeded = pass.evidence.measured.contains { $0.name == number.name }
      withheld.append((number.name, "missing", context.with(signal: number.replaced(nil)), !isNeeded))
    }
    for (input, how, moved, mayPass) in withheld {
      let outcome = look(at: moved, "with \(input) \(how)", seed)
      if outcome.kind == .pass, !mayPass { note("passes with \(input) \(how)", seed) }
      let step = Step(
        entry: seed.id, input: input, lower: ("as given", pass), upper: (how, outcome), testCase: seed.testCase)
      if how == "missing", outcome.words != pass.words, !steps.contains(where: { $0.saysTheSame(as: step) }) {
        steps.append(step)
      }
    }
    return withheld.map { ($0.context, seed.testCase) }
  }

  /// Counts a generated case, and holds the rule's outcome against its own numbers.
  @discardableResult
  private mutating func look(at context: EntryContext, _ place: String, _ seed: Seed) -> Outcome {
    let said = NodeOutcomes(seed.entry.node, seed.entry.node.evaluate(context)).byID
    outcomes.append(said)
    let outcome = said[seed.id] ?? .notApplicable
    let sign = outcome.evidence.margin?.sign ?? 0
    if outcome.kind == .pass && sign < 0 || outcome.kind == .reject && sign > 0 {
      note("says \(outcome.words) \(place), and its margin says the opposite", seed)
    }
    return outcome
  }

  private mutating func note(_ problem: String, _ seed: Seed) {
    findings.append(Finding(entry: seed.id, problem: problem, testCase: seed.testCase))
  }
}

extension ChainNode.RuleInstance {
  /// The whole number that a parameter is in force with.
  fileprivate func whole(_ name: String) -> Int64? {
    guard case .number(let number)? = parameters.first(where: { $0.name == name })?.value else { return nil }
    return number.whole
  }
}

extension GeneratedCases.Step {
  /// Whether another step shows the same change of the same input.
  fileprivate func saysTheSame(as other: Self) -> Bool {
    entry == other.entry && input == other.input && lower.outcome.words == other.lower.outcome.words
      && upper.outcome.words == other.upper.outcome.words
  }

  /// That the outcome does not change where the rule's numbers say it does; nil where it does, and where that cannot be
  /// told: one number is measured, which is the input itself, and one is required.
  fileprivate var missedThreshold: String? {
    for side in [lower, upper] where side.outcome.kind != .pass {
      let evidence = side.outcome.evidence
      guard evidence.measured.count == 1, let required = evidence.required.first, evidence.required.count == 1,
        evidence.measured[0].value.description == side.text,
        let margin = evidence.margin.flatMap({ ExactDecimal($0.description) }), let low = ExactDecimal(lower.text),
        let high = ExactDecimal(upper.text), margin.magnitude > high - low
      else { continue }
      return "changes at \(input) \(side.text), not at \(required.name) \(required.value)"
    }
    return nil
  }
}

extension Measurement.Value {
  /// -1, 0 or 1; nil of a word.
  fileprivate var sign: Int128? {
    switch self {
    case .price: 1
    case .decimal(let number): number.units.signum()
    case .ratio(let ratio): ratio.numerator.signum()
    case .whole(let number): Int128(number.signum())
    case .word: nil
    }
  }
}

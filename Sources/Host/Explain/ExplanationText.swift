internal import RuleEngine

/// Writes an explanation for a person: a headline, the tree of outcomes with their numbers, and the inputs.
struct ExplanationText {
  let words: ExplanationWords
  let palette: Palette

  /// The width that lines are broken at, between their parts, in columns.
  static let width = 80

  /// How many causes of a combination's outcome stand in the headline; all of them stand in the tree.
  private static let mostCauses = 4

  /// The explanation, a line a line.
  func text(_ explanation: Explanation) -> String {
    var lines = headline(explanation)
    let wordWidth = explanation.nodes.map(widestWord).max() ?? 0
    for stage in [ChainEntry.Stage.gates, .riskReview, nil] {
      let nodes = explanation.nodes.filter { $0.stage == stage }
      if nodes.isEmpty { continue }
      lines += ["", palette.paint(words.stage(stage), .bold)]
      for node in nodes { append(node, depth: 0, wordWidth, explanation, to: &lines) }
    }
    lines += [""] + inputs(explanation)
    lines += [palette.paint("\(words.chain) \(explanation.digest.printable)", .faint)]
    if let rules = words.rules(explanation.rules) { lines.append(palette.paint(rules.printable, .faint)) }
    return lines.map { $0 + "\n" }.joined()
  }

  private func headline(_ explanation: Explanation) -> [String] {
    let rejection = explanation.ruling.rejection
    let mark = (rejection == nil ? "✓ " : "✗ ") + words.action(explanation.ruling)
    let parts = [
      explanation.signalID, "\(explanation.pair) \(explanation.direction)",
      CivilTime(ms: explanation.timeMs).iso8601, explanation.network, explanation.seq.map { "seq \($0)" },
    ]
    let lines = fill(mark, rejection == nil ? .green : .red, parts.compactMap(\.self), indentation: 2)
    guard let rejection else {
      let unknown = explanation.nodes.filter(\.isAllowed).flatMap { allowed($0) + causes(of: $0, explanation) }
      return lines + explanation.nodes.flatMap(lifted) + unknown + nearest(explanation)
    }
    guard let rule = rejection.rule else {
      return lines + fill(["\(rejection.stage.rawValue): \(rejection.code)", rejection.reason], indentation: 2)
    }
    var cause = ["\(rule): \(rejection.code)"]
    let reasons = explanation.nodes.first { $0.id == rule }.map { causes(of: $0, explanation) } ?? []
    if reasons.isEmpty, let node = explanation.nearest, let margin = node.margin {
      cause.append(distance(margin, isNamed: true))
    }
    return lines + fill(cause, separator: ", ", indentation: 2) + reasons
  }

  /// The rules that made an outcome, each with its numbers, those that say the same on one line. Nothing of a rule alone
  /// whose code says enough.
  private func causes(of node: Explanation.Node, _ explanation: Explanation) -> [String] {
    guard !node.children.isEmpty || node.isComparison else { return [] }
    var groups: [(names: [String], what: [String])] = []
    var places: [[String]: Int] = [:]
    for cause in node.causes {
      let what = reasons(cause, explanation)
      // What could not be known is the same below a `not`.
      let name = cause.outcome == .unavailable ? cause.id : name(cause)
      if let place = places[what] {
        groups[place].names.append(name)
      } else {
        places[what] = groups.count
        groups.append(([name], what))
      }
    }
    let lines = groups.prefix(ExplanationText.mostCauses).flatMap { group in
      let names = group.names.prefix(3).joined(separator: ", ")
      let more = group.names.count > 3 ? " +\(group.names.count - 3)" : ""
      let first = group.what.first ?? ""
      return fill(["\(names)\(more): \(first)"] + group.what.dropFirst(), separator: "; ", indentation: 4, hanging: 6)
    }
    let rest = groups.count - ExplanationText.mostCauses
    return lines + (rest > 0 ? fill([words.more(rest)], indentation: 4) : [])
  }

  /// Why a rule has its outcome: its numbers, or what it lacked, and how old what it read was.
  private func reasons(_ node: Explanation.Node, _ explanation: Explanation) -> [String] {
    let code = node.outcome == .unavailable ? [node.code].compactMap(\.self) : []
    return code + numbers(node) + [ages(node, explanation)].filter { !$0.isEmpty }
  }

  /// How old what a rule read was, or what of it was missing; empty where its numbers say so, or the rules are not at hand.
  private func ages(_ node: Explanation.Node, _ explanation: Explanation) -> String {
    if node.measured.contains(where: { $0.name == "feed" }) { return "" }
    let ages = node.feeds.map { feed in
      let quote = explanation.inputs.first { $0.feed == feed }?.quote
      let context = explanation.context.flatMap { $0.feed == feed ? $0 : nil }
      return (quote?.ageMs ?? context?.ageMs).map { words.feedAge(feed, $0) } ?? words.feedMissing(feed)
    }
    return ages.joined(separator: ", ")
  }

  private func allowed(_ node: Explanation.Node) -> [String] {
    fill([words.allowed([node.id, node.code].compactMap(\.self).joined(separator: " "))], indentation: 2)
  }

  private func lifted(_ node: Explanation.Node) -> [String] {
    guard let lift = node.lift else { return [] }
    return fill([[node.id, node.code].compactMap(\.self).joined(separator: " "), words.lifted(lift)], indentation: 2)
  }

  private func nearest(_ explanation: Explanation) -> [String] {
    guard let node = explanation.nearest, let margin = node.margin else { return [] }
    return fill([words.nearest("\(name(node)) \(distance(margin, isNamed: true))")], indentation: 2)
  }

  private func name(_ node: Explanation.Node) -> String {
    node.isTurned ? "\(node.id) (\(words.turned))" : node.id
  }

  private func append(
    _ node: Explanation.Node, depth: Int, _ wordWidth: Int, _ explanation: Explanation, to lines: inout [String]
  ) {
    let indent = String(repeating: " ", count: 2 * depth)
    let word = words.outcome(node.outcome)
    let padding = String(repeating: " ", count: wordWidth - TextTable.width(word))
    var parts = [node.id]
    if node.rule != node.id { parts.append(node.rule) }
    if let code = node.code { parts.append(code) }
    if node.isTurned { parts.append(words.turned) }
    if node.blocks { parts.append(words.blocks) }
    if node.isAllowed { parts.append(words.isAllowed) }
    if let lift = node.lift { parts.append(words.lifted(lift)) }
    if node.isShadow { parts.append(words.shadow) }
    if case .same(let file) = explanation.rules, let line = node.line { parts.append("\(file):\(line)") }
    if let absence = node.absence { parts.append(words.absence(absence)) }
    let (mark, style) = ExplanationText.mark(node.outcome)
    let column = 2 * depth + wordWidth + 4
    lines += fill("\(indent)\(mark) \(word)\(padding)", style, parts, indentation: column)
    lines += fill(details(node, explanation), separator: "; ", indentation: column)
    for child in node.children { append(child, depth: depth + 1, wordWidth, explanation, to: &lines) }
  }

  private func details(_ node: Explanation.Node, _ explanation: Explanation) -> [String] {
    let wanted = node.condition.map { [ages(node, explanation), words.wanted($0)] } ?? []
    let history = node.history.isEmpty ? "" : words.history(list(node.history))
    return (numbers(node) + wanted + [history]).filter { !$0.isEmpty }
  }

  /// What was measured, what was required, and the distance.
  private func numbers(_ node: Explanation.Node) -> [String] {
    // Behind several thresholds "it" would be the last one.
    let isNamed = node.required.count { $0.number != nil } > 1
    let threshold = [required(node), node.margin.map { distance($0, isNamed: isNamed) } ?? ""]
    return [list(node.measured), threshold.filter { !$0.isEmpty }.joined(separator: ": ")].filter { !$0.isEmpty }
  }

  private func list(_ quantities: [Quantity]) -> String {
    quantities.map { "\($0.written ?? $0.name) \($0.valueText)" }.joined(separator: ", ")
  }

  /// What was required; of a comparison of two facts, as `below spot_best_bid 0.14812 USD`.
  private func required(_ node: Explanation.Node) -> String {
    let fact = node.required.first(where: \.isFact).map { "\($0.written ?? $0.text) " } ?? ""
    let limits = node.required.filter { !$0.isFact }.map { limit in
      limit.comparison == nil ? "\(limit.name) \(limit.valueText)" : "\(limit.name) \(fact)\(limit.valueText)"
    }
    return limits.joined(separator: ", ")
  }

  private func distance(_ margin: Margin, isNamed: Bool = false) -> String {
    let distance = words.distance(margin)
    guard margin.value != .zero, let share = margin.shareText else { return distance }
    // "at_most" names no threshold, its number does.
    let name = margin.threshold.map { $0.comparison == nil ? $0.name : $0.valueText }
    return "\(distance) (\(words.share(share, of: isNamed ? name : nil)))"
  }

  private func inputs(_ explanation: Explanation) -> [String] {
    let quotes = explanation.inputs.map(\.quote)
    // A column that says nothing is left out.
    let columns: [(title: String, alignment: TextTable.Alignment, cells: [String])] = [
      (words.feed, .left, explanation.inputs.map(\.feed)),
      (words.bid, .right, quotes.map { $0?.bid ?? "" }),
      (words.ask, .right, quotes.map { $0?.ask ?? "" }),
      (words.mid, .right, quotes.map { $0?.mid ?? words.missing }),
      (words.bidSize, .right, quotes.map { $0?.bidSize ?? "" }),
      (words.askSize, .right, quotes.map { $0?.askSize ?? "" }),
      (words.age, .right, quotes.map { $0.map { "\($0.ageMs) ms" } ?? "" }),
      (words.source, .left, quotes.map { $0?.source ?? "" }),
    ].filter { $0.cells.contains { !$0.isEmpty } }
    var table = TextTable(columns.map { ($0.title, $0.alignment) })
    for row in quotes.indices { table.append(columns.map { $0.cells[row] }) }
    let others = [explanation.context.map(words.context), explanation.balance.map(words.balance)]
    return (quotes.isEmpty ? [] : table.lines) + others.compactMap { $0?.printable }
  }

  private func widestWord(_ node: Explanation.Node) -> Int {
    node.children.map(widestWord).reduce(TextTable.width(words.outcome(node.outcome)), max)
  }

  private static func mark(_ outcome: Outcome.Kind?) -> (String, Palette.Style) {
    switch outcome {
    case .pass: ("✓", .green)
    case .reject: ("✗", .red)
    case .unavailable: ("?", .yellow)
    case .notApplicable, nil: ("–", .faint)
    }
  }

  /// Parts on as few lines as they need, the first behind a label; no part is broken.
  private func fill(
    _ label: String = "", _ style: Palette.Style = .bold, _ parts: [String], separator: String = "  ",
    indentation: Int, hanging: Int? = nil
  ) -> [String] {
    let indent = String(repeating: " ", count: hanging ?? indentation)
    var lines: [String] = []
    let start = String(repeating: " ", count: indentation)
    var line = label.isEmpty ? start : palette.paint(label, style) + "  "
    var width = label.isEmpty ? indentation : TextTable.width(label) + 2
    var isFirst = true
    for part in parts.map(\.printable) {
      let partWidth = TextTable.width(part)
      if !isFirst, width + separator.count + partWidth > ExplanationText.width {
        lines.append(line)
        (line, width, isFirst) = (indent, hanging ?? indentation, true)
      }
      if !isFirst { line += separator }
      width += (isFirst ? 0 : separator.count) + partWidth
      line += part
      isFirst = false
    }
    return parts.isEmpty ? lines : lines + [line]
  }

  private func fill(
    _ parts: [String], separator: String = "  ", indentation: Int, hanging: Int? = nil
  ) -> [String] {
    fill("", .bold, parts, separator: separator, indentation: indentation, hanging: hanging)
  }
}

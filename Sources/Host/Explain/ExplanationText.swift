internal import RuleEngine

/// Writes an explanation for a person: a headline, the tree of outcomes with their numbers, and the inputs.
struct ExplanationText {
  let words: ExplanationWords
  let palette: Palette

  /// The width that lines are broken at, between their parts, in columns.
  static let width = 80

  /// The explanation, a line a line.
  func text(_ explanation: Explanation) -> String {
    var lines = headline(explanation)
    let wordWidth = explanation.nodes.map(widestWord).max() ?? 0
    for stage in [ChainEntry.Stage.gates, .riskReview, nil] {
      let nodes = explanation.nodes.filter { $0.stage == stage }
      if nodes.isEmpty { continue }
      lines += ["", palette.paint(words.stage(stage), .bold)]
      for node in nodes { append(node, depth: 0, wordWidth, explanation.rules, to: &lines) }
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
      return lines + explanation.nodes.flatMap(lifted) + explanation.nodes.filter(\.isAllowed).flatMap(allowed)
        + nearest(explanation)
    }
    guard let rule = rejection.rule else {
      return lines + fill(["\(rejection.stage.rawValue): \(rejection.code)", rejection.reason], indentation: 2)
    }
    var cause = ["\(rule): \(rejection.code)"]
    if let node = explanation.nearest, let margin = node.margin {
      cause.append((node.id == rule ? "" : "\(node.id) ") + distance(margin, isNamed: true))
    }
    return lines + fill(cause, separator: ", ", indentation: 2)
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
    return fill([words.nearest("\(node.id) \(distance(margin, isNamed: true))")], indentation: 2)
  }

  private func append(
    _ node: Explanation.Node, depth: Int, _ wordWidth: Int, _ rules: Explanation.Rules, to lines: inout [String]
  ) {
    let indent = String(repeating: " ", count: 2 * depth)
    let word = words.outcome(node.outcome)
    let padding = String(repeating: " ", count: wordWidth - TextTable.width(word))
    var parts = [node.id]
    if node.rule != node.id { parts.append(node.rule) }
    if let code = node.code { parts.append(code) }
    if node.blocks { parts.append(words.blocks) }
    if node.isAllowed { parts.append(words.isAllowed) }
    if let lift = node.lift { parts.append(words.lifted(lift)) }
    if node.isShadow { parts.append(words.shadow) }
    if case .same(let file) = rules, let line = node.line { parts.append("\(file):\(line)") }
    if let absence = node.absence { parts.append(words.absence(absence)) }
    let (mark, style) = ExplanationText.mark(node.outcome)
    let column = 2 * depth + wordWidth + 4
    lines += fill("\(indent)\(mark) \(word)\(padding)", style, parts, indentation: column)
    lines += fill(details(node), separator: "; ", indentation: column)
    for child in node.children { append(child, depth: depth + 1, wordWidth, rules, to: &lines) }
  }

  private func details(_ node: Explanation.Node) -> [String] {
    let list = { (quantities: [Quantity]) in
      quantities.map { "\($0.name) \($0.valueText)" }.joined(separator: ", ")
    }
    // Behind several thresholds "it" would be the last one.
    let isNamed = node.required.count > 1
    let threshold = [list(node.required), node.margin.map { distance($0, isNamed: isNamed) } ?? ""]
    let history = node.history.isEmpty ? "" : words.history(list(node.history))
    return [list(node.measured), threshold.filter { !$0.isEmpty }.joined(separator: ": "), history]
      .filter { !$0.isEmpty }
  }

  private func distance(_ margin: Margin, isNamed: Bool = false) -> String {
    let distance = words.distance(margin)
    guard margin.value != .zero, let share = margin.shareText else { return distance }
    return "\(distance) (\(words.share(share, of: isNamed ? margin.threshold?.name : nil)))"
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
    indentation: Int
  ) -> [String] {
    let indent = String(repeating: " ", count: indentation)
    var lines: [String] = []
    var line = label.isEmpty ? indent : palette.paint(label, style) + "  "
    var width = label.isEmpty ? indentation : TextTable.width(label) + 2
    var isFirst = true
    for part in parts.map(\.printable) {
      let partWidth = TextTable.width(part)
      if !isFirst, width + separator.count + partWidth > ExplanationText.width {
        lines.append(line)
        (line, width, isFirst) = (indent, indentation, true)
      }
      if !isFirst { line += separator }
      width += (isFirst ? 0 : separator.count) + partWidth
      line += part
      isFirst = false
    }
    return parts.isEmpty ? lines : lines + [line]
  }

  private func fill(_ parts: [String], separator: String = "  ", indentation: Int) -> [String] {
    fill("", .bold, parts, separator: separator, indentation: indentation)
  }
}

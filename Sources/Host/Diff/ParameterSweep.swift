internal import RuleEngine

/// The values that one parameter of one entry takes in turn, and the rules with each.
struct ParameterSweep {
  /// Why there is nothing to take in turn.
  enum Fault: Error {
    case unknownEntry(String, NearestName)
    /// A combinator has no parameters.
    case noParameters(entry: String)
    case unknownParameter(String, rule: String, NearestName)
    case notANumber(parameter: String, expectation: String)
    /// A value is not one that the parameter takes.
    case outOfRange(parameter: String, value: ExactDecimal, expectation: String)
    /// A rule refuses all of it with this value.
    case refused(value: ExactDecimal, ConfigurationFaults)
  }

  let source: SourceText
  let entryID: String
  let parameter: String
  /// In the order from the one end to the other.
  let values: [ExactDecimal]
  /// The value of the file; nil where it is none.
  let current: ExactDecimal?

  private let node: ChainNode

  /// - Parameters:
  ///   - count: how many values, both ends included; 1 for the first end alone.
  init(
    _ source: SourceText, _ chain: RuleChain, entry: String, parameter: String, from: ExactDecimal, to: ExactDecimal,
    count: Int
  ) throws(Fault) {
    var nodes: [ChainNode] = []
    for top in chain.entries { top.node.forEachNode { nodes.append($0) } }
    guard let node = nodes.first(where: { $0.id == entry }) else {
      throw .unknownEntry(entry, NearestName(to: entry, among: nodes.map(\.id)))
    }
    guard case .rule(let instance) = node.body else { throw .noParameters(entry: entry) }
    let declarations = ParameterReader.describe(type(of: instance.rule))
    guard let declaration = declarations.first(where: { $0.name == parameter }) else {
      throw .unknownParameter(parameter, rule: node.kind, NearestName(to: parameter, among: declarations.map(\.name)))
    }
    guard case .number(let bounds, _, let isWhole, _) = declaration.type else {
      throw .notANumber(parameter: parameter, expectation: declaration.expectation)
    }
    self.source = source
    self.node = node
    entryID = entry
    self.parameter = parameter
    values = (0..<count).map { ParameterSweep.value(from, to, $0, of: count) }
    for value in values where !bounds.contains(value) || (isWhole && value.whole == nil) {
      throw .outOfRange(parameter: parameter, value: value, expectation: declaration.expectation)
    }
    current = instance.parameters.first { $0.name == parameter }.flatMap { effective in
      if case .number(let number) = effective.value { number } else { nil }
    }
  }

  /// Rounded to 9 decimals, which is what rules may have.
  private static func value(_ from: ExactDecimal, _ to: ExactDecimal, _ index: Int, of count: Int) -> ExactDecimal {
    guard count > 1, index > 0 else { return from }
    if index == count - 1 { return to }
    let span = to.units - from.units
    let step = Ratio(numerator: span / 1_000_000_000 * Int128(index), denominator: Int64(count - 1))
    return ExactDecimal(units: from.units + step.rounded(places: 0) * 1_000_000_000)
  }

  /// The rules with one of the values.
  func chain(_ value: ExactDecimal, _ loader: ChainLoader) throws(Fault) -> RuleChain {
    do {
      return try loader.load(SourceText(name: source.name, bytes: text(value)))
    } catch {
      throw .refused(value: value, error)
    }
  }

  /// The text with a value in its place, everything else where it was.
  private func text(_ value: ExactDecimal) -> [UInt8] {
    guard let entry = (try? JSONValue(parsing: source.bytes)).flatMap(object) else { return source.bytes }
    let member = "\"\(parameter)\": \(value)"
    var text = source.bytes
    if let old = entry["params"]?[parameter] {
      text.replaceSubrange(old.offset..<end(of: old), with: "\(value)".utf8)
    } else if let parameters = entry["params"] {
      let comma = parameters.members?.isEmpty == false ? ", " : ""
      text.insert(contentsOf: (member + comma).utf8, at: parameters.offset + 1)
    } else {
      text.insert(contentsOf: "\"params\": { \(member) }, ".utf8, at: entry.offset + 1)
    }
    return text
  }

  /// The object that the entry was made of: that which stands in its place.
  private func object(in value: JSONValue) -> JSONValue? {
    switch value.content {
    case .scalar: return nil
    case .array(let elements): return elements.lazy.compactMap(object).first
    case .object(let members):
      if source.position(at: value.offset) == node.position { return value }
      return members.lazy.compactMap { object(in: $0.value) }.first
    }
  }

  private func end(of value: JSONValue) -> Int {
    source.bytes.withUnsafeBytes { bytes in
      var scanner = JSONScanner(UnsafeRawBufferPointer(rebasing: bytes[value.offset...]))
      // It was read before, so nothing is wrong with it.
      _ = try? scanner.peek()
      try? scanner.skipValue()
      return value.offset + scanner.offset
    }
  }
}

extension ParameterSweep.Fault: CustomStringConvertible {
  var description: String {
    switch self {
    case .unknownEntry(let id, let suggestion): "no entry of the rules has the id \"\(id)\"; \(suggestion)"
    case .noParameters(let id): "\"\(id)\" combines other entries and has no parameters; name one of them"
    case .unknownParameter(let name, let rule, let suggestion):
      "\(rule) has no parameter named \"\(name)\"; \(suggestion)"
    case .notANumber(let name, let expectation): "\(name) is \(expectation), which has no steps"
    case .outOfRange(let name, let value, let expectation): "\(name) \(value): expected \(expectation)"
    case .refused(let value, let faults): "with the value \(value):\n\(faults)"
    }
  }
}

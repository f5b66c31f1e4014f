// Parameters that are facts, and the arguments of facts: coins, feeds, names.
extension ParameterReader {
  /// A fact: its name, or an object of its name and its arguments, `{ "fact": "perp_mid", "coin": "BTC" }`.
  ///
  /// - Parameter facts: those that may be named.
  public mutating func fact(_ name: String, among facts: [Fact], _ summary: String) -> FactOperand {
    if declares(name) { declare(name, .fact(facts.map(\.declaration), orNumber: nil), nil, summary) }
    guard let value = written(name) else {
      missing(name)
      return .number(.zero)
    }
    return readFact(value, name, among: facts, comparableWith: nil) ?? .number(.zero)
  }

  /// A fact, or a number, that is compared with a fact; both must be of its unit.
  ///
  /// - Parameters:
  ///   - facts: those that may be named.
  ///   - other: the fact it is compared with, as it was read.
  public mutating func factOrNumber(
    _ name: String, among facts: [Fact], comparableWith other: FactOperand, _ summary: String
  ) -> FactOperand {
    let anyNumber = ParameterBounds.from(-1_000_000_000_000, to: 1_000_000_000_000)
    if declares(name) { declare(name, .fact(facts.map(\.declaration), orNumber: anyNumber), nil, summary) }
    if let value = written(name), value.string.map({ !$0.looksLikeNumber }) ?? value.namesFact {
      return readFact(value, name, among: facts, comparableWith: other.fact) ?? .number(.zero)
    }
    let hint = other.fact?.unit == .fraction ? "0.005 is 0.5 %" : nil
    let number: ExactDecimal? = read(name, .number) { source, faults in
      let number = source.number(.fact([], orNumber: anyNumber), hint: hint, accepts: anyNumber.contains, &faults)
      guard let number, let fact = other.fact, !fact.range.contains(number) else { return number }
      let type = ParameterType.number(fact.range, fact.unit, isWhole: false, isNullable: false)
      source.refuse(
        expected: "\(type) beside \"\(fact.name)\"", hint: hint, &faults)
      return nil
    }
    guard let number else {
      missing(name)
      return .number(.zero)
    }
    effective.append(EffectiveParameter(name: name, value: .number(number), unit: other.fact?.unit ?? .none))
    return .number(number)
  }

  private mutating func readFact(
    _ value: JSONValue, _ name: String, among facts: [Fact], comparableWith other: Fact?
  ) -> FactOperand? {
    let isObject = value.members != nil
    guard let named = isObject ? value["fact"] : value else {
      // A key of no fact is a misspelled "fact", perhaps.
      let keys = ["fact"] + facts.flatMap { $0.declaration.arguments.map(\.name) }
      refuse(name, value, .missing("\"fact\""), keys: keys)
      return nil
    }
    guard let text = named.string, let fact = facts.first(where: { $0.name == text }) else {
      let nearest = named.string.flatMap { NearestName(to: $0.cut(to: 60), among: facts.map(\.name)).nearest }
      let hint = nearest.map { "nearest is \"\($0)\"" } ?? "entrygate rules --facts lists them"
      refuse(
        name, named, .unexpectedValue(expected: "the name of a fact", found: named.foundText, hint: hint),
        key: isObject ? "fact" : nil)
      return nil
    }
    var arguments = argumentReader(isObject ? value : nil, name, at: value.offset)
    let reading = fact.read(&arguments)
    arguments.finish()
    let missing = arguments.faults.missing
    if !isObject, !missing.isEmpty {
      let expected = "an object with \(SettingReader.Source.list(["\"fact\""] + missing, "and"))"
      refuse(name, named, .unexpectedValue(expected: expected, found: named.foundText, hint: nil))
      return nil
    }
    guard close(arguments, of: name) else { return nil }
    effective.append(
      EffectiveParameter(name: name, value: .fact(fact.name, arguments.effective), unit: fact.unit))
    if let other, other.unit != fact.unit {
      let expected = "a number or a fact \(other.unit.phrase), as \"\(other.name)\" is"
      let found = "\"\(fact.name)\", which is \(fact.unit.phrase)"
      refuse(name, named, .unexpectedValue(expected: expected, found: found, hint: nil), key: isObject ? "fact" : nil)
      return nil
    }
    return .fact(fact, reading)
  }

  // MARK: Arguments

  /// A coin, or `null` for none.
  public mutating func coinOrNone(_ name: String, _ summary: String) -> Coin? {
    if declares(name) { declare(name, .coin, EffectiveParameter.Value.none, summary) }
    let coin: Coin?? = named(name, .coin, acceptsNull: true) { Coin($0) }
    return coin ?? nil
  }

  /// An order book, as `perp:PURR`.
  public mutating func feed(_ name: String, _ summary: String) -> Feed {
    if declares(name) { declare(name, .feed, nil, summary) }
    guard let feed = named(name, .feed, { Feed($0) }) ?? nil else {
      missing(name)
      return .perp("X")
    }
    return feed
  }

  /// A name of the user's own.
  ///
  /// - Parameter taken: names that it may not be, and why.
  public mutating func text(_ name: String, taken: [String: String] = [:], _ summary: String) -> String {
    let type = ParameterType.text(except: taken.keys.sorted())
    if declares(name) { declare(name, type, nil, summary) }
    let text = named(name, type, hint: { taken[$0] }) { $0.isEmpty || taken[$0] != nil ? nil : $0 }
    if text == nil { missing(name) }
    return (text ?? nil) ?? ""
  }

  private mutating func named<Value: CustomStringConvertible>(
    _ name: String, _ type: ParameterType, acceptsNull: Bool = false, hint: (String) -> String? = { _ in nil },
    _ make: (String) -> Value?
  ) -> Value?? {
    let value: Value?? = read(name, .word) { source, faults in
      if acceptsNull, source.value.isNull { return .some(nil) }
      if let value = source.value.string.flatMap(make) { return .some(value) }
      source.refuse(expected: type.description, hint: source.value.string.flatMap(hint), &faults)
      return nil
    }
    if case .some(.some(let value)) = value {
      effective.append(EffectiveParameter(name: name, value: .word(value.description), unit: .none))
    }
    return value
  }
}

extension Fact {
  /// What is to be known of it.
  public var declaration: FactDeclaration {
    FactDeclaration(
      name: name, unit: unit, range: range, sources: sources, summary: summary,
      arguments: ParameterReader.describing(self).declarations)
  }
}

extension ParameterUnit {
  fileprivate var phrase: String { self == .none ? "without a unit" : "of unit \(rawValue)" }
}

extension JSONValue {
  /// Whether an object stands for a fact, and not for a variable of the environment.
  fileprivate var namesFact: Bool { members != nil && self["env"] == nil && self["default"] == nil }
}

extension String {
  /// Whether a number was meant, though it stands in quotes or has more behind it: `-0.2%`.
  fileprivate var looksLikeNumber: Bool { first.map { "+-.0123456789".contains($0) } ?? false }
}

extension FaultLog {
  fileprivate var missing: [String] {
    faults.compactMap { fault in
      if case .missing(let what) = fault.problem { what } else { nil }
    }
  }
}

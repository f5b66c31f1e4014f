/// Reads the parameters of one rule. Each call declares one: it parses, validates and documents it.
///
/// A wrong or missing value is reported and answered with a placeholder, so that one run finds all faults; the rule
/// made of placeholders is thrown away. Numbers have at most 9 decimals.
public struct ParameterReader: Sendable {
  /// What was declared so far, in order; kept where the parameters are only described, for a chain of thousands of
  /// entries is loaded without anybody asking.
  public internal(set) var declarations: [ParameterDeclaration] = []
  /// Sets of parameters of which one at least must be given, where the parameters are only described.
  public private(set) var alternatives: [[String]] = []
  /// The values in force so far, in order.
  public internal(set) var effective: [EffectiveParameter] = []

  private enum Mode: Sendable {
    /// Only to learn what is declared.
    case describing
    /// From the `params` object of an entry; nil where there is none.
    case reading(JSONValue?)
  }

  private let mode: Mode
  private let environment: [String: String]
  private let path: String
  private let offset: Int
  private var names: [String] = []
  // A rule has a handful of parameters, which is searched faster than hashed.
  private var places: [(name: String, offset: Int)] = []
  private var unsound: Set<String> = []
  private(set) var faults = FaultLog()

  init(params: JSONValue?, ruleOffset: Int, path: String, environment: [String: String]) {
    mode = .reading(params)
    self.environment = environment
    self.path = path
    offset = params?.offset ?? ruleOffset
  }

  private init() {
    mode = .describing
    environment = [:]
    path = ""
    offset = 0
  }

  /// The parameters that a rule type declares.
  public static func describe(_ type: any EntryRule.Type) -> [ParameterDeclaration] { describing(type).declarations }

  /// A reader that has seen all that a fact declares, and no value.
  static func describing(_ fact: Fact) -> ParameterReader {
    var reader = ParameterReader()
    _ = fact.read(&reader)
    return reader
  }

  /// A reader that has seen all that a rule type declares, and no value.
  static func describing(_ type: any EntryRule.Type) -> ParameterReader {
    var reader = ParameterReader()
    // What a type throws concerns values, and there are none here.
    _ = try? type.init(&reader)
    return reader
  }

  // MARK: Numbers

  /// Milliseconds, 0 where the rule does not use them. With 0 the parameter is no part of the chain's digest, so that the
  /// digests of rules that were written before there was such a parameter stay what they are.
  public mutating func optionalMilliseconds(_ name: String, upTo limit: Int64, _ summary: String) -> Int64 {
    let number = whole(name, .from(0, to: ExactDecimal(limit)), .milliseconds, default: 0, summary)
    effective[effective.endIndex - 1].isUnused = number == 0
    return number
  }

  /// A whole number.
  ///
  /// - Parameter defaultValue: what holds where the key is absent; nil where it must be given.
  public mutating func whole(
    _ name: String, _ bounds: ParameterBounds, _ unit: ParameterUnit, default defaultValue: Int64? = nil,
    _ summary: String
  ) -> Int64 {
    let number = decimal(
      name, .number(bounds, unit, isWhole: true, isNullable: false),
      default: defaultValue.map { .some(ExactDecimal($0)) }, hint: nil, summary,
      accepts: { bounds.contains($0) && $0.units % ExactDecimal(1).units == 0 })
    // Within bounds that were written as whole numbers the quotient fits.
    return Int64((number ?? bounds.lower).units / ExactDecimal(1).units)
  }

  /// A number.
  ///
  /// - Parameters:
  ///   - defaultValue: what holds where the key is absent; nil where it must be given.
  ///   - hint: what a message about a wrong value says besides.
  public mutating func decimal(
    _ name: String, _ bounds: ParameterBounds, _ unit: ParameterUnit, default defaultValue: ExactDecimal? = nil,
    hint: String? = nil, _ summary: String
  ) -> ExactDecimal {
    let number = decimal(
      name, .number(bounds, unit, isWhole: false, isNullable: false), default: defaultValue.map { .some($0) },
      hint: hint, summary, accepts: bounds.contains)
    return number ?? bounds.lower
  }

  /// A number, or `null` for no limit.
  ///
  /// - Parameter defaultValue: what holds where the key is absent; nil for no limit.
  public mutating func decimalOrNone(
    _ name: String, _ bounds: ParameterBounds, _ unit: ParameterUnit, default defaultValue: ExactDecimal?,
    _ summary: String
  ) -> ExactDecimal? {
    decimal(
      name, .number(bounds, unit, isWhole: false, isNullable: true), default: .some(defaultValue), hint: nil, summary,
      acceptsNull: true, accepts: bounds.contains)
  }

  /// A whole number that must be given, or `null` for no limit: where neither goes without saying.
  public mutating func wholeOrNone(
    _ name: String, _ bounds: ParameterBounds, _ unit: ParameterUnit, _ summary: String
  ) -> Int64? {
    decimal(
      name, .number(bounds, unit, isWhole: true, isNullable: true), default: nil, hint: nil, summary,
      acceptsNull: true, accepts: { bounds.contains($0) && $0.whole != nil })?.whole
  }

  private mutating func decimal(
    _ name: String, _ type: ParameterType, default defaultValue: ExactDecimal??, hint: String?, _ summary: String,
    acceptsNull: Bool = false, accepts: (ExactDecimal) -> Bool
  ) -> ExactDecimal? {
    if declares(name) {
      declare(name, type, defaultValue.map { $0.map { .number($0) } ?? EffectiveParameter.Value.none }, summary)
    }
    let read: ExactDecimal?? = read(name, .number) { source, faults in
      if acceptsNull, source.value.isNull { return .some(nil) }
      return source.number(type, hint: hint, accepts: accepts, &faults).map { .some($0) }
    }
    let value = read ?? defaultValue ?? .none
    effective.append(EffectiveParameter(name: name, value: value.map { .number($0) } ?? .none, unit: type.unit))
    if read == nil, defaultValue == nil { missing(name) }
    return value
  }

  // MARK: What one call cannot see

  /// Reports that a parameter does not go together with another one. Nothing is reported where one of the two has a
  /// fault already.
  ///
  /// - Parameters:
  ///   - name: the parameter that is blamed, and what is expected of it.
  ///   - other: the one that is blamed where only that is given, and what is expected of it.
  public mutating func refuse(
    _ name: (String, expected: String), against other: (String, expected: String), hint: String? = nil
  ) {
    guard case .reading = mode, !unsound.contains(name.0), !unsound.contains(other.0) else { return }
    let blamed = offset(of: name.0) == nil && offset(of: other.0) != nil ? other : name
    let found = effective.first { $0.name == blamed.0 }.map(\.value.text) ?? "nothing"
    faults.add(
      .unexpectedValue(expected: blamed.expected, found: found, hint: hint), at: offset(of: blamed.0) ?? offset,
      "\(path).\(blamed.0)")
  }

  /// Reports that none of several parameters is given where one at least must be.
  public mutating func refuseAbsence(of names: [String]) {
    if case .describing = mode { alternatives.append(names) }
    guard case .reading = mode, !names.contains(where: unsound.contains) else { return }
    faults.add(.missing("one of " + names.map { "\"\($0)\"" }.joined(separator: " and ")), at: offset, path)
  }

  /// Reports what is left: keys that no call declared.
  mutating func finish() {
    guard case .reading(let params?) = mode else { return }
    _ = KeyedObject(params, path: path, keys: names, faults: &faults)
  }

  // MARK: Internals

  /// Notes that there is a parameter.
  ///
  /// - Returns: whether its declaration is wanted.
  mutating func declares(_ name: String) -> Bool {
    names.append(name)
    if case .describing = mode { return true }
    return false
  }

  mutating func declare(
    _ name: String, _ type: ParameterType, _ defaultValue: EffectiveParameter.Value?, _ summary: String
  ) {
    declarations.append(
      ParameterDeclaration(name: name, type: type, defaultValue: defaultValue, summary: summary))
  }

  mutating func read<Value>(
    _ name: String, _ form: SettingReader.Form, convert: (SettingReader.Source, inout FaultLog) -> Value?
  ) -> Value? {
    guard let value = written(name) else { return nil }
    let reader = SettingReader(environment: environment)
    let read = reader.read(value, path: "\(path).\(name)", form: form, faults: &faults, convert: convert)
    if read == nil { unsound.insert(name) }
    return read
  }

  /// The value of a parameter as it stands in the file; nil where it is not given.
  mutating func written(_ name: String) -> JSONValue? {
    guard case .reading(let params?) = mode, let value = params[name] else { return nil }
    places.append((name, value.offset))
    return value
  }

  /// Reports a fault in the value of a parameter, or in the value of a key in it.
  ///
  /// - Parameter keys: those that an object may have; others are reported too, where any are given.
  mutating func refuse(
    _ name: String, _ value: JSONValue, _ problem: Diagnostic.Problem, key: String? = nil, keys: [String] = []
  ) {
    unsound.insert(name)
    let place = ([path, name] + [key].compactMap(\.self)).joined(separator: ".")
    if !keys.isEmpty { _ = KeyedObject(value, path: place, keys: keys, faults: &faults) }
    faults.add(problem, at: value.offset, place)
  }

  /// A reader of the arguments of a fact, which stand beside its name; none where it has only a name.
  func argumentReader(_ object: JSONValue?, _ name: String, at offset: Int) -> ParameterReader {
    var reader = ParameterReader(
      params: object, ruleOffset: offset, path: "\(path).\(name)", environment: environment)
    reader.names = ["fact"]
    return reader
  }

  /// Takes over what a reader of arguments found wrong.
  ///
  /// - Returns: whether that is nothing.
  mutating func close(_ arguments: ParameterReader, of name: String) -> Bool {
    faults.append(arguments.faults)
    if arguments.faults.count > 0 { unsound.insert(name) }
    return arguments.faults.count == 0
  }

  mutating func missing(_ name: String) {
    guard case .reading = mode, offset(of: name) == nil else { return }
    unsound.insert(name)
    faults.add(.missing("\"\(name)\""), at: offset, path)
  }

  /// Where a parameter's value stands; nil where it is not given.
  private func offset(of name: String) -> Int? { places.last { $0.name == name }?.offset }
}

extension EffectiveParameter.Value {
  /// The value as `rules.json` would have it, words without quotes.
  public var text: String {
    switch self {
    case .none: "none"
    case .number(let number): number.description
    case .word(let word): word
    case .words(let words): words.joined(separator: ",")
    case .fact(let name, let arguments):
      arguments.isEmpty
        ? name : "\(name)(\(arguments.map { "\($0.name)=\($0.value.text)" }.joined(separator: ",")))"
    }
  }
}

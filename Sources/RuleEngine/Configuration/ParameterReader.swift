/// Reads the parameters of one rule. Each call declares one: it parses, validates and documents it.
///
/// A wrong or missing value is reported and answered with a placeholder, so that one run finds all faults; the rule
/// made of placeholders is thrown away. Numbers have at most 9 decimals.
public struct ParameterReader: Sendable {
  /// What was declared so far, in order.
  public private(set) var declarations: [ParameterDeclaration] = []
  /// The values in force so far, in order.
  public private(set) var effective: [EffectiveParameter] = []

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
  private var offsets: [String: Int] = [:]
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
  public static func describe(_ type: any EntryRule.Type) -> [ParameterDeclaration] {
    var reader = ParameterReader()
    // What a type throws concerns values, and there are none here.
    _ = try? type.init(&reader)
    return reader.declarations
  }

  // MARK: Numbers

  /// A whole number.
  ///
  /// - Parameter defaultValue: what holds where the key is absent; nil where it must be given.
  public mutating func whole(
    _ name: String, _ bounds: ParameterBounds, _ unit: ParameterUnit, default defaultValue: Int64? = nil,
    _ summary: String
  ) -> Int64 {
    let expectation = ParameterReader.expectation("a whole number \(bounds)", unit)
    let number = decimal(
      name, bounds, unit, expectation, default: defaultValue.map { .some(ExactDecimal($0)) }, hint: nil, summary,
      accepts: { $0.units % ExactDecimal(1).units == 0 })
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
    let expectation = ParameterReader.expectation("a number \(bounds)", unit)
    let number = decimal(
      name, bounds, unit, expectation, default: defaultValue.map { .some($0) }, hint: hint, summary)
    return number ?? bounds.lower
  }

  /// A number, or `null` for no limit.
  ///
  /// - Parameter defaultValue: what holds where the key is absent; nil for no limit.
  public mutating func decimalOrNone(
    _ name: String, _ bounds: ParameterBounds, _ unit: ParameterUnit, default defaultValue: ExactDecimal?,
    _ summary: String
  ) -> ExactDecimal? {
    let expectation = ParameterReader.expectation("a number \(bounds)", unit) + ", or null for none"
    return decimal(
      name, bounds, unit, expectation, default: .some(defaultValue), hint: nil, summary, acceptsNull: true)
  }

  private mutating func decimal(
    _ name: String, _ bounds: ParameterBounds, _ unit: ParameterUnit, _ expectation: String,
    default defaultValue: ExactDecimal??, hint: String?, _ summary: String, acceptsNull: Bool = false,
    accepts: (ExactDecimal) -> Bool = { _ in true }
  ) -> ExactDecimal? {
    let defaultText = defaultValue.map { $0.map(\.description) ?? "none" }
    declare(name, expectation, unit, defaultText, summary)
    let read: ExactDecimal?? = read(name, .number) { source, faults in
      if acceptsNull, source.value.isNull { return .some(nil) }
      guard let text = source.value.number else {
        source.refuse(expected: expectation, hint: hint, &faults)
        return nil
      }
      // DecimalLiteral accepts exactly the numbers that the JSON reader accepts.
      guard let literal = DecimalLiteral(text), !literal.hasMoreDecimals(than: 9) else {
        source.refuse(expected: "\(expectation), with at most 9 decimals", hint: hint, &faults)
        return nil
      }
      guard let number = ExactDecimal(literal), bounds.contains(number), accepts(number) else {
        source.refuse(expected: expectation, hint: hint, &faults)
        return nil
      }
      return .some(number)
    }
    let value = read ?? defaultValue ?? .none
    effective.append(EffectiveParameter(name: name, value: value.map { .number($0) } ?? .none, unit: unit))
    if read == nil, defaultValue == nil { missing(name) }
    return value
  }

  // MARK: Words

  /// One of the words of a type.
  public mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, default defaultValue: Choice? = nil, _ summary: String
  ) -> Choice where Choice.RawValue == String {
    let words = Choice.allCases.map(\.rawValue)
    declare(name, SettingReader.Source.oneOf(words), .none, defaultValue?.rawValue, summary)
    let read = read(name, .word) { source, faults in source.choice(Choice.self, &faults) }
    guard let value = read ?? defaultValue else {
      missing(name)
      return Choice.allCases[Choice.allCases.startIndex]
    }
    effective.append(EffectiveParameter(name: name, value: .word(value.rawValue), unit: .none))
    return value
  }

  /// A list of one or more words of a type.
  public mutating func choices<Choice: RawRepresentable & CaseIterable>(
    _ name: String, default defaultValue: [Choice]? = nil, _ summary: String
  ) -> [Choice] where Choice.RawValue == String {
    let words = Choice.allCases.map(\.rawValue)
    let expectation = "a list of " + SettingReader.Source.oneOf(words)
    declare(name, expectation, .none, defaultValue.map { $0.count == words.count ? "all" : "\($0)" }, summary)
    let read: [Choice]? = read(name, .words) { source, faults in
      guard let elements = source.value.elements, !elements.isEmpty else {
        source.refuse(expected: expectation, &faults)
        return nil
      }
      let choices = elements.enumerated().map { index, element in
        let path = source.variable == nil ? "\(source.path)[\(index)]" : source.path
        let value = source.variable == nil ? element : JSONValue(element.content, at: source.value.offset)
        return SettingReader.Source(value: value, variable: source.variable, path: path)
          .choice(Choice.self, &faults)
      }
      return choices.contains { $0 == nil } ? nil : choices.compactMap(\.self)
    }
    guard let value = read ?? defaultValue else {
      missing(name)
      return Array(Choice.allCases)
    }
    // The order of a list of words, and a word said twice, change nothing: they are not part of what is in force.
    let inForce = Choice.allCases.filter { choice in value.contains { $0.rawValue == choice.rawValue } }
    effective.append(EffectiveParameter(name: name, value: .words(inForce.map(\.rawValue)), unit: .none))
    return inForce
  }

  /// A time of day, UTC, as `HH:MM`; in minutes since midnight, 0 to 1439, or 1440 for `24:00` where it is allowed.
  public mutating func timeOfDay(_ name: String, allows24: Bool = false, _ summary: String) -> Int {
    let expectation = "a time \"HH:MM\" from \"00:00\" to \"\(allows24 ? "24:00" : "23:59")\" (UTC)"
    declare(name, expectation, .none, nil, summary)
    let read: Int? = read(name, .word) { source, faults in
      if let minutes = source.value.string.flatMap(ParameterReader.minutes), minutes < 1440 || allows24 {
        return minutes
      }
      source.refuse(expected: expectation, &faults)
      return nil
    }
    guard let read else {
      missing(name)
      return 0
    }
    let text = ParameterReader.timeText(minutes: read)
    effective.append(EffectiveParameter(name: name, value: .word(text), unit: .none))
    return read
  }

  /// A time of day as it is written: `09:30`.
  public static func timeText(minutes: Int) -> String {
    [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }

  private static func minutes(_ text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
    let digits = [0, 1, 3, 4].map { Int(bytes[$0]) - 48 }
    guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
    let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
    guard minutes < 60, hours < 24 || (hours == 24 && minutes == 0) else { return nil }
    return hours * 60 + minutes
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
    let blamed = offsets[name.0] == nil && offsets[other.0] != nil ? other : name
    let found = effective.first { $0.name == blamed.0 }.map(\.value.text) ?? "nothing"
    faults.add(
      .unexpectedValue(expected: blamed.expected, found: found, hint: hint), at: offsets[blamed.0] ?? offset,
      "\(path).\(blamed.0)")
  }

  /// Reports that none of several parameters is given where one at least must be.
  public mutating func refuseAbsence(of names: [String]) {
    guard case .reading = mode, !names.contains(where: unsound.contains) else { return }
    faults.add(.missing("one of " + names.map { "\"\($0)\"" }.joined(separator: " and ")), at: offset, path)
  }

  /// Reports what is left: keys that no call declared.
  mutating func finish() {
    guard case .reading(let params?) = mode else { return }
    _ = KeyedObject(params, path: path, keys: declarations.map(\.name), faults: &faults)
  }

  // MARK: Internals

  private mutating func declare(
    _ name: String, _ expectation: String, _ unit: ParameterUnit, _ defaultText: String?, _ summary: String
  ) {
    declarations.append(
      ParameterDeclaration(
        name: name, expectation: expectation, unit: unit, defaultText: defaultText, summary: summary))
  }

  private mutating func read<Value>(
    _ name: String, _ form: SettingReader.Form, convert: (SettingReader.Source, inout FaultLog) -> Value?
  ) -> Value? {
    guard case .reading(let params?) = mode, let value = params[name] else { return nil }
    offsets[name] = value.offset
    let reader = SettingReader(environment: environment)
    let read = reader.read(value, path: "\(path).\(name)", form: form, faults: &faults, convert: convert)
    if read == nil { unsound.insert(name) }
    return read
  }

  private mutating func missing(_ name: String) {
    guard case .reading = mode, offsets[name] == nil else { return }
    unsound.insert(name)
    faults.add(.missing("\"\(name)\""), at: offset, path)
  }

  private static func expectation(_ text: String, _ unit: ParameterUnit) -> String {
    unit == .none ? text : "\(text) (\(unit.rawValue))"
  }
}

extension EffectiveParameter.Value {
  /// The value as `rules.json` would have it, words without quotes.
  public var text: String {
    switch self {
    case .none: "none"
    case .number(let number): number.description
    case .word(let word): word
    case .words(let words): words.joined(separator: ",")
    }
  }
}

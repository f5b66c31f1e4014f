/// A value of `rules.json` that may come from the environment: `{ "env": NAME, "default": VALUE }`.
struct SettingReader {
  /// The environment's variables; an empty one counts as unset.
  let environment: [String: String]

  /// How the text of a variable is read.
  enum Form {
    case boolean, number, word, words
  }

  /// A value, and the variable it came from.
  struct Source {
    let value: JSONValue
    let variable: (name: String, text: String)?
    let path: String

    /// What a message says was found.
    var foundText: String {
      guard let variable else { return value.foundText }
      let text =
        SecretVariable.isSecret(variable.name) ? SecretVariable.placeholder : "\"\(variable.text.cut(to: 60))\""
      return "\(text) in the variable \(variable.name)"
    }
  }

  /// Reads a value by `convert`, which reports what is wrong and returns nil then.
  ///
  /// A default is read even where the variable is set, so that a fault in it does not wait for the day it is needed.
  func read<Value>(
    _ value: JSONValue, path: String, form: Form, faults: inout FaultLog,
    convert: (Source, inout FaultLog) -> Value?
  ) -> Value? {
    guard value.members != nil else {
      return convert(Source(value: value, variable: nil, path: path), &faults)
    }
    guard let object = KeyedObject(value, path: path, keys: ["env", "default"], faults: &faults) else { return nil }
    let fallback = object["default"].map { defaultValue in
      convert(Source(value: defaultValue, variable: nil, path: object.path("default")), &faults)
    }
    guard let nameValue = object["env"] else {
      faults.add(.missing("\"env\""), at: value.offset, path)
      return nil
    }
    guard let name = nameValue.string, !name.isEmpty else {
      let problem = Diagnostic.Problem.unexpectedValue(
        expected: "the name of an environment variable", found: nameValue.foundText, hint: nil)
      faults.add(problem, at: nameValue.offset, object.path("env"))
      return nil
    }
    guard let text = environment[name], !text.isEmpty else {
      if fallback == nil { faults.add(.unsetVariable(name), at: value.offset, path) }
      return fallback ?? nil
    }
    // The value of the wrong form stands for itself: `convert` refuses it and names the variable and its text.
    let read = JSONValue(SettingReader.content(of: text, form), at: value.offset)
    return convert(Source(value: read, variable: (name, text), path: path), &faults)
  }

  private static func content(of text: String, _ form: Form) -> JSONValue.Content {
    switch form {
    case .boolean:
      switch text.lowercased() {
      case "true": .scalar(.bool(true))
      case "false": .scalar(.bool(false))
      default: .scalar(.string(text))
      }
    case .number:
      if text == "null" {
        .scalar(.null)
      } else if DecimalLiteral(text) != nil {
        .scalar(.number(text))
      } else {
        .scalar(.string(text))
      }
    case .word: .scalar(.string(text))
    case .words:
      .array(
        text.split(separator: ",", omittingEmptySubsequences: false).map { part in
          JSONValue(.scalar(.string(String(part.drop { $0 == " " }))), at: 0)
        })
    }
  }
}

extension SettingReader.Source {
  /// Reports that the value is not what it has to be.
  func refuse(expected: String, hint: String? = nil, _ faults: inout FaultLog) {
    faults.add(
      .unexpectedValue(expected: expected, found: foundText, hint: hint), at: value.offset, path)
  }

  /// The value as one of the words of a type; a fault where it is none.
  func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type, _ faults: inout FaultLog) -> Choice?
  where Choice.RawValue == String {
    if let word = value.string, let choice = Choice(rawValue: word) { return choice }
    let words = Choice.allCases.map(\.rawValue)
    let hint = value.string.flatMap { NearestName(to: $0, among: words).nearest }.map { "nearest is \"\($0)\"" }
    refuse(expected: Self.oneOf(words), hint: hint, &faults)
    return nil
  }

  /// The value as a number of at most 9 decimals; a fault where it is none that is accepted.
  func number(
    _ type: ParameterType, hint: String?, accepts: (ExactDecimal) -> Bool, _ faults: inout FaultLog
  ) -> ExactDecimal? {
    guard let text = value.number else {
      refuse(expected: type.description, hint: hint, &faults)
      return nil
    }
    // DecimalLiteral accepts exactly the numbers that the JSON reader accepts.
    guard let literal = DecimalLiteral(text), !literal.hasMoreDecimals(than: 9) else {
      refuse(expected: "\(type), with at most 9 decimals", hint: hint, &faults)
      return nil
    }
    guard let number = ExactDecimal(literal), accepts(number) else {
      refuse(expected: type.description, hint: hint, &faults)
      return nil
    }
    return number
  }

  static func oneOf(_ words: [String]) -> String { list(words.map { "\"\($0)\"" }, "or") }

  static func list(_ words: [String], _ conjunction: String) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "nothing" }
    return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}

/// Reads a `scope` object.
enum ScopeParser {
  /// A list that is at fault becomes an empty one, which later checks do not take for a missing one.
  static func scope(_ value: JSONValue, path: String, faults: inout FaultLog) -> Scope {
    let keys = ["coins", "pairs", "directions", "strategies"]
    guard let object = KeyedObject(value, path: path, keys: keys, faults: &faults) else { return Scope(coins: []) }
    let directions = Signal.Direction.allCases.map(\.rawValue)
    return Scope(
      coins: patterns(
        "coins", object, expected: "a coin, as \"PURR\", or the beginning of one, as \"k*\"", isCoinPattern, &faults),
      pairs: patterns(
        "pairs", object, expected: "a pair of coins, as \"PURR|HYPE\", or the beginning of one", isPairPattern, &faults),
      directions: patterns(
        "directions", object, expected: "\"long\" or \"short\"", names: directions,
        { text in directions.contains { Scope.Pattern(text).matches($0) } }, &faults),
      strategies: patterns(
        "strategies", object, expected: "the name of a strategy, or the beginning of one", { !$0.isEmpty }, &faults))
  }

  private static func patterns(
    _ key: String, _ object: KeyedObject, expected: String, names: [String] = [], _ isValid: (String) -> Bool,
    _ faults: inout FaultLog
  ) -> [Scope.Pattern]? {
    guard let value = object[key] else { return nil }
    guard let elements = value.elements, !elements.isEmpty else {
      let problem = Diagnostic.Problem.unexpectedValue(
        expected: "a list of one or more names", found: value.foundText, hint: nil)
      faults.add(problem, at: value.offset, object.path(key))
      return []
    }
    let patterns = elements.enumerated().map { index, element -> Scope.Pattern? in
      if let text = element.string, isValid(text) { return Scope.Pattern(text) }
      let nearest = element.string.flatMap { NearestName(to: $0, among: names).nearest }
      faults.add(
        .unexpectedValue(
          expected: expected, found: element.foundText, hint: nearest.map { "nearest is \"\($0)\"" }),
        at: element.offset,
        "\(object.path(key))[\(index)]")
      return nil
    }
    return patterns.contains { $0 == nil } ? [] : patterns.compactMap(\.self)
  }

  /// Whether a text is a coin's name, or the beginning of one with a `*` behind it.
  static func isCoinPattern(_ text: String) -> Bool {
    switch Scope.Pattern(text) {
    case .exact(let name): Coin.isValid(name)
    case .prefix(let prefix): isCoinPrefix(prefix)
    }
  }

  private static func isPairPattern(_ text: String) -> Bool {
    let isPrefix = text.utf8.last == UInt8(ascii: "*")
    let name = isPrefix ? text.dropLast() : text[...]
    let coins = name.split(separator: "|", omittingEmptySubsequences: false)
    guard coins.count <= 2, let last = coins.last else { return false }
    let isLastValid = isPrefix ? isCoinPrefix(String(last)) : Coin.isValid(last)
    return isLastValid && coins.dropLast().allSatisfy { Coin.isValid($0) }
  }

  /// Whether some coin's name begins so.
  private static func isCoinPrefix(_ prefix: String) -> Bool {
    prefix.isEmpty || Coin.isValid(prefix) || Coin.isValid(prefix + "X")
  }
}

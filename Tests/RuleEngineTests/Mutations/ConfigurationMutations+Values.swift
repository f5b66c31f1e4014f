extension ConfigurationMutations {
  /// What each key wants, in the words of the messages.
  private static let expectations = [
    "$schema": "a string", "version": "1", "chain": "a list of one or more entries",
    "risk_review": "a list of one or more entries",
    "id": "an id of a-z, 0-9, _ and -, beginning with a letter or digit", "description": "a string",
    "rule": "the name of a rule", "params": "an object", "scope": "an object", "coins": "a list of one or more names",
    "enabled": "true or false", "mode": #""enforce" or "shadow""#, "on_unavailable": #""allow" or "reject""#,
    "env": "the name of an environment variable", "per": #""all", "coin", "pair" or "strategy""#,
    "max_entries": "a whole number from 1 to 1000000 (entries)",
    "window_s": "a whole number from 1 to 31536000 (s)", "min_spread": "a number above 0 and below 1 (fraction)",
    "max_age_ms": "a whole number from 1 to 31536000000 (ms)",
    "max_skew_ms": "a whole number from 0 to 31536000000 (ms)",
    "max_abs_spread": "a number above 0, up to 100 (fraction), or null for none",
    "min_depth_usd": "a number from 0 to 1000000000000 (USD)",
    "max_notional_usd": "a number above 0, up to 1000000000000 (USD)",
  ]

  /// The keys whose value may come from the environment.
  private static let settings: Set<String> = [
    "enabled", "mode", "on_unavailable", "per", "max_entries", "window_s", "min_spread", "max_age_ms", "max_skew_ms",
    "max_abs_spread", "min_depth_usd", "max_notional_usd",
  ]

  /// What a message says of what it found.
  private static let values = [
    ("\"x\"", "the string \"x\""), ("7", "7"), ("{}", "an object"), ("[]", "an empty list"), ("[1]", "a list"),
    ("null", "null"), ("true", "true"),
  ]

  /// The values of `values` that are right for a key.
  private static let accepted: [String: Set<String>] = [
    "$schema": ["\"x\""], "id": ["\"x\""], "description": ["\"x\""],
    "enabled": ["true"], "env": ["\"x\""], "max_entries": ["7"], "window_s": ["7"], "max_age_ms": ["7"],
    "max_skew_ms": ["7"], "max_abs_spread": ["7", "null"], "min_depth_usd": ["7"], "max_notional_usd": ["7"],
  ]

  /// The key by which a node is judged: a default's is that of the setting it belongs to.
  private func judgingName(_ node: JSONOutline.Node) -> String? {
    outline.name(node) == "default" ? outline.name(outline.parent(of: node)) : outline.name(node)
  }

  func wrongTypes(_ node: JSONOutline.Node) -> [Mutation] {
    guard let name = judgingName(node) else { return wrongElements(node) }
    return Self.values.compactMap { token, found in
      if Self.accepted[name]?.contains(token) == true { return nil }
      var faults = [Mutation.Fault(inserted: 0, message(node, name, found: found))]
      switch (name, token) {
      case ("rule", "\"x\""), ("chain", "[1]"), ("risk_review", "[1]"), ("coins", "[1]"):
        // A name, or a list: the fault is in what it says.
        return nil
      case ("params", "{}"):
        faults = missingParameters(of: outline.parent(of: node), at: 0).map { .init(inserted: 0, $0.message) }
      case ("scope", "{}"): return nil
      case (_, "{}") where Self.settings.contains(name) && outline.name(node) != "default":
        faults = [.init(inserted: 0, "\(node.path): missing \"env\"")]
      default: break
      }
      return faults.isEmpty ? nil : Mutation("\(node.path) as \(token)", replacing: node.range, by: token, faults)
    }
  }

  private func message(_ node: JSONOutline.Node, _ name: String, found: String) -> String {
    let hint = name == "min_spread" ? "; 0.005 is 0.5 %" : ""
    return "\(node.path): expected \(Self.expectations[name] ?? "?"), found \(found)\(hint)"
  }

  /// Elements of lists: entries, and coins.
  private func wrongElements(_ node: JSONOutline.Node) -> [Mutation] {
    let isCoin = node.path.contains(".coins[")
    let expected = isCoin ? #"a coin, as "PURR", or the beginning of one, as "k*""# : "an object"
    return Self.values.compactMap { token, found in
      if token == (isCoin ? "\"x\"" : "{}") { return nil }
      return Mutation(
        "\(node.path) as \(token)", replacing: node.range, by: token,
        .init(inserted: 0, "\(node.path): expected \(expected), found \(found)"))
    }
  }

  /// Numbers beyond both ends of each range, fractions for whole numbers, more than nine decimals.
  func outOfRange(_ node: JSONOutline.Node) -> [Mutation] {
    // The place of a setting's number is its default.
    guard let name = judgingName(node), node.kind == .number else { return [] }
    let numbers: [String]
    switch name {
    case "version": numbers = ["0", "2", "1.5", "-1", "1e1"]
    case "max_entries": numbers = ["0", "1000001", "1.5", "-20", "1e7"]
    case "window_s": numbers = ["0", "31536001", "0.5", "-3600"]
    case "min_spread": numbers = ["0", "1", "-0.01", "1.5", "10e-1"]
    case "max_age_ms": numbers = ["0", "-1", "1.5", "31536000001"]
    case "max_skew_ms": numbers = ["-1", "0.5", "1e12"]
    case "max_abs_spread": numbers = ["0", "-0.2", "100.000000001"]
    case "min_depth_usd": numbers = ["-0.000000001", "1e13"]
    case "max_notional_usd": numbers = ["0", "-1000", "1e400", "1000000000000.1"]
    default: preconditionFailure("\(node.path) is a number without a range")
    }
    var mutations = numbers.map { number in
      Mutation(
        "\(node.path) as \(number)", replacing: node.range, by: number,
        .init(inserted: 0, message(node, name, found: number)))
    }
    if name != "version" {
      let hint = name == "min_spread" ? "; 0.005 is 0.5 %" : ""
      let words = "expected \(Self.expectations[name] ?? "?"), with at most 9 decimals, found 0.0000000001\(hint)"
      mutations.append(
        Mutation(
          "\(node.path) with 10 decimals", replacing: node.range, by: "0.0000000001",
          .init(inserted: 0, "\(node.path): \(words)")))
    }
    return mutations
  }

  /// Variables with a wrong text, and variables that are not set.
  var variables: [Mutation] {
    let texts = [
      "enabled": ["yes", "1", " true", "truе", "on", "null"],
      "min_spread": ["abc", "1%", "0,01", "0.01 ", ".01", "+0.01", "0", "1", "-0.01", "NaN", "null"],
    ]
    let wrong = keyed.filter { outline.name($0) == "env" }.flatMap { env in
      let setting = outline.parent(of: env)
      let name = outline.name(setting) ?? ""
      let variable = String(outline.source(env.range).dropFirst().dropLast())
      return (texts[name] ?? []).map { text in
        let start = setting.range.lowerBound
        var mutation = Mutation(
          "\(variable)=\(text)", replacing: start..<start, by: "",
          .init(at: start, message(setting, name, found: "\"\(text)\" in the variable \(variable)")))
        mutation.environment = [variable: text]
        return mutation
      }
    }
    let unset = keyed.filter { Self.settings.contains(outline.name($0) ?? "") }.map { node in
      Mutation(
        "\(node.path) from a variable that is not set", replacing: node.range, by: #"{ "env": "NO_SUCH" }"#,
        .init(inserted: 0, "\(node.path): missing \"default\"; the variable NO_SUCH is not set"))
    }
    return wrong + unset
  }
}

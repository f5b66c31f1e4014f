/// Makes overrides of the text of `overrides.json`: all of them, or none and every fault.
///
/// ```json
/// { "version": 1,
///   "overrides": [
///     { "entry": "purr-futures-spot-arb", "scope": { "coins": ["PURR"] },
///       "author": "mei", "reason": "the spot book moves to another pair",
///       "from": "2026-03-25T10:00:00Z", "until": "2026-03-25T12:00:00Z" } ] }
/// ```
///
/// All but `from` must be there.
public struct OverridesLoader {
  private let chain: RuleChain

  /// Prepares to load overrides of a chain's entries.
  public init(for chain: RuleChain) { self.chain = chain }

  /// Loads overrides.
  ///
  /// - Throws: `ConfigurationFaults` with every fault of the text, in file order.
  public func load(_ source: SourceText) throws(ConfigurationFaults) -> [Override] {
    var faults = FaultLog()
    var overrides: [Override] = []
    do {
      overrides = read(try JSONValue(parsing: source.bytes), in: source, &faults)
    } catch {
      faults.add(.syntax(error.kind), at: error.offset, "")
    }
    guard faults.count == 0 else { throw ConfigurationFaults(diagnostics: faults.diagnostics(in: source)) }
    return overrides
  }

  private func read(_ document: JSONValue, in source: SourceText, _ faults: inout FaultLog) -> [Override] {
    let keys = ["$schema", "version", "overrides"]
    guard let file = KeyedObject(document, path: "", keys: keys, faults: &faults) else { return [] }
    if let version = file["version"] {
      if version.number.flatMap({ ExactDecimal($0) }) != 1 {
        faults.add(.unexpectedValue(expected: "1", found: version.foundText, hint: nil), at: version.offset, "version")
      }
    } else {
      faults.add(.missing("\"version\""), at: document.offset, "")
    }
    guard let list = file["overrides"] else {
      faults.add(.missing("\"overrides\""), at: document.offset, "")
      return []
    }
    // None is a file as well: whoever takes the last one out need not think of the file.
    guard let elements = list.elements else {
      faults.add(
        .unexpectedValue(expected: "a list of overrides", found: list.foundText, hint: nil), at: list.offset,
        "overrides")
      return []
    }
    return elements.enumerated().compactMap { index, value in
      override(value, path: "overrides[\(index)]", in: source, &faults)
    }
  }

  private static let keys = ["entry", "scope", "author", "reason", "from", "until"]

  private func override(
    _ value: JSONValue, path: String, in source: SourceText, _ faults: inout FaultLog
  ) -> Override? {
    guard let object = KeyedObject(value, path: path, keys: OverridesLoader.keys, faults: &faults) else { return nil }
    for key in OverridesLoader.keys where key != "from" && object[key] == nil {
      faults.add(.missing("\"\(key)\""), at: value.offset, path)
    }
    let entryID = object["entry"].flatMap { self.entryID($0, path: object.path("entry"), &faults) }
    let scope = object["scope"].map { value in
      if value.members?.isEmpty == true {
        faults.add(
          .unexpectedValue(
            expected: "one or more of coins, pairs, directions, strategies", found: "an empty object",
            hint: "\"coins\": [\"*\"] is all"), at: value.offset, object.path("scope"))
      }
      return ScopeParser.scope(value, path: object.path("scope"), faults: &faults)
    }
    let author = object["author"].flatMap { text($0, "who answers for it", object.path("author"), &faults) }
    let reason = object["reason"].flatMap { text($0, "why", object.path("reason"), &faults) }
    let untilMs = object["until"].flatMap { time($0, object.path("until"), &faults) }
    let fromMs = object["from"].flatMap { time($0, object.path("from"), &faults) }
    if let from = object["from"], let fromMs, let untilMs, fromMs >= untilMs {
      faults.add(
        .unexpectedValue(expected: "a time before \"until\"", found: from.foundText, hint: nil), at: from.offset,
        object.path("from"))
    }
    guard let entryID, let scope, let author, let reason, let untilMs else { return nil }
    return Override(
      entryID: entryID, scope: scope, author: author, reason: reason, fromMs: fromMs, untilMs: untilMs,
      position: source.position(at: value.offset))
  }

  private func time(_ value: JSONValue, _ path: String, _ faults: inout FaultLog) -> Int64? {
    if let ms = value.string.flatMap({ CivilTime.ms(iso8601: $0) }) { return ms }
    faults.add(
      .unexpectedValue(expected: "a time, UTC, as \"2026-12-31T12:00:00Z\"", found: value.foundText, hint: nil),
      at: value.offset, path)
    return nil
  }

  private func entryID(_ value: JSONValue, path: String, _ faults: inout FaultLog) -> String? {
    let ids = chain.entries.map(\.id)
    if let id = value.string, ids.contains(id) { return id }
    let problem: Diagnostic.Problem
    if let id = value.string {
      problem = .unknownEntry(id, suggestion: NearestName(to: id.cut(to: 60), among: ids))
    } else {
      problem = .unexpectedValue(expected: "the id of an entry of the rules", found: value.foundText, hint: nil)
    }
    faults.add(problem, at: value.offset, path)
    return nil
  }

  /// The longest text that an override gives, in bytes: it stands in each verdict that it touches.
  private static let maxTextBytes = 500

  private func text(_ value: JSONValue, _ what: String, _ path: String, _ faults: inout FaultLog) -> String? {
    if let text = value.string, !text.isBlank, text.utf8.count <= OverridesLoader.maxTextBytes { return text }
    faults.add(
      .unexpectedValue(
        expected: "\(what), in up to \(OverridesLoader.maxTextBytes) bytes", found: value.foundText,
        hint: value.string?.isBlank == true ? "nothing of it can be seen" : nil),
      at: value.offset, path)
    return nil
  }
}

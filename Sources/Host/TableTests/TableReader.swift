internal import RuleEngine

/// Reads a file of table tests: `{"version":1,"rules":…,"env":{…},"signal":{…},"cases":[…]}`.
///
/// The head says which rules are meant; the cases can be read when these are known. Every fault is reported in one run.
struct TableReader {
  private let source: SourceText
  private let file: KeyedObject
  private var faults: FaultLog

  /// The path of the rules, from the folder of the file.
  let rules: String
  /// The variables that the rules see, and no others.
  let environment: [String: String]

  init(_ source: SourceText) throws(ConfigurationFaults) {
    self.source = source
    var faults = FaultLog()
    let document: JSONValue
    do {
      document = try JSONValue(parsing: source.bytes)
    } catch {
      faults.add(.syntax(error.kind), at: error.offset, "")
      throw ConfigurationFaults(diagnostics: faults.diagnostics(in: source))
    }
    let keys = ["version", "rules", "env", "signal", "cases"]
    guard let file = KeyedObject(document, path: "", keys: keys, faults: &faults) else {
      throw ConfigurationFaults(diagnostics: faults.diagnostics(in: source))
    }
    switch file["version"] {
    case nil: faults.add(.missing("\"version\""), at: document.offset, "")
    case let version? where version.whole != 1: faults.refuse(version, "1", "version")
    case _?: break
    }
    rules = file["rules"].flatMap { faults.text($0, "the path of the rules", "rules") } ?? "rules.json"
    var environment: [String: String] = [:]
    if let env = file["env"] {
      let names = (env.members ?? []).map(\.key)
      // Any name is a variable's; only one that stands twice is refused.
      if let object = KeyedObject(env, path: "env", keys: names, faults: &faults) {
        for name in Set(names) {
          guard let value = object[name] else { continue }
          environment[name] = value.string
          if value.string == nil { faults.refuse(value, "a string, as variables are", object.path(name)) }
        }
      }
    }
    self.environment = environment
    if let signal = file["signal"], signal.members == nil { faults.refuse(signal, "an object", "signal") }
    self.file = file
    self.faults = faults
  }

  /// The cases, read for a chain.
  mutating func cases(_ chain: RuleChain) throws(ConfigurationFaults) -> [TestCase] {
    var cases: [TestCase] = []
    var names: Set<String> = []
    let parser = ExpectationParser(chain)
    let signals = SignalParser(
      requiresTime: true, acceptsMarket: true, otherSpelling: { chain.otherSpelling(of: $0) })
    if let list = file["cases"] {
      let elements = list.elements ?? []
      if elements.isEmpty { faults.refuse(list, "a list of one or more cases", "cases") }
      for (index, value) in elements.enumerated() {
        let path = "cases[\(index)]"
        let keys = ["name", "signal", "expect"]
        guard let object = KeyedObject(value, path: path, keys: keys, faults: &faults) else { continue }
        let required = keys.filter { $0 != "signal" || file["signal"] == nil }
        for key in required where object[key] == nil { faults.add(.missing("\"\(key)\""), at: value.offset, path) }
        let name = object["name"].flatMap { faults.text($0, "a name that no other case has", "\(path).name") }
        if let name, let place = object["name"], !names.insert(name).inserted {
          faults.refuse(place, "a name that no other case has", "\(path).name")
        }
        let expectation = object["expect"].flatMap { parser.read($0, path: "\(path).expect", &faults) }
        if let own = object["signal"], own.members == nil {
          faults.refuse(own, "an object", "\(path).signal")
          continue
        }
        guard let name, let expectation, let own = object["signal"] ?? file["signal"] else { continue }
        cases.append(
          TestCase(
            name: name, position: source.position(at: value.offset), signal: signal(own, signals),
            expectation: expectation))
      }
    } else {
      faults.add(.missing("\"cases\""), at: file.value.offset, "")
    }
    if faults.count > 0 { throw ConfigurationFaults(diagnostics: faults.diagnostics(in: source)) }
    return cases
  }

  private func signal(_ own: JSONValue, _ parser: SignalParser) -> TestCase.Signal {
    let text = TableSignal(own, over: file["signal"], in: source.bytes)
    let reading = text.bytes.withUnsafeBytes { bytes in
      Result { () throws(BadSignal) in try parser.read(bytes) }
    }
    switch reading {
    case .success(let (signal, quotes, history, balance)):
      // The parser lets no signal without a time through here.
      return .entry(
        EntryContext(
          signal: signal, quotes: quotes, history: history, balance: balance, nowMs: signal.timeMs ?? 0))
    case .failure(let error):
      return .bad(error.fault, at: source.position(at: text.sourceOffset(of: error.fault.offset)))
    }
  }
}

extension FaultLog {
  /// Reports a value that is not what it has to be.
  mutating func refuse(_ value: JSONValue, _ expected: String, _ path: String, hint: String? = nil) {
    add(.unexpectedValue(expected: expected, found: value.foundText, hint: hint), at: value.offset, path)
  }

  /// A text that is not empty; nil, with a fault, of any other value.
  mutating func text(_ value: JSONValue, _ expected: String, _ path: String) -> String? {
    if let text = value.string, !text.isEmpty { return text }
    refuse(value, expected, path)
    return nil
  }
}

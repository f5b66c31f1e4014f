internal import RuleEngine

// A fault as a line for people, and as one for programs.

extension VerificationFault: CustomStringConvertible {
  var description: String {
    switch kind {
    case .missing(let last):
      return "\(place)\(last == number ? " is" : " to \(last) are") missing"
    case .misplaced(let seq): return "\(place) was written as record \(seq)"
    case .changed where isRules: return "\(place) was changed: its text is another one's"
    case .changed where place == .carried: return "\(place) were changed since the last pruning"
    case .changed: return "\(place) was changed: its bytes have the hash \(expected ?? ""), not \(recorded ?? "")"
    case .unlinked:
      return "\(place) does not follow the one before it: prev is \(recorded ?? ""), that one's hash \(expected ?? "")"
    case .unreadable: return "\(place) cannot be read as a record"
    case .column(let name) where isStore:
      return "\(place): \(name) is \(recorded ?? "not there"), what is in it asks for \(expected ?? "nothing")"
    case .column(let name) where isPruning:
      return "\(place): \(name) is \(recorded ?? "not there"), what is beside it asks for \(expected ?? "nothing")"
    case .column(let name) where isStatistics:
      return "\(place): \(name) is \(recorded ?? "not there"), the records give \(expected ?? "0")"
    case .column(let name):
      return "\(place): \(name) is \(recorded ?? "empty"), the record says \(expected ?? "nothing")"
    case .verdict(let path), .evidence(let path):
      return "\(place): \(isEvidence ? "evidence " : "")\(path) is \(recorded ?? "not there"), "
        + "evaluation gives \(expected ?? "nothing")"
    case .orphaned where isPruning: return "\(place) has no hash beside it, as those have that prune makes"
    case .orphaned where place == .carried: return "\(place) come from no pruning"
    case .orphaned where isStatistics: return "\(place) are of no record"
    case .orphaned: return recorded.map { "\(place) is of record \($0), which is missing" } ?? "\(place) has no verdict"
    case .removed(let seq): return "\(place) is gone, which was kept when they judged record \(seq)"
    case .schema(let name):
      return "\(place): \(name) is \(recorded ?? "not there"), EntryGate makes \(expected ?? "none")"
    case .integrity: return "\(place) is damaged: \(recorded ?? "")"
    }
  }

  private var isRules: Bool { if case .rules = place { true } else { false } }
  private var isStore: Bool { place == .store }
  private var isPruning: Bool { if case .pruning = place { true } else { false } }
  private var isStatistics: Bool { subject == .statistics }
  private var isEvidence: Bool { if case .evidence = kind { true } else { false } }

  private var number: Int64? {
    switch place {
    case .record(let number), .exit(let number), .pruning(let number): number
    case .day, .days, .rules, .carried, .store: nil
    }
  }

  /// The fault as an object: `{"fault":"changed","seq":17,"recorded":…,"expected":…}`.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("fault", name)
      switch place {
      case .record(let seq): writer.member("seq", seq)
      case .exit(let number): writer.member("exit", number)
      case .rules(let digest): writer.member("chain", digest)
      case .pruning(let number): writer.member("pruning", number)
      case .days(let day): writer.member("through_day", day)
      case .carried: writer.member("at", "carried_entries")
      case .store: break
      case .day(let day, let symbol, let baseSymbol):
        writer.member("day", day)
        writer.member("symbol", symbol)
        if !baseSymbol.isEmpty { writer.member("base_symbol", baseSymbol) }
      }
      switch kind {
      case .missing(let last): writer.member("through", last)
      case .misplaced(let seq): writer.member("written_as", seq)
      case .removed(let seq): writer.member("seq", seq)
      case .column(let path), .verdict(let path), .evidence(let path), .schema(let path): writer.member("at", path)
      case .changed, .unlinked, .unreadable, .orphaned, .integrity: break
      }
      if let recorded { writer.member("recorded", recorded) }
      if let expected { writer.member("expected", expected) }
    }
    return writer.bytes
  }

  private var name: String {
    switch kind {
    case .missing: "missing"
    case .misplaced: "misplaced"
    case .changed: "changed"
    case .unlinked: "unlinked"
    case .unreadable: "unreadable"
    case .column: "column"
    case .verdict: "verdict"
    case .evidence: "evidence"
    case .orphaned: "orphaned"
    case .removed: "removed"
    case .schema: "schema"
    case .integrity: "integrity"
    }
  }
}

extension VerificationFault.Place: CustomStringConvertible {
  var description: String {
    switch self {
    case .record(let seq): "record \(seq)"
    case .exit(let number): "exit \(number)"
    case .pruning(let number): "pruning \(number)"
    case .carried: "the entries carried over"
    case .store: "the store"
    case .rules(let digest): "the text of the rules \(digest)"
    case .day(let day, let symbol, let baseSymbol):
      "statistics of \(day), \(symbol)\(baseSymbol.isEmpty ? "" : " against \(baseSymbol)")"
    case .days(let day): "statistics up to \(day)"
    }
  }
}

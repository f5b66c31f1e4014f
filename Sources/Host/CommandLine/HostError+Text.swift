#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

// The one place where the program's errors become sentences: what is wrong, and what to do next.

extension HostError: CustomStringConvertible {
  var description: String {
    switch self {
    case .usage(let fault, let command):
      "\(fault)\nSee entrygate \(command.map { "\($0) " } ?? "")--help."
    case .cannotRead(let path, let code):
      "cannot read \(path): \(systemText(code)); check the path and its permissions"
    case .notAFile(let path): "cannot read \(path): it is no regular file; put one in its place"
    case .notAReport(let path):
      "\(path) is there already, and no report of EntryGate; name another file with --out, or remove it"
    case .noRules(let path, let code):
      "cannot read the rules in \(path): \(systemText(code)); name the file with --rules"
    case .cannotWrite(let name, let code):
      "cannot write to \(name): \(systemText(code)); nothing more is answered"
    case .cannotFinish(let path, let code):
      "cannot write \(path): \(systemText(code)); what is there now is cut off: make room, and write it again"
    case .configuration(let faults), .tests(let faults): "\(faults)"
    case .noTests(let folder): "there is no *.tests.json in \(folder), beside the rules; write one, or name its path"
    case .variable(let name, let text, let expected):
      "the variable \(name) is \(SecretVariable.isSecret(name) ? SecretVariable.placeholder : "\"\(text)\""), "
        + "expected \(expected); correct it in the environment or in .env"
    case .dotEnv(let path, let line, let problem): "\(path):\(line): \(problem); a line is KEY=VALUE"
    case .registry(let fault): "\(fault)"
    case .cannotRecord(let path, let code):
      "cannot record into \(path): \(systemText(code)); name a place that may be written, and a file that is not there yet"
    case .cannotCreate(let path, let code):
      "cannot write \(path): \(systemText(code)); nothing was changed"
    case .noRuleList(let folder, let found):
      "\(found.isEmpty ? "no file" : "more than one file") of \(folder)/Sources has a line that ends in "
        + "[any EntryRule.Type] = [" + (found.isEmpty ? "" : ": \(found.joined(separator: ", "))")
        + "; name the package that lists its rules with --folder"
    case .nothingToRecord(let path): "no enabled entry of \(path) reads market data: there is nothing to record"
    case .compressed(let path, nil):
      "\(path): gzip finds it damaged or cut off; keep what gzip -dc still gives as a file of its own, and read that"
    case .compressed(let path, let code?):
      "cannot read \(path): gzip: \(systemText(code)); install gzip, or decompress the file first"
    case .recording(let path, let line, let fault): "\(path):\(line): \(fault)"
    case .spotMeta(let path, .syntax(let error)):
      "\(path): not JSON at byte \(error.offset): \(error); store the reply to spotMetaAndAssetCtxs as it came"
    case .spotMeta(let path, .unexpectedShape):
      "\(path): no reply to spotMetaAndAssetCtxs, which has universe and tokens; store the reply as it came"
    case .listening(let path): "another host listens on \(path); stop it, or name another socket with --listen"
    case .cannotListen(let path, let code):
      "cannot listen on \(path): \(systemText(code)); name another path with --listen"
    case .cannotConnect(let path, let code):
      "no host answers on \(path): \(systemText(code)); start one with run --listen \(path)"
    case .network(let error): "the network cannot be used: \(error)"
    case .refusedByHost(let reason): "the host refuses: \(reason)"
    case .store(let path, let error): error.sentence(path: path)
    case .sweep(let fault): "\(fault)"
    case .explain(let fault): "\(fault)"
    }
  }

  private func systemText(_ code: Int32) -> String { String(cString: strerror(code)) }
}

extension UsageFault: CustomStringConvertible {
  var description: String {
    switch self {
    case .unknownCommand(let name, let suggestion): "no command named \"\(name)\"; \(suggestion)"
    case .unknownOption(let name, let suggestion): "no option named \(name); \(suggestion)"
    case .missingValue(let option): "\(option) wants a value behind it"
    case .badValue(let option, let text, let expected): "\(option) \(text): expected \(expected)"
    case .refused(let option, let problem): "\(option): \(problem)"
    case .repeated(let option): "\(option) stands twice"
    case .missingOption(let option, let what): "\(option) is missing: \(what)"
    case .excluded(let option, let other): "\(option) and \(other) exclude each other; give one of them"
    case .unexpectedArgument(let text): "nothing is known to be done with \"\(text)\""
    case .unknownRule(let name, let suggestion): "no rule named \"\(name)\"; \(suggestion)"
    case .unknownBenchmark(let name, let suggestion): "no benchmark begins with \"\(name)\"; \(suggestion)"
    case .badRuleName(let name, let fault): "\"\(name)\" is no name for a new rule: \(fault)"
    case .noCommand: "a command is missing"
    }
  }
}

extension ExplainFault: CustomStringConvertible {
  var description: String {
    switch self {
    case .noVerdict(let what, let store, let pruning):
      "\(store) holds no verdict \(what); entrygate verdicts --store \(store) shows what it holds"
        + (pruning.map { "; \($0.words(.en))" } ?? "")
    case .repeated(let id, let seqs, let store):
      "\(store) holds \(seqs.count) verdicts of the signal \"\(id)\", with seq "
        + "\(seqs.map(String.init).joined(separator: ", ").cut(to: 120)); name one of them with --seq"
    case .damaged(let seq, let store):
      "\(store): the record with seq \(seq) is not what EntryGate writes; docs/record.md shows how to look for changes"
    case .noSignal(let name):
      "no signal in \(name); give one as evaluate reads it, or name a recorded one with --verdict"
    }
  }
}

extension RuleName.Fault: CustomStringConvertible {
  var description: String {
    func hint(_ nearest: String?) -> String { nearest.map { "; nearest is \"\($0)\"" } ?? "" }
    return switch self {
    case .malformed(let nearest):
      "it wants lower-case words with _ between them, as quiet_minutes" + hint(nearest)
    case .endsInRule(let nearest): "the type alone ends in Rule" + hint(nearest)
    case .keyword: "rules.json combines rules with it"
    case .typeTaken(let type): "its type would be \(type), and RuleEngine has one of that name"
    case .taken(let other): "there is \"\(other)\" already; entrygate rules \(other) shows what it does"
    }
  }
}

extension RecordingFault: CustomStringConvertible {
  var description: String {
    switch self {
    case .unknownVersion: "this recording is not of version 1; use the EntryGate that wrote it, or a newer one"
    case .duplicateKey: "a key stands twice in this first line"
    case .unknownNetwork: "\"network\" is neither \"mainnet\" nor \"testnet\""
    case .malformedSpotCoins:
      "\"spot\" is not an object from coins to the exchange's names, as {\"PURR\":\"PURR/USDC\"}"
    case .contradictorySpotCoins(let coin):
      "this recording and one before it name different spot books for \(coin); replay them apart"
    }
  }
}

extension StoreError {
  /// The error as a sentence, with what to do.
  func sentence(path: String) -> String {
    switch self {
    case .missing: "there is no store at \(path); name one with --store, or make one with replay --store"
    case .foreign: "\(path) is not a store of EntryGate; name another file with --store"
    case .newer(let version):
      "\(path) has schema \(version), made by a newer EntryGate; this one knows up to \(Migrations.steps.count): update it"
    case .otherKind(let found, let wanted):
      "\(path) holds \(found.origin.rawValue) records of \(found.network.rawValue), not \(wanted.origin.rawValue) "
        + "records of \(wanted.network.rawValue); name another file with --store"
    case .inUse: "another process writes into \(path); stop it, or name another file with --store"
    case .lockUnavailable(let code):
      "cannot lock \(path): \(String(cString: strerror(code))); check that its folder exists and may be written"
    case .notEmpty(let records):
      "\(path) holds \(records) records already; a replay begins with an empty store: name another file with --store"
    case .moved: "\(path) was deleted or renamed while verdicts were written into it; start again with a store"
    case .filesChanged:
      "\(path), its -wal or its -shm was removed, replaced or cut while the store was in use; stop what uses it, look at "
        + "what is in it with verdicts, and start again"
    case .damaged(let fault):
      "nothing is pruned: \(fault); keep \(path) as it is, look at all of it with verify, and go on with a whole copy "
        + "or with a new store"
    case .planted(let object):
      "\(path) has the \(object.printable), which EntryGate does not make and which may change what is written; keep the file "
        + "as it is, look at it with verify, and go on with a whole copy or with a new store"
    case .sqlite(let error): "\(path): \(error.advice) [\(error)]"
    }
  }
}

extension SQLiteError {
  fileprivate var advice: String {
    switch cause {
    case .locked: "another process holds the database; wait for it or stop it"
    case .full: "the disk is full; make room"
    case .readOnly: "the file or its folder is read-only; make both writable"
    case .notADatabase: "this is not a SQLite database; name another file with --store"
    case .corrupt: "the database is damaged; keep it for inspection and restore a copy"
    case .cannotOpen: "the file cannot be opened; check that its folder exists and may be read and written"
    case .other: "the database refuses"
    }
  }
}

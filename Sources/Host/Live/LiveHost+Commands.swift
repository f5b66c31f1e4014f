internal import RuleEngine

// What the live host answers to lines that are not signals.
extension LiveHost {
  /// The line that answers a command.
  mutating func reply(to command: HostCommand) -> [UInt8] {
    var writer = JSONWriter()
    switch command {
    case .status(let answers):
      readHalt()
      writer.object { writer in writeStatus(&writer, answers: answers) }
    case .reload:
      let faults = reload()
      writer.object { writer in
        writer.key("reload")
        writer.object { writer in
          writer.member("ok", faults.isEmpty)
          if faults.isEmpty {
            writer.member("chain", chain.digest)
          } else {
            writer.key("errors")
            writer.array { writer in for fault in faults { writer.string(fault) } }
          }
        }
      }
    case .verdicts(let last): return verdicts(last: last)
    case .halt(let why, let untilMs):
      let nowMs = clock.wallMs()
      // A halt that is over already would halt nothing, and nobody would know.
      guard untilMs.map({ $0 > nowMs }) ?? true else {
        writer.object { writer in
          writer.member("error", "unknown_command")
          writer.member("reason", "\"until\" is over: it is \(nowMs) now (\(CivilTime(ms: nowMs).iso8601))")
        }
        return writer.bytes
      }
      return change(to: Halt(why: why, sinceMs: nowMs, untilMs: untilMs))
    case .resume: return change(to: nil)
    case .unknown(let reason):
      writer.object { writer in
        writer.member("error", "unknown_command")
        writer.member("reason", reason)
      }
    }
    return writer.bytes
  }

  /// Reads the rules again; a file with faults leaves those in force as they are.
  ///
  /// - Returns: the faults.
  mutating func reload() -> [String] {
    reloadCandidate()
    switch rulesFile.read() {
    case .chain(let newChain):
      rules.error = nil
      alerts.reloaded()
      guard newChain.digest != chain.digest || newChain.overrides != chain.overrides else { return [] }
      chain = newChain
      rules = RulesState(
        digest: newChain.digest, generation: rules.generation + 1, loadedAtMs: clock.wallMs(), error: nil)
      pipeline.replace(Judge(chain: newChain, messages: MessageWriter(language: language)))
      market.follow(newChain, beside: candidateChain)
      note(
        .info,
        LocalizedText(zh: "🔁 规则已重新加载 | \(newChain.digest)", en: "🔁 rules reloaded | \(newChain.digest)")[language])
      return []
    case .faults(let faults):
      let text = faults.joined(separator: "; ")
      // The same fault is said once, not at every look at the file.
      if rules.error != text {
        note(
          .error,
          LocalizedText(zh: "❌ 规则重新加载失败, 继续使用原规则 | \(text)", en: "❌ reload failed, the rules stay | \(text)")[
            language])
      }
      rules.error = text
      alert(.reloadFailed(text))
      return faults
    }
  }

  /// The halt that holds now; nil where none does.
  func haltInForce(nowMs: Int64) -> Halt? { halt.flatMap { $0.holds(at: nowMs) ? $0 : nil } }

  /// Sees whether a halt has ended by itself, and now and then whether another process has halted or resumed entries.
  mutating func lookForHalt() {
    isHaltFresh = false
    if haltReadMs.map({ clock.monotonicMs() - $0 >= LiveHost.lookAtHaltMs }) ?? true { readHalt() } else { sayHalt() }
  }

  /// Sees whether another process has halted or resumed entries, once each time that the loop comes round: a question is
  /// decided by what stands in the store at that time, and a book costs it nothing.
  mutating func readHalt() {
    guard !isHaltFresh else { return }
    isHaltFresh = true
    haltReadMs = clock.monotonicMs()
    // A store that cannot be read keeps the halt that was last seen; it cannot be written either, so that no entry is
    // approved meanwhile.
    do { halt = try store.currentHalt() } catch {}
    sayHalt()
  }

  /// Says that entries are halted, or that they are not any more, once each: by whoever it was ordered, and also where a
  /// halt ends by its own time.
  private mutating func sayHalt() {
    let inForce = haltInForce(nowMs: clock.wallMs())
    guard inForce != saidHalt else { return }
    saidHalt = inForce
    let alert = inForce.map { Alert.halted($0) } ?? .resumed
    note(.warning, AlertText(language: language).text(alert))
    self.alert(alert)
  }

  /// Halts entries, or resumes them.
  private mutating func change(to newHalt: Halt?) -> [UInt8] {
    var writer = JSONWriter()
    do {
      let previous = haltInForce(nowMs: clock.wallMs())
      try store.replaceHalt(newHalt, nowMs: clock.wallMs())
      halt = newHalt
      isHaltFresh = true
      sayHalt()
      writer.object { writer in
        if newHalt == nil {
          writer.member("resume", true)
          if previous == nil { writer.member("was_halted", false) }
        } else {
          writer.member("halt", true)
          if let previous { writer.member("replaced", previous.why) }
        }
      }
    } catch {
      writer.object { writer in
        writer.member("error", "store_unavailable")
        writer.member("reason", error.sentence(path: store.path))
      }
    }
    return writer.bytes
  }

  private func verdicts(last: Int) -> [UInt8] {
    var writer = JSONWriter()
    do {
      let rows = try store.lastVerdicts(last)
      writer.object { writer in
        writer.key("verdicts")
        writer.array { writer in for row in rows { writer.raw(row.utf8) } }
      }
    } catch {
      writer.removeAll()
      writer.object { writer in
        writer.member("error", "store_unavailable")
        writer.member("reason", error.sentence(path: store.path))
      }
    }
    return writer.bytes
  }
}

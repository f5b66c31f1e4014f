internal import RuleEngine

// What a candidate is told, when everybody else has been answered.
extension LiveHost {
  /// Tells the candidate what was asked, and how it was answered.
  func tellCandidate(_ submitted: [Submitted], answers: [[UInt8]]) {
    guard let candidate else { return }
    let questions = zip(submitted, answers).enumerated().compactMap { place, pair -> CandidateQuestion? in
      let (item, answer) = pair
      switch item.told {
      case .signal(let signal, let known): return .signal(signal, known, answer: answer)
      case .exit(let exit, let line, let nowMs):
        return pipeline.refusedByStore.contains(place) ? nil : .exit(exit, line: line, nowMs: nowMs)
      case nil: return nil
      }
    }
    if !questions.isEmpty { candidate.tell(questions) }
  }

  /// Reads the candidate's rules again; those with faults leave it as it is.
  mutating func reloadCandidate() {
    guard let candidate else { return }
    let fault = candidate.status.error
    if let newChain = candidate.reload() {
      candidateChain = newChain
      market.follow(chain, beside: newChain)
      let digest = newChain.digest
      note(
        .info,
        LocalizedText(zh: "[candidate] 🔁 候选规则已重新加载 | \(digest)", en: "[candidate] 🔁 rules reloaded | \(digest)")[
          language])
    }
    // The same fault is said once, not at every look at the file.
    guard let error = candidate.status.error, error != fault else { return }
    note(
      .error,
      LocalizedText(
        zh: "[candidate] ❌ 候选规则重新加载失败, 继续使用原规则 | \(error)",
        en: "[candidate] ❌ reload failed, its rules stay | \(error)")[language])
  }

  /// Writes what became of the candidate; nothing where there is none.
  func writeCandidate(_ writer: inout JSONWriter) {
    guard let candidate else { return }
    let status = candidate.status
    writer.key("candidate")
    writer.object { writer in
      writer.member("rules", candidate.file.path)
      writer.member("digest", status.digest)
      writer.member("store", candidate.storePath)
      writer.member("signals", Int64(status.counts.signals))
      writer.member("stricter", Int64(status.counts.stricter))
      writer.member("looser", Int64(status.counts.looser))
      writer.member("lost", Int64(status.counts.lost))
      writer.key("error")
      if let error = status.error { writer.string(error) } else { writer.null() }
    }
  }
}

extension LiveHost.Submitted {
  /// Notes that no chain was asked, and why.
  mutating func reject(_ rejection: RecordedRejection) {
    recorded?.rejection = rejection
    guard case .signal(let signal, var known) = told else { return }
    known.rejection = rejection
    told = .signal(signal, known)
  }
}

internal import RuleEngine

// Word of closed entries: no rule is asked, and no halt stops it.
extension LiveHost {
  /// An exit that waits until the signal is decided whose entry it closes.
  struct DeferredExit {
    let question: Question
    let exit: Exit
    let line: LineAssembler.Line
    let source: SignalSource
  }

  /// Takes note of an exit, behind its signal where that still waits for a feed.
  mutating func take(_ item: DeferredExit) {
    let isEarly = deferred.contains { $0.signal.id?.utf8.elementsEqual(item.exit.signalID.utf8) ?? false }
    if isEarly { deferredExits.append(item) } else { submit(item) }
  }

  /// Takes note of the exits whose signals wait no longer.
  mutating func takeDeferredExits() {
    let waiting = deferredExits
    deferredExits = []
    for item in waiting { take(item) }
  }

  private mutating func submit(_ item: DeferredExit) {
    // By the clock of the signals: a recording has all of them in one order.
    let snapshot = market.snapshot(of: [], contextOf: nil)
    let bytes = item.line.bytes
    if let refusal = pipeline.submit(item.exit, line: bytes, nowMs: snapshot.nowMs) {
      let reading = bytes.withUnsafeBytes {
        item.source.bad(
          ExitFault(refusal.problem), item.exit.signalID,
          in: LineReader.Line(bytes: $0, number: item.line.number, isTooLong: item.line.isTooLong))
      }
      refuse(reading, refusal, item.question)
      return
    }
    let recorded = snapshot.session.map { RecordedSignal(session: $0, nowMs: snapshot.nowMs, line: bytes) }
    let told = candidate.map { _ in Told.exit(item.exit, line: bytes, nowMs: snapshot.nowMs) }
    submitted.append(Submitted(question: item.question, recorded: recorded, told: told))
  }
}

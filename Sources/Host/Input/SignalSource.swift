internal import RuleEngine

/// Makes signals of lines, and answers of the lines that are none.
struct SignalSource {
  private let parser: SignalParser
  private let name: String

  /// What a line is.
  enum Reading {
    case blank
    case signal(Signal, Quotes, History, AvailableBalance?)
    /// Word of a closed entry; none where signals bring their history with them.
    case exit(Exit)
    /// No entry signal: the answer to give in its place, and the report for whoever runs the program.
    case bad(answer: [UInt8], report: String)
  }

  /// - Parameter name: what the source is called in messages.
  init(requiresTime: Bool, acceptsMarket: Bool, chain: RuleChain, name: String) {
    parser = SignalParser(
      requiresTime: requiresTime, acceptsMarket: acceptsMarket, otherSpelling: { chain.otherSpelling(of: $0) })
    self.name = name
  }

  /// Reads a line.
  func read(_ line: LineReader.Line) -> Reading {
    if line.isTooLong { return bad(SignalFault(.tooLong, at: 0), nil, in: line) }
    if line.isBlank { return .blank }
    do {
      let (signal, quotes, history, balance) = try parser.read(line.bytes)
      return .signal(signal, quotes, history, balance)
    } catch {
      if error.fault.code == "not_an_entry", let exit = exit(line) { return exit }
      return bad(error.fault, error.signalID, in: line)
    }
  }

  private func exit(_ line: LineReader.Line) -> Reading? {
    guard let (signalID, parsed) = ExitParser.parse(line.bytes, requiresTime: parser.requiresTime) else { return nil }
    // No exit is of use there, however well it is written.
    if parser.acceptsMarket { return bad(ExitFault(.noRecord), signalID, in: line) }
    switch parsed {
    case .failure(let fault): return bad(fault, signalID, in: line)
    case .success(let exit): return .exit(exit)
    }
  }

  /// The reading of an exit that is not taken note of.
  func bad(_ fault: ExitFault, _ signalID: String?, in line: LineReader.Line) -> Reading {
    let reason = reason("\(fault)", at: fault.offset, in: line)
    return .bad(answer: ExitAnswer.refused(signalID, fault.code, reason: reason), report: reason)
  }

  /// The reading of a line that is no entry signal.
  func bad(_ fault: SignalFault, _ signalID: String?, in line: LineReader.Line) -> Reading {
    let reason = reason("\(fault)", at: fault.offset, in: line)
    return .bad(
      answer: VerdictWriter.badLine(fault.code, reason: reason, signalID: signalID), report: reason)
  }

  private func reason(_ fault: String, at offset: Int, in line: LineReader.Line) -> String {
    "\(name):\(line.number):\(SourceText.scalarCount(line.bytes.prefix(offset)) + 1): \(fault)"
  }
}

internal import RuleEngine

/// Makes signals of lines, and answers of the lines that are none.
struct SignalSource {
  private let parser: SignalParser
  private let name: String

  /// What a line is.
  enum Reading {
    case blank
    case signal(Signal, Quotes, History, AvailableBalance?)
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
    switch parser.parse(line.bytes) {
    case .bad(let fault, let id): return bad(fault, id, in: line)
    case .signal(let signal, let quotes, let history, let balance): return .signal(signal, quotes, history, balance)
    }
  }

  /// The reading of a line that is no entry signal.
  func bad(_ fault: SignalFault, _ signalID: String?, in line: LineReader.Line) -> Reading {
    let column = SourceText.scalarCount(line.bytes.prefix(fault.offset)) + 1
    let reason = "\(name):\(line.number):\(column): \(fault)"
    return .bad(
      answer: VerdictWriter.badLine(fault.code, reason: reason, signalID: signalID), report: reason)
  }
}

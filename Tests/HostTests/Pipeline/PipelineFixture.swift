import RuleEngine

@testable import Host

/// A pipeline over a store in memory, with a journal of everything that leaves it.
struct PipelineFixture {
  let folder: ScratchFolder
  let journal: Journal
  let store: FaultyVerdictStore
  private(set) var pipeline: EntryPipeline

  /// An answer's line, and what tests ask of it.
  struct Answer: CustomStringConvertible {
    let description: String

    private func value(_ key: String) -> String? {
      guard let object = try? JSONValue(parsing: Array(description.utf8)) else { return nil }
      return object[key]?.string ?? object[key]?.number ?? object[key]?.bool.map { "\($0)" }
    }

    var id: String? { value("signal_id") }
    var seq: Int? { value("seq").flatMap { Int($0) } }
    var action: String? { value("action") }
    var code: String? { value("code") }
    var stage: String? { value("stage") }
    var rule: String? { value("rule") }
    var reason: String? { value("reason") }
    var isDuplicate: Bool { value("duplicate") == "true" }
    /// `approved`, or the code of a rejection.
    var word: String? { action == "rejected" ? code : action }
  }

  /// - Parameter logLevel: `error` where a thread writes: the log and its notes would meet in the journal.
  init(
    _ rules: String, store existing: FaultyVerdictStore? = nil, isStoreNew: Bool = false,
    logLevel: LogLevel = .debug
  ) throws {
    folder = try ScratchFolder()
    journal = try Journal(folder)
    store = existing ?? FaultyVerdictStore(journal)
    let log = Log(level: logLevel, format: .text, output: journal.output)
    let alerts = JournalAlerts(journal: journal)
    pipeline = try EntryPipeline(
      judge: Judge(chain: try Fixture.chain(rules), messages: MessageWriter(language: .zh)), network: .mainnet,
      store: store, alerts: alerts, executor: PaperExecutor(alerts: alerts), log: log,
      isStoreNew: isStoreNew)
  }

  mutating func submit(_ lines: String...) throws { try submit(lines) }

  mutating func submit(_ lines: [String]) throws {
    for line in lines {
      let (signal, quotes, _) = try Fixture.signal(line)
      pipeline.submit(signal, line: Array(line.utf8), quotes: quotes, nowMs: signal.timeMs ?? 0)
    }
  }

  mutating func submitBad(_ answer: String, _ refusal: ExitRefusal? = nil) {
    let report = LogEntry(level: .warning, timeMs: Fixture.nowMs, message: "answered \(answer)")
    pipeline.submitBad(Array(answer.utf8), report: report, refusal)
  }

  mutating func submit(_ exit: Exit, _ line: String, nowMs: Int64) -> ExitRefusal? {
    pipeline.submit(exit, line: Array(line.utf8), nowMs: nowMs)
  }

  mutating func reject(_ line: String, _ code: ReasonCode) throws {
    let (signal, _, _) = try Fixture.signal(line)
    pipeline.reject(signal, line: Array(line.utf8), stage: .input, code, nowMs: signal.timeMs ?? 0)
  }

  /// Puts other rules in force.
  mutating func reload(_ rules: String) throws {
    pipeline.replace(Judge(chain: try Fixture.chain(rules), messages: MessageWriter(language: .zh)))
  }

  mutating func commit() -> [Answer] {
    pipeline.commit().map { Answer(description: String(decoding: $0, as: UTF8.self)) }
  }

  mutating func commitAhead(on writer: WorkerPool) -> [Answer] {
    pipeline.commitAhead(on: writer).map { Answer(description: String(decoding: $0, as: UTF8.self)) }
  }

  /// The answer to a signal with these quotes.
  mutating func answer(_ line: String, quotes: Quotes, nowMs: Int64) throws -> Answer? {
    pipeline.submit(try Fixture.signal(line).signal, line: Array(line.utf8), quotes: quotes, nowMs: nowMs)
    return commit().first
  }

  /// The answers to signals that are committed together.
  mutating func answer(_ lines: String...) throws -> [Answer] {
    try submit(lines)
    return commit()
  }
}

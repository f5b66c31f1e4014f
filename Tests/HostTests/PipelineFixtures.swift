import Foundation
import RuleEngine
import Rules

@testable import Host

/// What happened, in order: log lines, alerts, executions and the store's writes, a line each.
final class Journal {
  let output: TextOutput
  private let path: String
  private let handle: FileHandle
  private let noting = Lock(())

  init(_ folder: ScratchFolder) throws {
    let name = "journal-\(UUID().uuidString)"
    path = try folder.file(name, "")
    handle = try FileHandle(forWritingTo: URL(filePath: path))
    output = TextOutput(descriptor: handle.fileDescriptor, name: name)
  }

  /// Adds a line, from any thread where nothing else writes to `output`. A journal that cannot be written is seen by its
  /// missing lines.
  func note(_ line: String) { noting.withLock { _ in try? output.write(line + "\n") } }

  /// All lines so far.
  func lines() throws -> [String] {
    try output.flush()
    return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  /// The lines since the last call.
  func newLines() throws -> [String] {
    let all = try lines()
    defer { seen = all.count }
    return Array(all[seen...])
  }

  private var seen = 0
}

/// Notes every alert.
struct JournalAlerts: AlertSink {
  let journal: Journal

  func send(_ alert: Alert, nowMs: Int64) {
    switch alert {
    case .signal(let signal): journal.note("alert: signal \(signal.id ?? "-")")
    case .rejected(let signal, let rejection, let balance):
      let zScore = signal.zScore.map { " z=\($0)" } ?? ""
      journal.note(
        "alert: rejected \(signal.id ?? "-") \(rejection.code)\(zScore)\(balance.map { " balance=\($0)" } ?? "")")
    case .paperEntry(let signal, let entry):
      journal.note("alert: entry \(signal.id ?? "-") @ \(entry.price?.description ?? "-")")
    case .gateSkipped(let signal, let skip):
      journal.note("alert: skipped \(signal.id ?? "-") \(skip.entryID) \(skip.code)")
    case .halted(let halt): journal.note("alert: halted \(halt.why)")
    case .resumed: journal.note("alert: resumed")
    case .reloadFailed: journal.note("alert: reload_failed")
    case .gateHealth(let finding): journal.note("alert: health \(finding.id) \(finding.kind.rawValue)")
    case .feed: break
    }
  }
}

/// Chains, signals and quotes for tests of the host.
enum Fixture {
  /// 2026-03-25T00:53:20Z, the time of the design's examples.
  static let nowMs: Int64 = 1_774_400_000_000

  /// A file with these entries.
  static func rules(_ entries: String..., riskReview: [String] = []) -> String {
    let review = riskReview.isEmpty ? "" : ",\"risk_review\":[\(riskReview.joined(separator: ","))]"
    return "{\"version\":1,\"chain\":[\(entries.joined(separator: ","))]\(review)}"
  }

  /// The gate of the design's examples.
  static func arb(_ more: String = "", params: String = "") -> String {
    """
    {"id":"purr-futures-spot-arb","rule":"futures_spot_arb","scope":{"coins":["PURR"]}\(more),"params":{\(params)}}
    """
  }

  static func longOnly(_ id: String, _ more: String = "") -> String {
    "{\"id\":\"\(id)\",\"rule\":\"direction_allow\"\(more),\"params\":{\"directions\":[\"long\"]}}"
  }

  static func rate(_ maxEntries: Int, per: String = "all", windowSeconds: Int = 3600) -> String {
    """
    {"id":"rate","rule":"entry_rate_limit",\
    "params":{"max_entries":\(maxEntries),"window_s":\(windowSeconds),"per":"\(per)"}}
    """
  }

  static func chain(_ rules: String) throws -> RuleChain {
    let loader = ChainLoader(registry: try RuleRegistry(BuiltInRules.all), environment: [:])
    return try loader.load(SourceText(name: "rules.json", bytes: Array(rules.utf8)))
  }

  /// Reads a line as `evaluate` reads it.
  static func signal(_ line: String) throws -> (signal: Signal, quotes: Quotes, history: History) {
    let parser = SignalParser(requiresTime: true, acceptsMarket: true)
    switch Array(line.utf8).withUnsafeBytes({ parser.parse($0) }) {
    case .signal(let signal, let quotes, let history, _): return (signal, quotes, history)
    case .bad(let fault, _): throw fault
    }
  }

  /// A signal of the design's pair.
  static func line(
    _ id: String?, _ direction: String = "long", time: Int64 = nowMs, symbol: String = "PURR/USDC:USDC",
    base: String? = "HYPE/USDC:USDC", more: String = ""
  ) -> String {
    var members = id.map { ["\"id\":\"\($0)\""] } ?? []
    members += ["\"time\":\(time)", "\"symbol\":\"\(symbol)\""]
    if let base { members.append("\"base_symbol\":\"\(base)\"") }
    members.append("\"direction\":\"\(direction)\"")
    return "{\(members.joined(separator: ","))\(more)}"
  }

  /// The `market` member of a signal's line; nil for a missing quote.
  static func market(perp: String?, spot: String?) -> String {
    let sides = [("perp", perp), ("spot", spot)].compactMap { name, quote in
      quote.map { "\"\(name)\":{\"PURR\":\($0)}" }
    }
    return ",\"market\":{\(sides.joined(separator: ","))}"
  }
}

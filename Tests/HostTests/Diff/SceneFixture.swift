import Foundation
import RuleEngine
import Rules
import TestSupport

@testable import Host

/// A recording of two hours with its signals, by a seed: a perp and a spot book of PURR, of HYPE the spot book alone, gaps
/// and disconnections; repeated signals, and exits of entries that were made or not.
struct SceneFixture {
  /// What was received: a book's mid in halves of 10^-6 dollars, or nothing of any book.
  struct Event {
    let receivedMs: Int64
    let book: String?
    let halves: Int
  }

  private(set) var events: [Event] = []
  let market: String
  let signals: String

  init(_ folder: ScratchFolder, seed: UInt64, count: Int = 300) throws {
    var random = SplitMix64(seed: seed)
    var nowMs = Fixture.nowMs
    let endMs = nowMs + 7_200_000
    var perp = 1500
    var lines: [String] = []
    while nowMs < endMs {
      nowMs += Int64(Int.random(in: 0..<60, using: &random) == 0 ? 15_000 : Int.random(in: 200...4000, using: &random))
      if Int.random(in: 0..<150, using: &random) == 0 {
        lines.append(#"{"received":\#(nowMs),"event":"disconnected"}"#)
        events.append(Event(receivedMs: nowMs, book: nil, halves: 0))
        continue
      }
      perp += Int.random(in: -9...9, using: &random)
      let spot = perp + Int.random(in: -30...30, using: &random)
      for (book, bid) in [("PURR", perp), ("PURR/USDC", spot), ("HYPE/USDC", 2 * perp)]
      where Int.random(in: 0..<6, using: &random) > 0 {
        let ask = bid + Int.random(in: 0...3, using: &random)
        lines.append(
          """
          {"received":\(nowMs),"frame":{"channel":"l2Book","data":{"coin":"\(book)","time":\(nowMs),"levels":\
          [[{"px":"\(bid)e-6","sz":"10","n":1}],[{"px":"\(ask)e-6","sz":"10","n":1}]]}}}
          """.replacing("\(bid)e-6", with: Self.price(bid)).replacing("\(ask)e-6", with: Self.price(ask)))
        events.append(Event(receivedMs: nowMs, book: book, halves: bid + ask))
      }
    }
    var times = (0..<count).map { _ in Int64.random(in: Fixture.nowMs...endMs, using: &random) }.sorted()
    times[0] = Fixture.nowMs
    var ids: [String] = []
    let requests = times.enumerated().map { number, timeMs in
      if Int.random(in: 0..<4, using: &random) == 0, let id = ids.randomElement(using: &random) {
        let pnl = Int.random(in: -3...2, using: &random)
        return #"{"event":"exit","signal_id":"\#(id)","time":\#(timeMs),"pnl_usd":\#(pnl)}"#
      }
      let id = Int.random(in: 0..<9, using: &random) == 0 ? "s-\(number - 1)" : "s-\(number)"
      ids.append(id)
      return Fixture.line(
        id, Bool.random(using: &random) ? "long" : "short", time: timeMs,
        symbol: Int.random(in: 0..<4, using: &random) == 0 ? "HYPE" : "PURR")
    }
    market = folder.path("market.jsonl")
    signals = folder.path("signals.jsonl")
    try (lines.joined(separator: "\n") + "\n").write(toFile: market, atomically: true, encoding: .utf8)
    try (requests.joined(separator: "\n") + "\n").write(toFile: signals, atomically: true, encoding: .utf8)
  }

  private static func price(_ millionths: Int) -> String {
    let digits = String(millionths)
    return "0." + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// The mid of a book that lives at a moment, by going through all events.
  func halves(_ book: String, at timeMs: Int64) -> Int? {
    guard let last = events.last, timeMs <= last.receivedMs else { return nil }
    var newest: Event?
    for event in events.prefix(while: { $0.receivedMs <= timeMs }) {
      if event.book == nil { newest = nil } else if event.book == book { newest = event }
    }
    guard let newest, timeMs - newest.receivedMs <= 10_000 else { return nil }
    return newest.halves
  }

  func scene(_ old: String, _ new: String) throws -> RecordedScene {
    try RecordedScene(
      market: [market], signals: [signals], spotMeta: nil, Fixture.chain(old), others: [Fixture.chain(new)], .mainnet
    ) { _ in }
  }

  /// The actions that `replay` gives by some rules, in the order of the record.
  func replayed(_ rules: String, _ folder: ScratchFolder) throws -> [Bool] {
    let journal = try Journal(folder)
    let chain = try Fixture.chain(rules)
    let recordings = try Replay.open([market])
    let log = Log(level: .error, format: .text, output: NoLog())
    let pipeline = try EntryPipeline(
      judge: Judge(chain: chain, messages: MessageWriter(language: .zh)), network: .mainnet,
      store: ScratchVerdictStore(), alerts: NoAlerts(), executor: PaperExecutor(alerts: NoAlerts()), log: log,
      isStoreNew: true)
    var replay = Replay(
      chain: chain, warnings: [], books: try ReplayCommand.feedBooks(chain.feeds, recordings, spotMeta: nil),
      market: RecordingMerger(recordings), pipeline: pipeline, writer: nil, language: .zh, log: log,
      output: journal.output, errors: Self.nowhere())
    try replay.answer(
      try LineReader(path: signals),
      source: SignalSource(requiresTime: true, acceptsMarket: false, chain: chain, name: "signals"))
    try replay.finish()
    return try journal.lines().filter { $0.contains("\"seq\":") && !$0.contains("\"duplicate\":true") }
      .map { $0.contains("\"action\":\"approved\"") }
  }

  private static func nowhere() -> TextOutput {
    TextOutput(descriptor: open("/dev/null", O_WRONLY), name: "nowhere")
  }
}

import Foundation
import RuleEngine
import TestSupport
import Testing

@testable import Host

/// A live host over a simulated market, which is recorded; and replays of what was recorded.
final class RecordedRun {
  let fixture: LiveFixture
  let market: SimulatedMarket
  private let files: SimulatedMarket.Files
  private var generator: SplitMix64
  private var asked: [String] = []
  private let prefix: String

  /// A gate that looks back on the books, and can change no verdict.
  static func held(_ forMs: Int) -> String {
    """
    {"id":"held","rule":"futures_spot_arb","scope":{"coins":["PURR","HYPE"]},"mode":"shadow",\
    "params":{"min_spread":0.001,"max_age_ms":900,"confirm_for_ms":\(forMs)}}
    """
  }

  /// Gates and limits whose answers hang on everything: prices, ages, the way a quote came, and what was before.
  static let rules = Fixture.rules(
    Fixture.rate(6, windowSeconds: 30),
    #"{"id":"cool","rule":"cooldown","params":{"seconds":1,"after":"approved","per":"coin"}}"#,
    #"{"id":"open","rule":"max_open_entries","params":{"max_open":4,"max_age_s":40,"per":"coin"}}"#,
    #"{"id":"streak","rule":"loss_streak_guard","params":{"max_losses":2,"pause_s":1,"per":"all"}}"#,
    Fixture.arb(#","on_unavailable":"reject""#, params: #""min_spread":0.004,"max_age_ms":900,"max_skew_ms":800"#),
    #"{"id":"funding","rule":"funding_rate_band","scope":{"coins":["PURR"]},"params":{"max_cost":0.000003}}"#,
    """
    {"id":"oracle","rule":"oracle_deviation_cap","scope":{"coins":["HYPE"]},"mode":"shadow",\
    "params":{"max_deviation":0.01,"max_age_ms":900,"max_context_age_ms":3000}}
    """,
    #"{"id":"funds","rule":"min_available_balance","mode":"shadow","params":{"min_usd":100,"max_age_ms":4000}}"#,
    held(6),
    """
    {"id":"depth","rule":"min_depth","scope":{"coins":["HYPE"]},"mode":"shadow",\
    "params":{"min_usd":112,"leg":"perp","max_age_ms":500}}
    """)

  /// Gates that do not look back on entries, so that each recording can be replayed alone.
  static let gates = Fixture.rules(
    Fixture.arb(#","on_unavailable":"reject""#, params: #""min_spread":0.004,"max_age_ms":900,"max_skew_ms":800"#),
    #"{"id":"funding","rule":"funding_rate_band","scope":{"coins":["PURR"]},"params":{"max_cost":0.000003}}"#,
    #"{"id":"deviation","rule":"compare","scope":{"coins":["HYPE"]},"params":"#
      + #"{"left":"oracle_deviation","op":"<=","right":0.01}}"#,
    held(12),
    riskReview: [AccountTexts.floor("100")])

  init(
    seed: UInt64, rules: String, maxPieceBytes: Int = 20_000, files: SimulatedMarket.Files? = nil,
    fixture: LiveFixture? = nil, candidate: String? = nil
  ) throws {
    generator = SplitMix64(seed: seed ^ 0x5161)
    prefix = "s\(seed)"
    let fixture = try fixture ?? LiveFixture(rules)
    self.fixture = fixture
    self.files = files ?? SimulatedMarket.Files(maxPieceBytes: maxPieceBytes)
    if let candidate { try fixture.makeCandidate(candidate) }
    market = SimulatedMarket(
      seed: seed, chain: try Fixture.chain(rules), candidate: try candidate.map(Fixture.chain), time: fixture.time,
      files: self.files)
    fixture.otherMarket = market
  }

  /// Runs the host through rounds of questions.
  ///
  /// - Parameter between: happens before a round.
  /// - Returns: the verdicts' lines.
  func live(rounds: Int, idsOnly: Bool = false, between: @escaping (Int) throws -> Void = { _ in }) throws -> [String] {
    let steps = (0..<rounds).map { round in
      { [self] in
        try between(round)
        market.happen(Int.random(in: 0...20, using: &generator))
        for _ in 0..<Int.random(in: 0...4, using: &generator) { ask(idsOnly: idsOnly) }
      }
    }
    let sent = try fixture.run(steps)
    files.finish()
    // Lines that are no signals, and commands, have no verdict; an exit that is taken note of has an answer.
    return sent.map(\.text).filter { $0.contains(#""seq":"#) || $0.contains(#""recorded":true"#) }
  }

  private func ask(idsOnly: Bool) {
    let choice = Int.random(in: 0..<100, using: &generator)
    if choice < 12, !idsOnly, let again = asked.randomElement(using: &generator) {
      // Again, with other spaces and another time; now and then as another signal.
      let text = choice < 4 ? again.replacing("long", with: "short") : again.replacing(",", with: " ,")
      return fixture.say(1, text)
    }
    if choice >= 90, !idsOnly, let line = asked.suffix(9).randomElement(using: &generator) {
      return exit(line)
    }
    if choice < 14 { return fixture.say(1, "{ no signal") }
    if choice < 16, !idsOnly { return fixture.say(1, #"{"command":"halt","why":"a \"pause\""}"#) }
    if choice < 30, !idsOnly { return fixture.say(1, #"{"command":"resume"}"#) }
    let symbol = choice < 35 ? "NOPE" : choice < 70 ? "PURR/USDC:USDC" : "HYPE-PERP"
    let direction = Bool.random(using: &generator) ? "long" : "short"
    var members = [#""symbol":"\#(symbol)""#, #""direction":"\#(direction)""#]
    if idsOnly || Bool.random(using: &generator) { members.append(#""id":"\#(prefix)-\#(asked.count)""#) }
    // Some are too old, or from the future.
    if Bool.random(using: &generator) {
      members.append(#""t\u0069me":\#(fixture.time.wallMs + Int64.random(in: -33_000...2500, using: &generator))"#)
    }
    if Bool.random(using: &generator) { members.append(#""note":"a, b} \"time\":1""#) }
    let line = "{\(members.shuffled(using: &generator).joined(separator: ","))}"
    if line.contains(#""id""#) { asked.append(line) }
    fixture.say(1, line)
  }

  /// An exit of a signal that was asked about, whatever became of it: of most a loss, of some told twice.
  private func exit(_ signal: String) {
    guard let id = (try? JSONValue(parsing: Array(signal.utf8)))?["id"]?.string else { return }
    let pnl = id.utf8.count.isMultiple(of: 2) ? "-0.5" : Int.random(in: 0...2, using: &generator) == 0 ? "1e1" : "-7"
    let time = Bool.random(using: &generator) ? #","time":\#(fixture.time.wallMs - 90_000)"# : ""
    fixture.say(1, #"{"event":"exit","signal_id":"\#(id)","pnl_usd":\#(pnl)\#(time)}"#)
  }

  // MARK: - The replay

  /// The beginnings of the recordings' names, in order.
  var recordings: [String] {
    Set(files.texts.keys.map { $0.split(separator: ".")[0] }).map(String.init).sorted()
  }

  func names(_ recording: String, _ kind: String) -> [String] {
    files.texts.keys.filter { $0.hasPrefix(recording + ".\(kind).") }.sorted()
  }

  func text(_ name: String) -> String { String(decoding: files.texts[name] ?? [], as: UTF8.self) }

  /// Replays some recordings together, every other file compressed.
  func replay(
    _ recordings: [String], rules: String = "rules.json", store: String = ":memory:"
  ) throws -> GateProcess.Run {
    let gate = GateProcess(folder: fixture.folder)
    var names: [String: [String]] = [:]
    var compressed: [String] = []
    for kind in ["market", "signals"] {
      for (index, name) in recordings.flatMap({ self.names($0, kind) }).enumerated() {
        try fixture.folder.file(name, files.texts[name] ?? [])
        let isCompressed = index % 2 == 1
        if isCompressed { compressed.append(name) }
        names[kind, default: []].append(isCompressed ? name + ".gz" : name)
      }
    }
    if !compressed.isEmpty {
      let zipped = try gate.shell("gzip -f \(compressed.joined(separator: " "))")
      try #require(zipped.code == 0, "\(zipped.errors)")
    }
    guard let market = names["market"], let signals = names["signals"] else {
      return GateProcess.Run(code: 0, output: "", errors: "")
    }
    return try gate.run(
      ["replay", "--lang", "en", "--log-level", "error", "--rules", rules, "--store", store, "--market"] + market + [
        "--signals"
      ]
        + signals)
  }
}

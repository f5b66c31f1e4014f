import RuleEngine
import Rules
import TestSupport

@testable import Host

/// A store that a pipeline has filled with everything that may happen to a host, by a seed: signals of several coins and
/// strategies, quotes and balances of every kind, exits, rejections before the chain, reloads, restarts, two languages,
/// overrides, and a clock that is set back now and then.
struct SeededRun {
  /// A pipeline over a file has no journal of its own.
  private struct Nowhere: AlertSink {
    func send(_ alert: Alert, nowMs: Int64) {}
  }

  static let rules = [
    Fixture.rules(
      Fixture.rate(3, per: "pair", windowSeconds: 60),
      #"{"id":"cool","rule":"cooldown","mode":"shadow","params":{"seconds":20,"after":"any","per":"coin"}}"#,
      #"{"id":"streak","rule":"loss_streak_guard","params":{"max_losses":2,"pause_s":40,"per":"coin"}}"#,
      #"""
      {"id":"arb","rule":"futures_spot_arb","scope":{"coins":["PURR"]},"params":{"max_abs_spread":null}}
      """#,
      riskReview: [#"{"id":"cap","rule":"notional_cap","mode":"shadow","params":{"max_notional_usd":800}}"#]),
    Fixture.rules(
      #"{"id":"open","rule":"max_open_entries","params":{"max_open":4,"max_age_s":null,"per":"all"}}"#,
      #"{"id":"day","rule":"daily_entry_cap","params":{"max_entries":60,"per":"coin"}}"#,
      #"""
      {"id":"some","any":[{"rule":"z_score_band","params":{"min_abs":1.5}},
      {"not":{"rule":"cooldown","params":{"seconds":5,"after":"approved"}}}]}
      """#,
      #"""
      {"id":"depth","rule":"min_depth","scope":{"coins":["PURR","HYPE"]},"on_unavailable":"allow",
      "params":{"leg":"perp","min_usd":60}}
      """#),
    Fixture.rules(
      #"{"id":"free","rule":"min_available_balance","params":{"min_usd":50}}"#,
      #"{"id":"streak","rule":"loss_streak_guard","params":{"max_losses":1,"pause_s":10,"per":"strategy"}}"#,
      #"{"id":"open","rule":"max_open_entries","params":{"max_open":2,"max_age_s":30,"per":"pair"}}"#,
      Fixture.longOnly("direction", #","mode":"shadow""#)),
    Fixture.rules(
      #"""
      {"id":"held","rule":"futures_spot_arb","scope":{"coins":["PURR"]},
      "params":{"min_spread":0.002,"confirm_for_ms":3000,"max_skew_ms":60000}}
      """#,
      #"""
      {"id":"funding","rule":"funding_rate_band","scope":{"coins":["PURR"]},"on_unavailable":"allow",
      "params":{"min":-0.0001,"max_cost":0.00002}}
      """#,
      #"""
      {"id":"oracle","rule":"oracle_deviation_cap","scope":{"coins":["HYPE"]},"mode":"shadow",
      "params":{"max_deviation":0.01,"max_context_age_ms":30000}}
      """#),
  ]

  private let rules: [String]
  // Whether no id comes twice, and the clock is set back by no more than a host remembers.
  private let isSteady: Bool
  // Whether other rules come into force now and then; else the same happens whatever the rules say.
  private let hasReloads: Bool
  private var random: SplitMix64
  private var store: SQLiteVerdictStore
  private let output: TextOutput
  private var pipeline: EntryPipeline
  private var chain: RuleChain
  private var language = Language.zh
  private(set) var nowMs = Fixture.nowMs
  private var count = 0
  private var open: [String] = []

  init(
    seed: Int, path: String, output: TextOutput, rules: [String] = Self.rules, isSteady: Bool = false,
    hasReloads: Bool = true
  ) throws {
    self.rules = rules
    self.isSteady = isSteady
    self.hasReloads = hasReloads
    random = SplitMix64(seed: UInt64(seed))
    self.output = output
    store = try SQLiteVerdictStore(writingTo: path, as: StoreFixture.live)
    chain = try Fixture.chain(rules[seed % rules.count])
    pipeline = try Self.pipeline(chain, .zh, store, output)
  }

  /// Lets go of its file.
  mutating func leave() throws {
    store = try SQLiteVerdictStore(writingTo: ":memory:", as: StoreFixture.live)
    pipeline = try Self.pipeline(chain, language, store, output)
  }

  /// Goes on in another file, as a host that is started again.
  mutating func move(to path: String) throws {
    try leave()
    store = try SQLiteVerdictStore(writingTo: path, as: StoreFixture.live)
    pipeline = try Self.pipeline(chain, language, store, output)
  }

  private static func pipeline(
    _ chain: RuleChain, _ language: Language, _ store: SQLiteVerdictStore, _ output: TextOutput
  ) throws -> EntryPipeline {
    try EntryPipeline(
      judge: Judge(chain: chain, messages: MessageWriter(language: language)), network: .mainnet, store: store,
      alerts: Nowhere(), executor: PaperExecutor(alerts: Nowhere()),
      log: Log(level: .error, format: .text, output: output))
  }

  /// Does so many things.
  mutating func run(_ steps: Int) throws {
    for _ in 0..<steps {
      nowMs += pick([0, 1, 999, 1000, 2500, 7000])
      switch Int.random(in: 0..<40, using: &random) {
      case 0 where hasReloads:
        chain = try Fixture.chain(pick(rules))
        chain = chain.overridden(by: overrides())
        pipeline.replace(Judge(chain: chain, messages: MessageWriter(language: language)))
      case 1:
        _ = pipeline.commit()
        language = language == .zh ? .en : .zh
        pipeline = try Self.pipeline(chain, language, store, output)
      case 2: nowMs -= isSteady ? 500 : pick([500, 30_000, 200_000])
      case 3...6: try reject()
      case 7...12: close()
      default: try submit()
      }
      if Int.random(in: 0..<3, using: &random) == 0 { _ = pipeline.commit() }
    }
    _ = pipeline.commit()
  }

  private mutating func overrides() -> [Override] {
    chain.entries.compactMap { entry in
      guard Int.random(in: 0..<4, using: &random) == 0 else { return nil }
      return Override(
        entryID: entry.id, scope: Scope(directions: pick([nil, [.exact("long")]])), author: "mei",
        reason: "a \"test\" 测试",
        fromMs: pick([nil, nowMs + 10_000]), untilMs: nowMs + pick([1, 30_000, 3_600_000]))
    }
  }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &random)]
  }

  private mutating func signal() throws -> (Signal, [UInt8]) {
    count += 1
    let symbol = pick(["PURR/USDC:USDC", "HYPE-PERP", "kPEPE"])
    let id = pick([count, count, isSteady ? count : count / 2, nil]).map { "\"id\":\"s-\($0)\"," } ?? ""
    let more = pick([
      "", #","strategy":"a""#, #","strategy":"b 期","z_score":-2.5"#, #","notional_usd":500.50,"note":"x\"y""#,
      #","z_score":1e0,"deep":null"#,
    ])
    let base = pick([#","base_symbol":"HYPE""#, #","base_symbol":"BTC/USDC""#, ""])
    let time = pick(["", "\"time\":\(nowMs - 20), "])
    let line = "{\(id)\(time)\"symbol\":\"\(symbol)\"\(base),\"direction\":\"\(pick(["long", "short"]))\"\(more)}"
    let parser = SignalParser(requiresTime: false, acceptsMarket: false)
    return (try Array(line.utf8).withUnsafeBytes { try parser.read($0).0 }, Array(line.utf8))
  }

  private mutating func quotes(of coin: Coin) -> Quotes {
    var quotes = Quotes()
    for feed in [Feed.perp(coin), Feed.spot(coin)] where Int.random(in: 0..<8, using: &random) > 0 {
      let tick = pick([1238, 1240, 1245, 1249, 1251, 1290])
      let gap = pick([0, 1, 1, 3, -2])
      guard let bid = try? Price("\(tick)e-6"), let ask = try? Price("\(tick + gap)e-6") else { continue }
      quotes[feed] = Quote(
        .book(bid: bid, ask: ask), bidSize: pick([nil, "900", "100000.5"]),
        askSize: pick([nil, "1200", "99999999999"]),
        exchangeTimeMs: pick([nil, nowMs - 40, nowMs - 12_000, nowMs + 1]),
        receivedMs: pick([nil, nowMs, nowMs - 900, nowMs - 10_001]), source: pick([nil, .webSocket, .rest]))
      quotes[trailOf: feed] = trail(before: quotes[feed])
    }
    quotes[contextOf: coin] = AssetContext(
      fundingRate: pick([nil, 0, "0.0000125", "-0.00002", "0.000020000000000001", "-0.0002"]),
      oracle: pick([nil, "0.001245", "0.00125", "0.0013"]),
      receivedMs: nowMs - pick([0, 15_000, 60_000, 60_001, -2001]))
    return quotes
  }

  /// What a book was before: much the same as now, something else for a while, or not known for long enough.
  private mutating func trail(before quote: Quote?) -> QuoteTrail {
    guard let quote else { return QuoteTrail() }
    let end = quote.receivedMs ?? nowMs
    let ages: [Int64] = pick([[], [2000, 0], [9000, 4000, 2500, 1], [3500, 1500]])
    return QuoteTrail(
      ages.map { age in
        let top: Quote.Top = pick([quote.top, quote.top, quote.top, quote.top, .mid("0.001246")])
        return QuoteTrail.Step(sinceMs: end - age, top, exchangeTimeMs: pick([nil, nil, end - age - 5]))
      })
  }

  private mutating func balance() -> AvailableBalance? {
    let amounts: [ExactDecimal?] = [nil, 20, "49.999999999999999999", 50, 1000, -3]
    guard let amount = pick(amounts) else { return nil }
    return AvailableBalance(amountUSD: amount, receivedMs: nowMs - pick([0, 100, 89_999, 90_001, -2500]))
  }

  private mutating func submit() throws {
    let (signal, line) = try signal()
    pipeline.submit(signal, line: line, quotes: quotes(of: signal.coin), balance: balance(), nowMs: nowMs)
    if let id = signal.id { open.append(id) }
  }

  private mutating func reject() throws {
    let (signal, line) = try signal()
    let (stage, code, reason): (Ruling.Rejection.Stage, ReasonCode, String?) = pick([
      (.gates, "halted", "why | \"so\""), (.input, "signal_stale", nil), (.input, "unknown_coin", "no perp"),
    ])
    pipeline.reject(signal, line: line, stage: stage, code, reason: reason, balance: balance(), nowMs: nowMs)
  }

  private mutating func close() {
    guard let id = open.indices.randomElement(using: &random).map({ open.remove(at: $0) }) else { return }
    let pnl: ExactDecimal = pick([-5, "-0.000000001", 0, 7])
    let line = Array(#"{"event":"exit","signal_id":"\#(id)","pnl_usd":\#(pnl)}"#.utf8)
    // Of one that was not approved there is nothing to take note of.
    _ = pipeline.submit(Exit(signalID: id, timeMs: nil, pnlUSD: pnl), line: line, nowMs: nowMs)
  }
}

/// A verification of a store, with all its faults.
struct Verified {
  let summary: VerificationSummary
  let faults: [VerificationFault]

  init(_ path: String, handedIn: [RuleChain] = [], rules: [any EntryRule.Type] = BuiltInRules.all) throws {
    let reader = try StoreReader(path: path)
    try reader.holdStill(toVerify: true)
    let chains = try RecordedChains(reader, handedIn: handedIn, registry: RuleRegistry(rules))
    var faults: [VerificationFault] = []
    var verification = try Verification(reader, chains: chains) { faults.append($0) }
    try verification.run(on: WorkerPool(threads: 1)) { _ in }
    summary = verification.summary
    self.faults = faults
  }
}

import RuleEngine
import TestSupport
import Testing

@testable import Host

/// A record is explained as the signal was when it was judged.
@Suite struct ExplainRecordTests {
  private static let nested =
    #"{"id":"either","any":[{"id":"no","not":{"id":"shorts","rule":"direction_allow","params":{"directions":["short"]}}},"#
    + #"{"id":"elsewhere","scope":{"coins":["HYPE"]},"rule":"notional_cap","params":{"max_notional_usd":5}}]}"#

  private static let rules = Fixture.rules(
    Fixture.rate(2), Fixture.arb(), nested, Fixture.longOnly("mine", #","scope":{"strategies":["x"]}"#),
    #"{"id":"deep","mode":"shadow","scope":{"coins":["PURR"]},"rule":"min_depth","params":{"leg":"perp","min_usd":1}}"#,
    Fixture.longOnly("off", #","enabled":{"env":"GATE_ON","default":false}"#),
    riskReview: [#"{"id":"cap","rule":"notional_cap","params":{"max_notional_usd":1000}}"#])

  private let folder: ScratchFolder
  private let store: SQLiteVerdictStore

  init() throws {
    folder = try ScratchFolder()
    store = try SQLiteVerdictStore(writingTo: folder.path("store.sqlite"), as: StoreFixture.live)
  }

  private func pipeline() throws -> EntryPipeline {
    let log = Log(level: .error, format: .text, output: try Journal(folder).output)
    let alerts = LogAlerts(log: log, language: .en)
    return try EntryPipeline(
      judge: Judge(chain: try Fixture.chain(Self.rules), messages: MessageWriter(language: .zh)), network: .mainnet,
      store: store, alerts: alerts, executor: PaperExecutor(alerts: alerts), log: log)
  }

  /// Books of random prices, sizes, ages and sources, each missing now and then.
  private static func quotes(_ random: inout SplitMix64) throws -> Quotes {
    var quotes = Quotes()
    for feed in [Feed.perp("PURR"), .spot("PURR")] where Int.random(in: 0..<8, using: &random) > 0 {
      let bid = try Price("0.001\(Int.random(in: 200...260, using: &random))")
      let time = Fixture.nowMs - Int64.random(in: -3000...12_000, using: &random)
      quotes[feed] = Quote(
        .book(bid: bid, ask: try Price("0.001\(Int.random(in: 240...270, using: &random))")),
        bidSize: Bool.random(using: &random) ? "900" : nil, askSize: "1200.5",
        exchangeTimeMs: Bool.random(using: &random) ? time : nil, receivedMs: time,
        source: Bool.random(using: &random) ? .webSocket : .rest)
    }
    return quotes
  }

  @Test func `whatever was recorded is explained as if it were judged anew`() throws {
    let fixture = try ExplainFixture(Self.rules)
    var random = SplitMix64(seed: 34)
    var pipeline = try pipeline()
    var history: [History.Entry] = []
    var kinds: Set<String> = []
    for number in 0..<200 {
      let notional = ["", #","notional_usd":999"#, #","notional_usd":1001"#].randomElement(using: &random) ?? ""
      let strategy = Bool.random(using: &random) ? #","strategy":"x""# : ""
      let line = Fixture.line(
        "s-\(number)", Bool.random(using: &random) ? "long" : "short", time: Fixture.nowMs, more: notional + strategy)
      let quotes = try Self.quotes(&random)
      let signal = try Fixture.signal(line).signal
      let before = History(history)
      let anew = { (withRules: Bool) in
        fixture.explanation(of: signal, quotes, before, withRules: withRules)
      }
      pipeline.submit(signal, line: Array(line.utf8), quotes: quotes, nowMs: Fixture.nowMs)
      _ = pipeline.commit()
      let record = try #require(
        try StoreReader(path: store.path).records(signalID: "s-\(number)", seq: nil).first)
      var recorded = try #require(fixture.explanation(record))
      #expect(recorded == anew(false))
      kinds.insert(recorded.ruling.rejection?.code.rawValue ?? "approved")
      let isApproved = recorded.ruling == .approved
      recorded.add(fixture.chain, of: signal, file: "rules.json")
      #expect(recorded == anew(true))
      #expect(recorded.nodes.map(\.id) == ["rate", "purr-futures-spot-arb", "either", "mine", "deep", "off", "cap"])
      if isApproved {
        history.append(
          History.Entry(timeMs: Fixture.nowMs, coin: signal.coin, pair: signal.pair, strategy: signal.strategy))
      }
    }
    // The run has met every kind of decision that these rules can make, but for those behind the rate limit.
    #expect(kinds.isSuperset(of: ["approved", "rate_exceeded", "spread_insufficient", "negated"]), "\(kinds)")
  }

  @Test func `other rules are told by their digest, and add nothing else`() throws {
    let line = Fixture.line("a", "short")
    let signal = try Fixture.signal(line).signal
    var pipeline = try pipeline()
    pipeline.submit(signal, line: Array(line.utf8), quotes: Quotes(), nowMs: Fixture.nowMs)
    _ = pipeline.commit()
    let record = try #require(try StoreReader(path: store.path).records(signalID: nil, seq: 1).first)
    let known = try #require(try ExplainFixture(Self.rules).explanation(record))
    let others = try ExplainFixture(Fixture.rules(Fixture.rate(3)))
    var told = known
    told.add(others.chain, of: signal, file: "new.json")
    #expect(told.rules == .other(file: "new.json", digest: others.chain.digest))
    told.rules = .notGiven
    #expect(told == known)
  }

  @Test func `what is no record has no explanation`() throws {
    let fixture = try ExplainFixture(Self.rules)
    let cases = [
      "", "{}", "[]", #"{"signal_id":"a"}"#,
      #"{"signal_id":"a","time":1,"network":"mainnet","pair":"P","coin":"P","direction":"long","action":"maybe","chain":""}"#,
      #"{"signal_id":"a","time":1,"network":"mainnet","pair":"P","coin":"P","direction":"long","action":"approved","#
        + #""outcomes":[{"id":"x"}],"chain":""}"#,
    ]
    for verdict in cases {
      let record = StoreReader.StoredRecord(
        seq: 1, verdict: Array(verdict.utf8), signalLine: [], evidence: Array("{}".utf8))
      #expect(fixture.explanation(record) == nil, "\(verdict)")
    }
  }
}

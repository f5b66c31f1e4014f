import Foundation
import RuleEngine
import Rules

@testable import Host

/// A live host in this process: its market is a table, its clocks stand still until they are moved, and a script says
/// what happens between two rounds of its loop.
final class LiveFixture {
  /// What was sent to a client, and in which step of the script.
  struct Sent {
    let step: Int
    let client: ClientID
    let text: String

    var value: JSONValue? { try? JSONValue(parsing: Array(text.utf8)) }
    var id: String? { value?["signal_id"]?.string }
    /// `approved`, or the code of a rejection.
    var word: String? { value?["code"]?.string ?? value?["action"]?.string }
  }

  let folder: ScratchFolder
  let account = ScriptedAccount()
  let time = ScriptedTime()
  let market: ScriptedMarket
  /// The market that is asked in place of the table, where there is one.
  var otherMarket: (any MarketView)?
  let rulesPath: String
  let storePath: String
  /// The candidate that is told, where there is one.
  private(set) var candidate: Candidate?
  private var candidateChain: RuleChain?
  private let mailbox: Mailbox<HostEvent>
  private let journal: Journal
  private let settings: LiveSettings
  private var lineNumber = 0

  init(_ rules: String, settings: LiveSettings = .init()) throws {
    folder = try ScratchFolder()
    market = ScriptedMarket(time, account)
    rulesPath = try folder.file("rules.json", rules)
    storePath = folder.path("store.sqlite")
    mailbox = try Mailbox()
    journal = try Journal(folder)
    self.settings = settings
  }

  // MARK: What a step may do

  func say(_ client: Int, _ line: String) {
    lineNumber += 1
    let line = LineAssembler.Line(bytes: Array(line.utf8), number: lineNumber, isTooLong: false)
    mailbox.post(.line(.socket(client), line))
  }

  func post(_ event: HostEvent) { mailbox.post(event) }

  func writeRules(_ rules: String) throws { try folder.file("rules.json", rules) }

  /// Puts a candidate beside the rules; what it says goes to the host's log.
  func makeCandidate(_ rules: String) throws {
    let path = try folder.file("candidate.json", rules)
    let file = RulesFile(candidate: path, registry: try RuleRegistry(BuiltInRules.all), environment: [:])
    let chain = try Fixture.chain(rules)
    let store = Candidate.storePath(beside: storePath)
    let candidate = try Candidate(file: file, chain: chain, storePath: store)
    let gate = try CandidateGate.open(chain, .mainnet, storePath: store, .en)
    try candidate.start(gate, language: .en) { [mailbox] in mailbox.post(.log(.info, $0)) }
    (self.candidate, candidateChain) = (candidate, chain)
  }

  func logged() throws -> [String] { try journal.lines() }

  // MARK: Running

  /// Runs a host through a script, one round of its loop for each step, and then has it end.
  ///
  /// - Parameter takeNoMore: what happens while the threads around the loop are told to take no more.
  /// - Returns: everything that was sent. What is answered only because the host ends has the number of steps as step.
  func run(_ steps: [() throws -> Void], takeNoMore: () -> Void = {}) throws -> [Sent] {
    let registry = try RuleRegistry(BuiltInRules.all)
    let rulesFile = RulesFile(path: rulesPath, registry: registry, environment: [:])
    let chain = try ChainLoader(registry: registry, environment: [:])
      .load(SourceText(name: rulesPath, bytes: Array(folder.bytes("rules.json"))))
    let store = try SQLiteVerdictStore(writingTo: storePath, as: StoreKind(origin: .live, network: .mainnet))
    let log = Log(level: .info, format: .text, output: journal.output)
    let alerts = JournalAlerts(journal: journal)
    var pipeline = try EntryPipeline(
      judge: Judge(chain: chain, messages: MessageWriter(language: .en)), network: .mainnet, store: store,
      alerts: alerts, executor: PaperExecutor(alerts: alerts), log: log)
    try pipeline.loadHistory(nowMs: time.wallMs)
    var step = -1
    var sent: [Sent] = []
    var failure: (any Error)?
    var host = LiveHost(
      settings: settings, clock: time.clock, market: otherMarket ?? market, account: account, rulesFile: rulesFile,
      chain: chain, candidate: candidate, candidateChain: candidateChain, store: store, pipeline: pipeline,
      language: .en, log: log, alerts: alerts,
      flush: { [mailbox] in
        step += 1
        guard step < steps.count else {
          // Once: another host may use the mailbox after this one.
          if step == steps.count { mailbox.post(.stop) }
          return
        }
        do { try steps[step]() } catch { failure = error }
        // A step that says nothing to the host still has it come round.
        mailbox.post(.market(.changed))
      },
      send: { line, client in
        sent.append(Sent(step: step, client: client, text: String(decoding: line, as: UTF8.self)))
      })
    mailbox.post(.market(.changed))
    host.run(mailbox, endsWithInput: false, takeNoMore: takeNoMore)
    if let failure { throw failure }
    return sent
  }
}

extension Fixture {
  /// A signal without a time, as a strategy sends it to a live host.
  static func liveLine(_ id: String, _ direction: String = "long") -> String {
    "{\"id\":\"\(id)\",\"symbol\":\"PURR\",\"direction\":\"\(direction)\"}"
  }
}

/// The clocks of a host, moved by hand.
final class ScriptedTime: Sendable {
  private let state = Lock((wall: Fixture.nowMs, monotonic: Int64(5_000_000)))

  var wallMs: Int64 { state.withLock { $0.wall } }

  /// Lets time pass.
  func pass(_ ms: Int64) {
    state.withLock { state in
      state.wall += ms
      state.monotonic += ms
    }
  }

  /// Sets the clock on the wall, as an operator or a time server does.
  func jump(_ ms: Int64) { state.withLock { $0.wall += ms } }

  var clock: HostClock {
    HostClock(wallMs: { self.state.withLock { $0.wall } }, monotonicMs: { self.state.withLock { $0.monotonic } })
  }
}

/// An account whose balance a test writes; until then no account is named.
final class ScriptedAccount: AccountView {
  private let state = Lock((balance: AvailableBalance?.none, isAwaited: false))

  var address: AccountAddress? { state.withLock { $0.balance } == nil ? nil : AccountAddress(AccountTexts.address) }
  var isAwaited: Bool { state.withLock { $0.isAwaited } }

  func wait() { state.withLock { $0.isAwaited = true } }

  func set(_ balance: AvailableBalance?) { state.withLock { $0 = (balance, false) } }

  var balance: AvailableBalance? { state.withLock { $0.balance } }

  func stop() {}
}

/// Market data that a test writes.
final class ScriptedMarket: MarketView {
  private struct State: Sendable {
    var mids: [Feed: Price] = [:]
    var dead: Set<Feed> = []
    // After so many looks at what is dead, nothing is.
    var looks: Int?
    var unlisted: Set<Coin> = []
    var awaitsLists = false
    var awaitsContexts = false
    var contexts: [Coin: AssetContext] = [:]
    var followed: [String] = []
  }

  private let state = Lock(State())
  private let time: ScriptedTime
  private let account: ScriptedAccount

  init(_ time: ScriptedTime, _ account: ScriptedAccount) { (self.time, self.account) = (time, account) }

  /// The chains that were followed, by their digests.
  var followed: [String] { state.withLock { $0.followed } }

  func set(_ feed: Feed, mid: Price) {
    state.withLock { state in
      state.mids[feed] = mid
      state.dead.remove(feed)
    }
  }

  func kill(_ feed: Feed) {
    state.withLock { state in
      state.mids[feed] = nil
      _ = state.dead.insert(feed)
    }
  }

  /// Lets every feed live after so many looks at it, whoever is in the middle of what.
  func revive(afterLooks looks: Int) { state.withLock { $0.looks = looks } }

  func unlist(_ coin: Coin) { state.withLock { _ = $0.unlisted.insert(coin) } }

  func awaitLists(_ awaitsLists: Bool) { state.withLock { $0.awaitsLists = awaitsLists } }

  func awaitContexts() { state.withLock { $0.awaitsContexts = true } }

  func set(_ context: AssetContext?, of coin: Coin) {
    state.withLock { state in
      state.contexts[coin] = context
      state.awaitsContexts = false
    }
  }

  // MARK: What the host asks

  var awaitsLists: Bool { state.withLock { $0.awaitsLists } }

  var awaitsContexts: Bool { state.withLock { $0.awaitsContexts } }

  func snapshot(of feeds: [Feed], contextOf coin: Coin?) -> MarketSnapshot {
    let nowMs = time.wallMs
    return state.withLock { state in
      var quotes = Quotes()
      for feed in feeds {
        quotes[feed] = state.mids[feed].map { Quote(.mid($0), receivedMs: nowMs, source: .webSocket) }
      }
      if let coin { quotes[contextOf: coin] = state.contexts[coin] }
      return MarketSnapshot(nowMs: nowMs, quotes: quotes, balance: account.balance)
    }
  }

  func record(_ signal: RecordedSignal) {}

  func awaited(among feeds: [Feed]) -> [Feed] {
    state.withLock { state in
      if let looks = state.looks {
        state.looks = looks - 1
        if looks <= 0 { (state.dead, state.looks) = ([], nil) }
      }
      return feeds.filter(state.dead.contains)
    }
  }

  func isUnknown(_ coin: Coin) -> Bool { state.withLock { $0.unlisted.contains(coin) } }

  func follow(_ chain: RuleChain, beside candidate: RuleChain?) { state.withLock { $0.followed.append(chain.digest) } }

  func status(nowMs: Int64) -> MarketStatus {
    let feed = Feed.perp("PURR")
    return MarketStatus(
      state: "open", reconnects: 3,
      feeds: [
        MarketStatus.FeedState(
          feed: feed, bookID: "PURR", isLive: true, mid: "0.00123", ageMs: 12, frames: 7, source: .webSocket),
        MarketStatus.FeedState(
          feed: .spot(feed.coin), bookID: nil, isLive: false, mid: nil, ageMs: nil, frames: 0, source: nil),
      ], balance: account.balance)
  }

  func stop() {}
}

/// The rules of `rules.json`, in order: the chain, and the risk review for what the chain approves.
public struct RuleChain: Sendable {
  /// All entries, the disabled ones included; those of the risk review last.
  public let entries: [ChainEntry]
  /// The variables of the environment that the file names, in its order, and where.
  public let variables: [Variable]
  /// The SHA-256 digest of the effective rules: `sha256:` and 64 hexadecimal digits.
  public let digest: String
  /// How far back the enabled entries look into the history, in milliseconds; 0 where none does.
  public let historyWindowMs: Int64
  /// How old entries may be that the enabled entries count as open, in milliseconds; 0 where none does.
  public let openEntriesWindowMs: Int64
  /// The coins whose asset contexts the enabled entries read; empty where none does.
  public let assetContextCoins: Set<Coin>

  /// Which entries do not block, for whom and until when; they are no part of the digest.
  public private(set) var overrides: [Override] = []

  private let gates: ChainProgram
  private let riskReview: ChainProgram
  private let spellings: CoinSpellings

  /// A variable of the environment that the file names.
  public struct Variable: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// The path to the place whose value it gives: `chain[2].enabled`.
    public let path: String
  }

  /// Indexes entries. Those of the chain come before those of the risk review.
  public init(entries: [ChainEntry], variables: [Variable] = []) {
    self.entries = entries
    self.variables = variables
    var spellings = CoinSpellings()
    var historyWindowMs: Int64 = 0
    var openEntriesWindowMs: Int64 = 0
    var assetContextCoins: Set<Coin> = []
    for entry in entries {
      entry.node.forEachNode { node in
        node.scope.forEachNamedCoin { spellings.insert($0) }
        guard entry.isEnabled, case .rule(let instance) = node.body else { return }
        historyWindowMs = max(historyWindowMs, instance.rule.historyWindowMs)
        openEntriesWindowMs = max(openEntriesWindowMs, instance.rule.openEntriesWindowMs)
        if instance.rule.readsAssetContext { assetContextCoins.formUnion(instance.feeds.coins) }
      }
    }
    gates = ChainProgram(entries, stage: .gates)
    riskReview = ChainProgram(entries, stage: .riskReview)
    self.spellings = spellings
    self.historyWindowMs = historyWindowMs
    self.openEntriesWindowMs = openEntriesWindowMs
    self.assetContextCoins = assetContextCoins
    digest = "sha256:" + SHA256.hex(CanonicalChain.bytes(of: entries))
  }

  /// The same rules, some of whose entries are overridden.
  public func overridden(by overrides: [Override]) -> RuleChain {
    var chain = self
    chain.overrides = overrides
    return chain
  }

  /// Evaluates the chain, and the risk review where the chain approves.
  ///
  /// Every entry in scope is evaluated, so that all blocking reasons are known; the first that blocks decides.
  ///
  /// - Parameter listing: which outcomes the decision lists; it is the same whichever.
  /// - Complexity: O(entries in whose scope the coin is), plus what the rules cost.
  public func decide(_ entry: EntryContext, listing: Decision.Listing = .all) -> Decision {
    var decision = Decision()
    gates.evaluate(entry, entries, listing: listing, into: &decision)
    if !decision.isApproved, !overrides.isEmpty { decision.lift(overrides, entries, for: entry) }
    guard decision.isApproved else { return decision }
    riskReview.evaluate(entry, entries, listing: listing, into: &decision)
    if !decision.isApproved, !overrides.isEmpty { decision.lift(overrides, entries, for: entry) }
    return decision
  }

  /// The feeds that the evaluated entries read for a signal, in order of first use.
  public func feeds(readBy decision: Decision, for signal: Signal) -> [Feed] {
    var feeds: [Feed] = []
    for outcome in decision.outcomes {
      entries[outcome.entryIndex].node.forEachRule(inScopeOf: signal) { instance in
        for feed in instance.feeds[signal.coin] where !feeds.contains(feed) { feeds.append(feed) }
      }
    }
    return feeds
  }

  /// Whether one of the evaluated entries reads the asset context of a signal's coin.
  public func readsAssetContext(_ decision: Decision, for signal: Signal) -> Bool {
    guard assetContextCoins.contains(signal.coin) else { return false }
    var reads = false
    for outcome in decision.outcomes {
      entries[outcome.entryIndex].node.forEachRule(inScopeOf: signal) { reads = reads || $0.rule.readsAssetContext }
    }
    return reads
  }

  /// The feeds that enabled entries read, sorted by first use: what a host has to subscribe to, and nothing else.
  public var feeds: [Feed] {
    var feeds: [Feed] = []
    var seen: Set<Feed> = []
    for entry in entries where entry.isEnabled {
      entry.node.forEachNode { node in
        guard case .rule(let instance) = node.body else { return }
        for coin in instance.feeds.coins {
          for feed in instance.feeds[coin] where seen.insert(feed).inserted { feeds.append(feed) }
        }
      }
    }
    return feeds
  }

  /// The effective rules as one line of JSON, whose SHA-256 is the digest; `ChainLoader.load(canonical:)` reads it.
  public var canonicalText: [UInt8] { CanonicalChain.bytes(of: entries) }

  /// How far back enabled entries look at what books have been, in milliseconds, for each feed of which one does.
  public var quoteWindowsMs: [Feed: Int64] {
    var windows: [Feed: Int64] = [:]
    for entry in entries where entry.isEnabled {
      entry.node.forEachNode { node in
        guard case .rule(let instance) = node.body, instance.rule.quoteWindowMs > 0 else { return }
        for feed in instance.feeds.all { windows[feed] = max(windows[feed] ?? 0, instance.rule.quoteWindowMs) }
      }
    }
    return windows
  }

  /// Whether an enabled entry reads the account's balance.
  public var readsBalance: Bool {
    var reads = false
    for entry in entries where entry.isEnabled {
      entry.node.forEachNode { node in
        if case .rule(let instance) = node.body, instance.rule.readsBalance { reads = true }
      }
    }
    return reads
  }

  /// The feeds that enabled entries may read for a signal of a coin.
  public func feeds(for coin: Coin) -> [Feed] {
    var feeds: [Feed] = []
    for program in [gates, riskReview] {
      program.forEachEntry(for: coin) { entryIndex in
        entries[entryIndex].node.forEachNode { node in
          guard case .rule(let instance) = node.body else { return }
          for feed in instance.feeds[coin] where !feeds.contains(feed) { feeds.append(feed) }
        }
      }
    }
    return feeds
  }

  /// The spelling of a coin in some scope, where it equals this one only when case is ignored; else nil.
  public func otherSpelling(of coin: Coin) -> String? { spellings.other(than: coin) }
}

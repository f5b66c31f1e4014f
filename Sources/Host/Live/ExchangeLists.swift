internal import RuleEngine

/// What the exchange lists: which coins have a perp, and which spot book is whose.
struct ExchangeLists: Sendable {
  /// Why a reply cannot be used.
  enum Fault: Error, Hashable {
    case unexpectedShape
  }

  private let perps: [String: Bool]
  private let spot: SpotCoinResolver

  /// Reads the replies to `meta` and `spotMetaAndAssetCtxs`.
  init(meta: [UInt8], spotMeta: [UInt8]) throws(Fault) {
    guard let value = try? JSONValue(parsing: meta), let universe = value["universe"]?.elements else {
      throw .unexpectedShape
    }
    var perps: [String: Bool] = [:]
    for entry in universe {
      guard let name = entry["name"]?.string else { continue }
      perps[name] = entry["isDelisted"]?.bool == true
    }
    self.perps = perps
    do { spot = try SpotCoinResolver(reply: spotMeta) } catch { throw .unexpectedShape }
  }

  /// Whether the exchange lists no perp of a coin. A builder's venue, `dex:COIN`, has a list of its own and is not judged.
  func isUnknown(_ coin: Coin) -> Bool { !coin.name.contains(":") && perps[coin.name] == nil }

  /// The exchange's name of a feed's book; nil where there is none: not listed, or delisted.
  func bookID(of feed: Feed) -> String? {
    switch feed.market {
    case .spot: spot.spotCoinID(of: feed.coin)
    case .perp: isUnknown(feed.coin) || perps[feed.coin.name] == true ? nil : feed.coin.name
    }
  }

  /// That there is no perp of a coin.
  static func noPerp(_ coin: Coin) -> LocalizedText {
    LocalizedText(zh: "交易所没有 \(coin) 永续合约", en: "the exchange lists no perp \(coin)")
  }

  /// Why a feed has no book.
  func absence(of feed: Feed) -> LocalizedText {
    switch feed.market {
    case .spot: MessageWriter.unresolved(feed)
    case .perp:
      isUnknown(feed.coin)
        ? LocalizedText(
          zh: "⚠️ 订单簿 \(feed) 不可用: \(ExchangeLists.noPerp(feed.coin).zh)",
          en: "⚠️ feed \(feed) is missing: \(ExchangeLists.noPerp(feed.coin).en)")
        : LocalizedText(
          zh: "⚠️ 订单簿 \(feed) 不可用: \(feed.coin) 永续合约已下架",
          en: "⚠️ feed \(feed) is missing: the perp \(feed.coin) is delisted")
    }
  }
}

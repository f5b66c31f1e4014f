import Foundation

/// What the exchange on this machine says, as the real one was seen to say it.
public enum ExchangeTexts {
  /// A pair of spot tokens by their indices; a pair without a name is called `@index`.
  public struct SpotPair: Hashable, Sendable {
    /// The exchange's name of its book.
    public let name: String?
    /// Its number.
    public let index: Int
    /// The number of its base token; the quote is USDC.
    public let base: Int

    /// Makes a pair.
    public init(name: String?, index: Int, base: Int) {
      self.name = name
      self.index = index
      self.base = base
    }
  }

  /// PURR against USDC, two tokens whose names only contain PURR, and the one at the index that the perp's name invites to.
  public static let spotPairs = [
    SpotPair(name: "@32", index: 32, base: 33), SpotPair(name: "PURR/USDC", index: 0, base: 1),
    SpotPair(name: "@4", index: 4, base: 5),
  ]

  /// The state of an account, as REST says it.
  public static func account(_ withdrawable: String, timeMs: Int64) -> String {
    let summary =
      #"{"accountValue":"\#(withdrawable)","totalNtlPos":"0.0","totalRawUsd":"0.0","totalMarginUsed":"0.0"}"#
    return #"{"marginSummary":\#(summary),"crossMarginSummary":\#(summary),"crossMaintenanceMarginUsed":"0.0","#
      + #""withdrawable":"\#(withdrawable)","assetPositions":[],"time":\#(timeMs)}"#
  }

  static func meta(_ perps: [String: Bool]) -> String {
    let universe = perps.sorted { $0.key < $1.key }.map { name, isDelisted in
      #"{"szDecimals":0,"name":"\#(name)","maxLeverage":3\#(isDelisted ? #","isDelisted":true"# : "")}"#
    }
    return #"{"universe":[\#(universe.joined(separator: ","))],"marginTables":[]}"#
  }

  /// What is said of a perp beside its book; what is nil is null.
  public struct Context: Hashable, Sendable {
    /// What a long pays an hour.
    public let funding: String?
    /// The oracle's price.
    public let oracle: String?

    /// Makes a context.
    public init(funding: String?, oracle: String?) {
      self.funding = funding
      self.oracle = oracle
    }
  }

  /// The perps and, at their places, what is said of each.
  static func metaAndContexts(_ perps: [String: Bool], _ contexts: [String: Context]) -> String {
    let quoted = { (text: String?) in text.map { "\"\($0)\"" } ?? "null" }
    let list = perps.keys.sorted().map { name in
      let context = contexts[name]
      return #"{"funding":\#(quoted(context?.funding)),"openInterest":"1.0","prevDayPx":"1.0","premium":null,"#
        + #""oraclePx":\#(quoted(context?.oracle)),"markPx":"1.0","midPx":null,"impactPxs":null}"#
    }
    return "[\(meta(perps)),[\(list.joined(separator: ","))]]"
  }

  static func spotMeta(_ pairs: [SpotPair]) -> String {
    let universe = pairs.map { pair in
      let name = pair.name.map { #""name":"\#($0)","# } ?? ""
      return #"{"tokens":[\#(pair.base),0],\#(name)"index":\#(pair.index),"isCanonical":\#(pair.index == 0)}"#
    }
    // Not in the order of their indices.
    let tokens = [("PURRPS", 33), ("JEFF", 5), ("PURR", 1), ("USDC", 0)].map { name, index in
      #"{"name":"\#(name)","szDecimals":0,"weiDecimals":5,"index":\#(index),"isCanonical":true}"#
    }
    let contexts = #"[{"coin":"@4","midPx":null},{"coin":"PURR/USDC","midPx":"0.00125"}]"#
    return
      #"[{"universe":[\#(universe.joined(separator: ","))],"tokens":[\#(tokens.joined(separator: ","))]},\#(contexts)]"#
  }

  /// A book, as REST says it and as the `data` of a frame.
  ///
  /// - Parameter depth: how many levels of a side are shown at most.
  public static func book(_ coin: String, _ book: ExchangeBook, timeMs: Int64, depth: Int = 20) -> String {
    let sides = [book.bids, book.asks].map { side in
      let levels = side.prefix(depth).map { #"{"px":"\#($0.price)","sz":"\#($0.size)","n":2}"# }
      return "[\(levels.joined(separator: ","))]"
    }
    return #"{"coin":"\#(coin)","time":\#(timeMs),"levels":[\#(sides.joined(separator: ","))]}"#
  }

  /// The answer to a subscription: itself, with its defaults. A server that ignores `fast` does not know it.
  static func acknowledgement(_ coin: String, _ method: String, isFast: Bool) -> String {
    #"{"channel":"subscriptionResponse","data":{"method":"\#(method)","subscription":"#
      + #"{"type":"l2Book","coin":"\#(coin)","nSigFigs":null,"mantissa":null\#(isFast ? #","fast":true"# : "")}}}"#
  }

  static func error(_ text: String) -> String { #"{"channel":"error","data":"\#(text)"}"# }

  static func http(_ status: Int, _ body: String) -> [UInt8] {
    Array(
      "HTTP/1.1 \(status) Said\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        .utf8)
  }

  /// A JSON object; empty where it is none.
  static func object(_ bytes: [UInt8]) -> [String: Any] {
    ((try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]) ?? [:]
  }
}

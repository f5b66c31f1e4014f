import Foundation

@testable import Host

/// What the exchange on this machine says, as the real one was seen to say it.
enum ExchangeTexts {
  /// A pair of spot tokens by their indices; a pair without a name is called `@index`.
  struct SpotPair: Hashable {
    let name: String?
    let index: Int
    let base: Int
  }

  /// PURR against USDC, two tokens whose names only contain PURR, and the one at the index that the perp's name invites to.
  static let spotPairs = [
    SpotPair(name: "@32", index: 32, base: 33), SpotPair(name: "PURR/USDC", index: 0, base: 1),
    SpotPair(name: "@4", index: 4, base: 5),
  ]

  static func account(_ withdrawable: String, timeMs: Int64) -> String {
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

  static func book(_ coin: String, _ book: LoopbackExchange.Book, timeMs: Int64) -> String {
    let sides = [book.bid, book.ask].map { price in
      price.map { #"[{"px":"\#($0)","sz":"1000000.0","n":2}]"# } ?? "[]"
    }
    return #"{"coin":"\#(coin)","time":\#(timeMs),"levels":[\#(sides.joined(separator: ","))]}"#
  }

  /// The answer to a subscription: itself, with its defaults.
  static func acknowledgement(_ coin: String, _ method: String) -> String {
    #"{"channel":"subscriptionResponse","data":{"method":"\#(method)","subscription":"#
      + #"{"type":"l2Book","coin":"\#(coin)","nSigFigs":null,"mantissa":null,"fast":true}}}"#
  }

  static func error(_ text: String) -> String { #"{"channel":"error","data":"\#(text)"}"# }

  static func http(_ status: Int, _ body: String) -> [UInt8] {
    Array(
      "HTTP/1.1 \(status) Said\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        .utf8)
  }

  /// The answer to a handshake: RFC 6455, section 4.2.2.
  static func switching(_ head: String) -> String {
    let key = head.firstMatch(of: /(?i)sec-websocket-key: *([^\r]+)/).map { String($0.1) } ?? ""
    let hash = SHA1.hash(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      + "Sec-WebSocket-Accept: \(Data(hash).base64EncodedString())\r\n\r\n"
  }

  /// A JSON object; empty where it is none.
  static func object(_ bytes: [UInt8]) -> [String: Any] {
    ((try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]) ?? [:]
  }
}

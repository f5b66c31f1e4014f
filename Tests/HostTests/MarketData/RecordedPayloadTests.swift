import Foundation
@testable import Host
import RuleEngine
import Testing

/// Real replies and frames, where they lie beside the package.
enum RecordedPayloads {
  /// The folder `../shared/fixtures` beside the package; nil where there is none.
  static let folder: URL? = {
    var package = URL(filePath: #filePath)
    for _ in 0..<4 { package.deleteLastPathComponent() }
    let folder = package.deletingLastPathComponent().appending(path: "shared/fixtures")
    return FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)) ? folder : nil
  }()

  static func data(_ name: String) throws -> Data { try Data(contentsOf: #require(folder).appending(path: name)) }

  static func lines(_ name: String) throws -> [[UInt8]] { try data(name).split(separator: 0x0A).map { Array($0) } }
}

@Suite(.enabled(if: RecordedPayloads.folder != nil, "skipped: no recorded payloads here"))
struct RecordedPayloadTests {
  /// The number of lines of each kind, and whether each book's top is what Foundation reads.
  private func kinds(_ name: String) throws -> [String: Int] {
    var kinds: [String: Int] = [:]
    for line in try RecordedPayloads.lines(name) {
      let parsed = try line.withUnsafeBytes { try RecordingLine.parse($0) }
      switch parsed {
      case .header: kinds["header", default: 0] += 1
      case .context: kinds["context", default: 0] += 1
      case .balance: kinds["balance", default: 0] += 1
      case .trail: kinds["trail", default: 0] += 1
      case .marker: kinds["marker", default: 0] += 1
      case .skipped(.channel(let channel), _): kinds[channel, default: 0] += 1
      case .skipped(let kind, _): kinds["\(kind)", default: 0] += 1
      case .book(let book, let receivedNs, let source):
        let start = line.firstIndex(of: UInt8(ascii: "{")) ?? 0
        #expect(FoundationBook(book) == FoundationBook(line[start...]))
        let digits = String(decoding: line[..<start], as: UTF8.self).dropLast()
        #expect(receivedNs == Int64(digits))
        #expect(source == .webSocket)
        kinds[book.bid == nil ? "empty" : "book", default: 0] += 1
      }
    }
    return kinds
  }

  @Test func `every line of a recorded hour is a book or a known other channel`() throws {
    #expect(try kinds("ws_BTC_l2Book_trades_mainnet_2025-01-26.ns.jsonl") == ["book": 46, "trades": 9])
    #expect(
      try kinds("ws_probe_frames_mainnet_2026-09-24_levels-trimmed-to-3.jsonl") == [
        "book": 3, "empty": 1, "subscriptionResponse": 2, "bbo": 1, "activeAssetCtx": 1, "trades": 1, "candle": 1,
        "pong": 1, "error": 2, "post": 1,
      ])
    #expect(
      try kinds("ws_BTC_bbo_activeAssetCtx_mainnet_2026-08-13.jsonl") == ["bbo": 1, "activeAssetCtx": 1])
  }

  @Test func `a recorded book that is cut short is none, at whatever byte`() throws {
    let line = try #require(RecordedPayloads.lines("ws_BTC_l2Book_trades_mainnet_2025-01-26.ns.jsonl").first)
    let frame = Array(line[(line.firstIndex(of: UInt8(ascii: "{")) ?? 0)...])
    #expect(Frames.read(frame) != nil)
    for count in frame.indices { #expect(Frames.read(Array(frame[..<count])) == nil) }
  }

  @Test func `a recording is read to its end in the order of its nanoseconds`() throws {
    let name = "ws_BTC_l2Book_trades_mainnet_2025-01-26.ns.jsonl"
    let folder = try #require(RecordedPayloads.folder)
    let recording = try Recording(path: folder.appending(path: name).path(percentEncoded: false))
    var times: [Int64] = []
    while let event = recording.next {
      times.append(event.receivedNs)
      try recording.advance()
    }
    #expect(times.count == 55 && times == times.sorted())
    #expect(times.first == 1_737_918_843_893_903_000)
  }

  @Test(arguments: [("PURR", "PURR/USDC"), ("HYPE", "@107"), ("PURRPS", "@32"), ("JEFF", "@4")] as [(Coin, String)])
  func `the recorded list names the spot book of a coin`(coin: Coin, id: String) throws {
    let reply = try RecordedPayloads.data("rest_spotMetaAndAssetCtxs_mainnet_2025-08-22.json")
    #expect(try SpotCoinResolver(reply: Array(reply)).spotCoinID(of: coin) == id)
  }

  @Test func `the recorded list names every USDC pair as Foundation reads it`() throws {
    let reply = try RecordedPayloads.data("rest_spotMetaAndAssetCtxs_mainnet_2025-08-22.json")
    let resolver = try SpotCoinResolver(reply: Array(reply))
    let root = try #require(try JSONSerialization.jsonObject(with: reply) as? [Any])
    let meta = try #require(root.first as? [String: [[String: Any]]])
    var names: [Int: String] = [:]
    for token in meta["tokens"] ?? [] { names[token["index"] as? Int ?? -1] = token["name"] as? String }
    var checked = 0
    for pair in meta["universe"] ?? [] {
      let sides = pair["tokens"] as? [Int] ?? []
      guard sides.count == 2, names[sides[1]] == "USDC", let coin = Coin(names[sides[0]] ?? "") else { continue }
      #expect(resolver.spotCoinID(of: coin) == pair["name"] as? String, "\(coin)")
      checked += 1
    }
    #expect(checked > 150)
  }

  @Test func `recorded REST books read as bare books`() throws {
    for name in ["rest_l2Book_DYDX_mainnet_2023-07-17.json", "rest_l2Book_spot-@107_mainnet_2025-01-21.json"] {
      let reply = try RecordedPayloads.data(name)
      guard case .book(let book, nil) = Frames.read(Array(reply), allowsBareBook: true) else {
        Issue.record("\(name) is no book")
        continue
      }
      let wrapped = Array(#"{"channel":"l2Book","data":"#.utf8) + Array(reply) + Array("}".utf8)
      #expect(FoundationBook(book) == FoundationBook(wrapped))
      #expect(book.bid != nil && book.ask != nil)
    }
  }

  @Test func `the recorded contexts are those of the perps at their places, as Foundation reads them`() throws {
    let reply = try RecordedPayloads.data("rest_metaAndAssetCtxs_mainnet_2025-08-22.json")
    let known = try AssetContexts.read(RESTResponse(status: 200, body: Array(reply))).get()
    let root = try #require(try JSONSerialization.jsonObject(with: reply) as? [Any])
    let universe = try #require((root[0] as? [String: Any])?["universe"] as? [[String: Any]])
    let contexts = try #require(root[1] as? [[String: Any]])
    var checked = 0
    for (perp, context) in zip(universe, contexts) where perp["isDelisted"] as? Bool != true {
      let coin = try #require(Coin(perp["name"] as? String ?? ""))
      let read = try #require(known[coin])
      #expect(read.fundingRate == ExactDecimal(context["funding"] as? String ?? ""), "\(coin)")
      #expect(read.oracle == (try Price(context["oraclePx"] as? String ?? "")), "\(coin)")
      checked += 1
    }
    #expect(checked == 171 && known.count == 171)
    #expect(known["PURR"] == AssetContext(fundingRate: "0.0000125", oracle: "0.14791", receivedMs: 0))
    #expect(known["MATIC"] == nil)
  }
}

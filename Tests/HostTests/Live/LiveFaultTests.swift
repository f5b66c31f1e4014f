import LoopbackExchange
import Testing

@testable import Host

/// What an exchange should not say, and what it does not say.
@Suite(.timeLimit(.minutes(2))) struct LiveFaultTests {
  typealias Fault = LoopbackExchange.Fault

  @Test func `frames that are no books change nothing`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    try await gate.live("perp:PURR", "spot:PURR")
    let texts = [
      "", " ", "null", "[]", "{}", "Websocket connection established.", #"{"channel":"l2Book"}"#,
      #"{"channel":"l2Book","data":{"coin":"PURR","time":9,"levels":[[],[]]"#,
      #"{"channel":"l2Book","data":{"coin":"PURR","time":99999999999999,"levels":[[{"px":"-1","sz":"1","n":1}],[]]}}"#,
      #"{"channel":"l2Book","data":{"coin":"PURR","time":99999999999999,"levels":[[{"px":"1","sz":"1","n":1}]]}}"#,
      #"{"channel":"l2Book","data":{"coin":"PURR","time":9000000000000,"levels":[[{"px":"1","sz":"1","n":1},"#
        + #"{"px":"2","sz":"1","n":1}],[]]}}"#,
      #"{"channel":"l2Book","data":{"coin":"purr","time":99999999999999,"levels":[[],[]]}}"#,
      #"{"channel":"l2Book","data":{"coin":"PURR","time":99999999999999,"levels":[[],[]]}} x"#,
      #"{"channel":"trades","data":[]}"#, #"{"channel":"error","data":7}"#,
      #"{"channel":"error","data":"Already subscribed: PURR"}"#, String(repeating: "[", count: 100_000),
    ]
    for text in texts { exchange.sendToAll(serverFrame(1, Array(text.utf8))) }
    exchange.sendToAll(serverFrame(2, [0, 255, 1]))
    exchange.sendToAll(serverFrame(9, [1, 2, 3]))
    // A book in two frames with a ping between them is a book.
    let whole = Array(
      #"{"channel":"l2Book","data":{"coin":"PURR","time":\#(exchange.clock.wallMs),"levels":"#.utf8
    )
    let sides = Array(#"[[{"px":"0.0012","sz":"9","n":1}],[{"px":"0.00121","sz":"9","n":1}]]}}"#.utf8)
    exchange.sendToAll(serverFrame(1, whole, isFinal: false) + serverFrame(9) + serverFrame(0, sides))
    try await eventually("the book after them") { gate.mid("perp:PURR") == "0.001205" }
    #expect(gate.live == ["perp:PURR", "spot:PURR"])
    #expect(exchange.with { $0.opened } == 1)
    #expect(try await gate.enter().word == "approved")
  }

  @Test(arguments: [
    // A reserved bit, an unknown opcode, a text that is no UTF-8, more than a message may have, one byte of a frame.
    serverFrame(1, [0x7B, 0x7D], reserved: 4), serverFrame(3), serverFrame(1, [0xFF, 0xFE]),
    [0x81, 127, 0, 0, 0, 0, 0, 0x50, 0, 0], [0x81],
  ])
  func `frames that end a connection cost no more than the connection`(frame: [UInt8]) async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    try await gate.live("perp:PURR", "spot:PURR")
    exchange.sendToAll(frame)
    // What began is not finished.
    if frame.count == 1 { exchange.drop() }
    try await eventually("a new connection") { exchange.with { $0.opened } == 2 }
    try await gate.live("perp:PURR", "spot:PURR")
    #expect(try await gate.enter().word == "approved")
  }

  @Test(
    arguments: [
      Fault.status(500, "null"), .status(429, ""), .status(422, "Failed to deserialize"), .body("null"), .body("[]"),
      .body(""), .body("<html>"), .cutOff,
    ], ["meta", "spotMetaAndAssetCtxs"])
  func `lists that do not come are asked for again, and signals wait for them`(
    fault: Fault, kind: String
  ) async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.faults[kind] = [fault, fault] }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    gate.say(LiveGate.signal(symbol: "NOPE"))
    #expect(try await gate.enter().word == "approved")
    #expect(gate.answerCount == 2)
    #expect(exchange.with { state in state.requests.filter { $0 == kind }.count } == 3)
  }

  @Test(arguments: [Fault.status(500, "null"), .status(429, ""), .body("{}"), .cutOff])
  func `a coin whose book does not come is asked for again`(fault: Fault) async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.faults["l2Book"] = [fault, fault, fault] }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    #expect(try await gate.enter().word == "approved")
    #expect(exchange.with { state in state.requests.filter { $0.hasPrefix("l2Book") }.count } == 5)
  }

  @Test(arguments: [false, true])
  func `a message above four mebibytes ends the connection, however it is cut`(isFragmented: Bool) async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    try await gate.live("perp:PURR", "spot:PURR")
    let book = #"{"channel":"l2Book","data":{"coin":"PURR","time":99999999999999,"levels":[[],[]]}}"#
    // White space is as good as nothing in JSON: up to the limit it would be a book.
    let bytes = Array(book.utf8) + [UInt8](repeating: 0x20, count: 4 << 20)
    if isFragmented {
      let pieces = stride(from: 0, to: bytes.count, by: 1 << 20).map {
        Array(bytes[$0..<min($0 + 1 << 20, bytes.count)])
      }
      for (index, piece) in pieces.enumerated() {
        exchange.sendToAll(serverFrame(index == 0 ? 1 : 0, piece, isFinal: index == pieces.count - 1))
      }
    } else {
      exchange.sendToAll(serverFrame(1, bytes))
    }
    try await eventually("a new connection") { exchange.with { $0.opened } == 2 }
    try await gate.live("perp:PURR", "spot:PURR")
    #expect(try await gate.enter().word == "approved")
    #expect(try gate.logged("the exchange broke the protocol: tooLong") == 1)
  }

  @Test func `a message of four mebibytes in a thousand pieces is a book`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    try await gate.live("perp:PURR", "spot:PURR")
    let sides = #"[[{"px":"0.0012","sz":"9","n":1}],[{"px":"0.00121","sz":"9","n":1}]]"#
    let book = #"{"channel":"l2Book","data":{"coin":"PURR","time":\#(exchange.clock.exchangeMs),"levels":\#(sides)}}"#
    let bytes = Array(book.utf8) + [UInt8](repeating: 0x20, count: 4 << 20 - book.utf8.count)
    let pieces = stride(from: 0, to: bytes.count, by: 4096).map { Array(bytes[$0..<min($0 + 4096, bytes.count)]) }
    for (index, piece) in pieces.enumerated() {
      exchange.sendToAll(serverFrame(index == 0 ? 1 : 0, piece, isFinal: index == pieces.count - 1))
    }
    try await eventually("the book") { gate.mid("perp:PURR") == "0.001205" }
    #expect(exchange.with { $0.opened } == 1)
  }

  @Test func `a subscription that is refused sets its coin aside, and the other feed lives`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.refused = ["PURR/USDC"] }
    let gate = try LiveGate(exchange, feedWaitMs: 0)
    defer { gate.stop() }
    let answer = try await gate.enter()
    #expect(answer.word == "spot_missing", "\(answer)")
    try await gate.live("perp:PURR")
    #expect(exchange.with { $0.opened } == 1)
    #expect(try gate.logged("feed spot:PURR is off: coin PURR/USDC: the exchange refuses the subscription") == 1)
    // Tried again in five minutes.
    exchange.with { $0.refused = [] }
    gate.advance(300_000)
    try await gate.live("perp:PURR", "spot:PURR")
    #expect(try await gate.enter().word == "approved")
  }

  @Test func `an error frame is told once a connection, and ends nothing`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange)
    defer { gate.stop() }
    try await gate.live("perp:PURR", "spot:PURR")
    for text in ["Invalid subscription of nobody", "Error parsing JSON into valid websocket request: ..."] {
      exchange.sendToAll(serverFrame(1, Array(#"{"channel":"error","data":"\#(text)"}"#.utf8)))
    }
    exchange.publish(["PURR": .init(bid: "0.0012", ask: "0.00121")])
    try await eventually("the book after them") { gate.mid("perp:PURR") == "0.001205" }
    try await eventually("the warning") { try gate.logged("error from the exchange: Invalid subscription") == 1 }
    #expect(try gate.logged("error from the exchange") == 1)
    #expect(exchange.with { $0.opened } == 1)
  }

  @Test(arguments: ["meta", "spotMetaAndAssetCtxs", "l2Book"])
  func `an answer that is slow holds nothing up but what hangs on it`(kind: String) async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.faults[kind] = [.slow] }
    let rules = Fixture.rules(
      Fixture.longOnly("long"), Fixture.arb(#","on_unavailable":"reject""#, params: #""max_age_ms":60000"#))
    let gate = try LiveGate(exchange, rules: rules, feedWaitMs: 0)
    defer { gate.stop() }
    gate.say(LiveGate.signal())
    try await eventually("the request") { exchange.with { $0.requests.contains { $0.hasPrefix(kind) } } }
    #expect(gate.answerCount == 0)
    // The start is over, and nobody waits for it any more; commands never do.
    gate.advance(60_000)
    let answer = try await gate.lastAnswer()
    #expect(answer.word == "perp_missing", "\(answer)")
    exchange.answerSlowRequest()
    gate.advance(60_000)
    try await gate.live("perp:PURR", "spot:PURR")
    #expect(try await gate.enter().word == "approved")
  }

  @Test(.enabled(if: OpenSSLServer.tool != nil))
  func `a server whose certificate is not to be trusted is told of, and gives no price`() async throws {
    let server = try OpenSSLServer(for: "IP:127.0.0.1")
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    let gate = try LiveGate(exchange, feedWaitMs: 0, socket: "wss://127.0.0.1:\(server.port)/ws")
    defer { gate.stop() }
    try await eventually("the warning") { try gate.logged("market data connection: cannot be made") == 1 }
    // Several attempts later it has still been said once, and nothing was read from it.
    for _ in 0..<5 { gate.advance(900) }
    #expect(gate.live == [])
    #expect(try gate.logged("market data connection: cannot be made") == 1)
  }

  @Test func `a coin that closes the socket is set aside, and the other feed lives`() async throws {
    let exchange = try LoopbackExchange()
    defer { exchange.stop() }
    exchange.with { $0.poison = ["PURR/USDC"] }
    let gate = try LiveGate(exchange, feedWaitMs: 0)
    defer { gate.stop() }
    // The first frames never all come; the signal is judged when the feed is given up.
    let answer = try await gate.enter()
    #expect(answer.word == "spot_missing", "\(answer)")
    try await gate.live("perp:PURR")
    try await eventually("the warning") { try gate.logged("feed spot:PURR is off: coin PURR/USDC") == 1 }
    exchange.publish(["PURR": .init(bid: "0.0011", ask: "0.0012")])
    try await eventually("the next book") { gate.mid("perp:PURR") == "0.00115" }
  }
}

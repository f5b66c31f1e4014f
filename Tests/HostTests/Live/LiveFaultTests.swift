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

import Foundation
import Synchronization
import Testing

@testable import Host

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An exchange on 127.0.0.1: REST and WebSocket at one free port, and the faults that a test asks for.
///
/// It does what the real one was seen to do: an unknown coin is `null` by REST and closes the whole socket; an
/// acknowledgement repeats the subscription with its defaults; the first book comes twice; a plain text greets.
final class LoopbackExchange: Sendable {
  /// The top of a book; a side without a price is empty.
  struct Book: Hashable {
    var bid: String?
    var ask: String?

    static let empty = Book()
  }

  /// What REST does in place of answering.
  enum Fault: Hashable {
    case status(Int, String)
    case body(String)
    /// The connection ends in the middle of the answer.
    case cutOff
  }

  /// What a test changes, and what it sees.
  struct State {
    var perps = ["PURR": false, "HYPE": false, "DEAD": true]
    var spotPairs = ExchangeTexts.spotPairs
    var books = [
      "PURR": Book(bid: "0.00122", ask: "0.00124"), "PURR/USDC": Book(bid: "0.001248", ask: "0.00125"),
      "HYPE": Book(bid: "30", ask: "31"), "@4": Book(bid: "5", ask: "6"), "DEAD": .empty,
    ]
    /// What an account may withdraw, by its address; another one's is not told.
    var withdrawable: [String: String] = [:]
    /// Coins that REST knows and the socket does not.
    var poison: Set<String> = []
    /// What happens to the next requests of a kind.
    var faults: [String: [Fault]] = [:]
    var refusesSockets = false
    /// Whether new sockets are accepted and never answered, like by a peer whose other half is gone.
    var ignoresSockets = false

    /// The kinds of the requests so far, a book's with its coin, an account's with its address.
    fileprivate(set) var requests: [String] = []
    /// The texts that clients sent over sockets.
    fileprivate(set) var messages: [String] = []
    /// How many sockets were opened.
    fileprivate(set) var opened = 0
    /// How many were accepted and never answered.
    fileprivate(set) var ignored = 0
    fileprivate var sockets: [Int: ExchangeSocket] = [:]
    fileprivate var isStopped = false

    /// The coins that are subscribed to on any socket.
    var subscribed: Set<String> { sockets.values.reduce(into: []) { $0.formUnion($1.coins) } }
    var socketCount: Int { sockets.count }
  }

  let port: UInt16
  let clock: MovableClock
  private let listener: Int32
  private let state = Mutex(State())

  init(clock: MovableClock = MovableClock()) throws {
    self.clock = clock
    (listener, port) = try Loopback.listen()
    try HostThread.start { self.accept() }
  }

  /// Changes or reads the state.
  func with<Value: Sendable>(_ body: (inout State) -> Value) -> Value { state.withLock { body(&$0) } }

  /// Changes books, and sends all of them to whoever is subscribed, with a new time.
  func publish(_ changed: [String: Book] = [:]) {
    state.withLock { state in
      state.books.merge(changed) { _, new in new }
      for socket in state.sockets.values {
        for coin in socket.coins { socket.peer.send(bookFrame(coin, state)) }
      }
    }
  }

  /// Sends bytes to every socket.
  func sendToAll(_ bytes: [UInt8]) {
    state.withLock { state in for socket in state.sockets.values { socket.peer.send(bytes) } }
  }

  /// Ends every socket: with a close frame where there is a code, else without a word.
  func drop(code: UInt16? = nil) {
    state.withLock { state in
      for socket in state.sockets.values {
        if let code { socket.peer.send(closeFrame(code)) }
        socket.peer.hangUp()
      }
      state.sockets = [:]
    }
  }

  /// Ends the exchange.
  func stop() {
    with { $0.isStopped = true }
    drop()
    shutdown(listener, Int32(SHUT_RDWR))
  }

  // MARK: - The threads

  private func accept() {
    while !with({ $0.isStopped }) {
      guard Loopback.wait(listener, POLLIN) else { continue }
      let descriptor = LoopbackExchange.accept(listener)
      guard descriptor >= 0 else { break }
      let socket = ExchangeSocket(LoopbackPeer(descriptor))
      try? HostThread.start { self.serve(socket) }
    }
    close(listener)
  }

  private static func accept(_ listener: Int32) -> Int32 {
    #if canImport(Glibc)
      Glibc.accept(listener, nil, nil)
    #else
      Darwin.accept(listener, nil, nil)
    #endif
  }

  private func serve(_ socket: ExchangeSocket) {
    while let head = socket.peer.readHead() {
      if head.lowercased().contains("upgrade: websocket") { return serveSocket(socket, head) }
      guard answer(socket.peer, head) else { return }
    }
  }

  // MARK: REST

  /// - Returns: whether the connection goes on.
  private func answer(_ peer: LoopbackPeer, _ head: String) -> Bool {
    guard head.hasPrefix("POST /info "), head.lowercased().contains("content-type: application/json"),
      let length = head.lowercased().firstMatch(of: /content-length: ([0-9]+)/).flatMap({ Int($0.1) }),
      let body = peer.read(length)
    else {
      peer.send(ExchangeTexts.http(404, ""))
      return false
    }
    let request = ExchangeTexts.object(body)
    let kind = request["type"] as? String ?? ""
    let coin = request["coin"] as? String ?? request["user"] as? String ?? ""
    let (fault, text) = with { state in
      state.requests.append(coin.isEmpty ? kind : "\(kind) \(coin)")
      let fault = state.faults[kind]?.isEmpty == false ? state.faults[kind]?.removeFirst() : nil
      return (fault, reply(kind, coin, state))
    }
    switch fault {
    case .status(let status, let text): return peer.send(ExchangeTexts.http(status, text))
    case .body(let text): return peer.send(ExchangeTexts.http(200, text))
    case .cutOff:
      peer.send(ExchangeTexts.http(200, text ?? "null").dropLast(3))
      peer.hangUp()
      return false
    case nil: return peer.send(ExchangeTexts.http(text == nil ? 422 : 200, text ?? "Failed to deserialize"))
    }
  }

  private func reply(_ kind: String, _ coin: String, _ state: State) -> String? {
    switch kind {
    case "meta": ExchangeTexts.meta(state.perps)
    case "spotMetaAndAssetCtxs": ExchangeTexts.spotMeta(state.spotPairs)
    case "l2Book": state.books[coin].map { ExchangeTexts.book(coin, $0, timeMs: clock.wallMs) } ?? "null"
    case "clearinghouseState": state.withdrawable[coin].map { ExchangeTexts.account($0, timeMs: clock.wallMs) }
    default: nil
    }
  }

  // MARK: WebSocket

  private func serveSocket(_ socket: ExchangeSocket, _ head: String) {
    if with({ state in
      if state.ignoresSockets { state.ignored += 1 }
      return state.ignoresSockets
    }) {
      return socket.peer.waitForEnd()
    }
    let number = with { state -> Int? in
      guard !state.refusesSockets, !state.isStopped, socket.peer.send(ExchangeTexts.switching(head)) else { return nil }
      socket.peer.send(serverFrame(1, Array("Websocket connection established.".utf8)))
      state.opened += 1
      state.sockets[state.opened] = socket
      return state.opened
    }
    guard let number else { return }
    while let frame = socket.peer.readFrame(), frame.opcode != 8 {
      // The answer to a protocol ping.
      if frame.opcode != 1 { continue }
      let goesOn = with { state in
        guard state.sockets[number] != nil else { return false }
        state.messages.append(String(decoding: frame.payload, as: UTF8.self))
        return take(frame.payload, socket, &state)
      }
      if !goesOn { break }
    }
    socket.peer.hangUp()
    with { $0.sockets[number] = nil }
  }

  /// - Returns: whether the connection goes on.
  private func take(_ text: [UInt8], _ socket: ExchangeSocket, _ state: inout State) -> Bool {
    let message = ExchangeTexts.object(text)
    let subscription = message["subscription"] as? [String: Any]
    let coin = subscription?["coin"] as? String ?? ""
    switch message["method"] as? String {
    case "ping": socket.send(#"{"channel":"pong"}"#)
    case "subscribe":
      guard state.books[coin] != nil, !state.poison.contains(coin) else { return false }
      guard socket.coins.insert(coin).inserted else {
        socket.send(ExchangeTexts.error("Already subscribed: \(coin)"))
        return true
      }
      // Both come twice, now and then.
      for _ in 0..<2 { socket.send(ExchangeTexts.acknowledgement(coin, "subscribe")) }
      for _ in 0..<2 { socket.peer.send(bookFrame(coin, state)) }
    case "unsubscribe":
      let wasSubscribed = socket.coins.remove(coin) != nil
      socket.send(
        wasSubscribed
          ? ExchangeTexts.acknowledgement(coin, "unsubscribe") : ExchangeTexts.error("Already unsubscribed: \(coin)"))
    default: socket.send(ExchangeTexts.error("Error parsing JSON into valid websocket request: ..."))
    }
    return true
  }

  private func bookFrame(_ coin: String, _ state: State) -> [UInt8] {
    let book = ExchangeTexts.book(coin, state.books[coin] ?? .empty, timeMs: clock.wallMs)
    return serverFrame(1, Array(#"{"channel":"l2Book","data":\#(book)}"#.utf8))
  }
}

/// A client's connection. One thread reads from it; whoever sends, or changes its coins, holds the exchange's lock.
private final class ExchangeSocket: @unchecked Sendable {
  let peer: LoopbackPeer
  var coins: Set<String> = []

  init(_ peer: LoopbackPeer) { self.peer = peer }

  func send(_ text: String) { peer.send(serverFrame(1, Array(text.utf8))) }
}

import Foundation
import Host

/// An exchange on 127.0.0.1: REST and WebSocket at one port, and the faults that a test asks for.
///
/// It does what the real one was seen to do: an unknown coin is `null` by REST and closes the whole socket; an
/// acknowledgement repeats the subscription with its defaults; the first book comes twice; a plain text greets; who is
/// silent for a minute is closed. It shares no code with what is tested.
public final class LoopbackExchange: Sendable {
  /// What is kept of a coin.
  public typealias Book = ExchangeBook

  /// What REST does in place of answering.
  public enum Fault: Hashable, Sendable {
    case status(Int, String)
    case body(String)
    /// The connection ends in the middle of the answer.
    case cutOff
    /// The answer comes when the exchange is told to `answerSlowRequests`.
    case slow
  }

  /// What a test changes, and what it sees.
  public struct State: Sendable {
    /// The perps, and whether they are delisted.
    public var perps = ["PURR": false, "HYPE": false, "DEAD": true]
    /// The pairs that the exchange lists.
    public var spotPairs = ExchangeTexts.spotPairs
    /// The books, by the exchange's names of them.
    public var books = [
      "PURR": Book(bid: "0.00122", ask: "0.00124"), "PURR/USDC": Book(bid: "0.001248", ask: "0.00125"),
      "HYPE": Book(bid: "30", ask: "31"), "@4": Book(bid: "5", ask: "6"), "DEAD": .empty,
    ]
    /// What an account may withdraw, by its address.
    public var withdrawable: [String: String] = [:]
    /// What every other account may withdraw; nil where that is not told.
    public var otherWithdrawable: String?
    /// What is said of perps beside their books, by their names; of the others nulls.
    public var contexts = [
      "PURR": ExchangeTexts.Context(funding: "0.0000125", oracle: "0.00123"),
      "HYPE": ExchangeTexts.Context(funding: "-0.00000025", oracle: "30.5"),
    ]
    /// Coins that REST knows and the socket does not.
    public var poison: Set<String> = []
    /// Coins that are subscribed to without a word.
    public var mute: Set<String> = []
    /// Coins whose subscription is answered by an error frame.
    public var refused: Set<String> = []
    /// What happens to the next requests of a kind.
    public var faults: [String: [Fault]] = [:]
    /// Whether all books come at the rhythm of old servers.
    public var ignoresFast = false
    /// Whether pings are heard and not answered.
    public var ignoresPings = false
    /// Whether a handshake is answered by the end of the connection.
    public var refusesSockets = false
    /// Whether new sockets are accepted and never answered, like by a peer whose other half is gone.
    public var ignoresSockets = false

    /// The kinds of the requests so far, a book's with its coin, an account's with its address.
    public internal(set) var requests: [String] = []
    /// The texts that clients sent over sockets.
    public internal(set) var messages: [String] = []
    /// How many sockets were opened.
    public internal(set) var opened = 0
    /// How many were accepted and never answered.
    public internal(set) var ignored = 0
    var sockets: [Int: ExchangeSocket] = [:]
    var isStopped = false

    /// The coins that are subscribed to on any socket.
    public var subscribed: Set<String> { sockets.values.reduce(into: []) { $0.formUnion($1.coins.keys) } }
    /// How many sockets stand.
    public var socketCount: Int { sockets.count }
  }

  /// Who was told nothing, or said nothing, for so long is closed, in milliseconds. The real one looks at what it said
  /// alone, which comes to the same where only pings are answered; to look at both is stricter.
  public static let idleMs: Int64 = 60_000

  /// Where it listens.
  public let port: UInt16
  /// What it and its clients tell the time by.
  public let clock: MovableClock
  let listener: Int32
  let state = Lock(State())
  let slow = DispatchSemaphore(value: 0)
  let ended = DispatchSemaphore(value: 0)

  /// - Parameter port: where it listens; 0 has the system choose.
  public init(clock: MovableClock = MovableClock(), port: UInt16 = 0) throws(Loopback.Failure) {
    self.clock = clock
    (listener, self.port) = try Loopback.listen(port: port)
    Thread.detachNewThread { self.accept() }
  }

  /// Changes or reads the state.
  public func with<Value: Sendable>(_ body: (inout State) -> Value) -> Value { state.withLock { body(&$0) } }

  /// Changes books, and sends all of them to whoever is subscribed, with a new time.
  ///
  /// - Parameter onlyFast: whether only those are sent that were asked for with `fast`, and that is heeded.
  public func publish(_ changed: [String: Book] = [:], onlyFast: Bool = false) {
    state.withLock { state in
      state.books.merge(changed) { _, new in new }
      for socket in state.sockets.values {
        for (coin, isFast) in socket.coins where isFast || !onlyFast { show(coin, socket, state) }
      }
    }
  }

  /// Sends bytes to every socket.
  public func sendToAll(_ bytes: [UInt8]) {
    let nowMs = clock.exchangeMs
    state.withLock { state in for socket in state.sockets.values { socket.send(bytes, nowMs: nowMs) } }
  }

  /// Ends every socket: with a close frame where there is a code, else without a word.
  public func drop(code: UInt16? = nil) {
    end { peer in
      if let code { peer.send(closeFrame(code)) }
      peer.hangUp()
    }
  }

  /// Ends every socket by a reset.
  public func reset() { end { $0.reset() } }

  /// Keeps every socket open, and says nothing more to it.
  public func silence() { state.withLock { state in for socket in state.sockets.values { socket.isSilent = true } } }

  /// Ends the sockets that are silent for a minute, as the real exchange does.
  ///
  /// - Returns: how many.
  @discardableResult public func dropIdle() -> Int {
    let nowMs = clock.exchangeMs
    return state.withLock { state in
      let idle = state.sockets.filter { nowMs - min($0.value.saidMs, $0.value.heardMs) >= LoopbackExchange.idleMs }
      for (number, socket) in idle {
        socket.peer.hangUp()
        state.sockets[number] = nil
      }
      return idle.count
    }
  }

  /// Answers one request that is kept waiting.
  public func answerSlowRequest() { slow.signal() }

  /// Ends the exchange; when this returns the port is free.
  public func stop() {
    let isFirst = with { state in
      defer { state.isStopped = true }
      return !state.isStopped
    }
    guard isFirst else { return }
    drop()
    shutdown(listener, Int32(SHUT_RDWR))
    ended.wait()
  }

  private func end(_ how: (LoopbackPeer) -> Void) {
    state.withLock { state in
      for socket in state.sockets.values { how(socket.peer) }
      state.sockets = [:]
    }
  }

  /// Shows a client a book, with the lock held.
  func show(_ coin: String, _ socket: ExchangeSocket, _ state: State) {
    guard !state.mute.contains(coin) else { return }
    let nowMs = clock.exchangeMs
    let depth = socket.coins[coin] == true ? 5 : 20
    let book = ExchangeTexts.book(coin, state.books[coin] ?? .empty, timeMs: nowMs, depth: depth)
    socket.say(#"{"channel":"l2Book","data":\#(book)}"#, nowMs: nowMs)
  }
}

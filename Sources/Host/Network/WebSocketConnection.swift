internal import CCurl

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A WebSocket: name, proxy, TCP and TLS by libcurl, the rest by `WebSocketSession`, on a thread of its own.
///
/// Whoever lets go of it cancels it.
final class WebSocketConnection: Sendable {
  struct Configuration: Sendable {
    let address: WebSocketAddress
    var network = NetworkOptions()
    var limits = WebSocketLimits.standard
    /// How long the server may take to answer the handshake once it is connected, in milliseconds.
    var openTimeoutMs = 10_000
    /// How long the peer may take to end the connection once a close frame is on its way, in milliseconds.
    var closeTimeoutMs = 2_000
    /// How many bytes may wait for a peer that does not read.
    var maxUnsentBytes = 1 << 20
    /// Where keys and masks come from.
    var randomness: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
  }

  private let channel: WebSocketChannel

  /// Begins to connect.
  ///
  /// - Parameter report: is called on the connection's thread, which waits for it and reads nothing meanwhile: it may wait
  ///   for room, and for nothing else.
  ///   The last event is `closed`; by then everything that the connection held is released.
  init(_ configuration: Configuration, report: @escaping @Sendable (WebSocketEvent) -> Void) throws(NetworkError) {
    let channel = try WebSocketChannel(maxUnsentBytes: configuration.maxUnsentBytes)
    self.channel = channel
    try HostThread.start {
      let closure = WebSocketConnection.run(configuration, channel, report)
      channel.end()
      report(.closed(closure))
    }
  }

  deinit { channel.cancel() }

  /// Sends a text; before the handshake is done it waits for that.
  ///
  /// - Returns: whether it is on its way; not where the connection has ended, or too much waits already.
  @discardableResult func send(text: [UInt8]) -> Bool { channel.put(.text(text), bytes: text.count) }

  /// Sends a binary message, as `send(text:)` does a text.
  @discardableResult func send(binary: [UInt8]) -> Bool { channel.put(.binary(binary), bytes: binary.count) }

  /// Sends a protocol ping of up to 125 bytes, which a live peer answers.
  @discardableResult func ping(_ body: [UInt8] = []) -> Bool { channel.put(.ping(body), bytes: body.count) }

  /// Closes in order: what was sent before goes out first, and the peer may answer until the deadline.
  func close(code: UInt16 = WebSocketCloseCode.normal, reason: String = "") {
    channel.put(.close(code, reason), bytes: nil)
  }

  /// Lets go at once: within a second while the connection is being made, immediately later.
  func cancel() { channel.cancel() }

  private static func run(
    _ configuration: Configuration, _ channel: WebSocketChannel, _ report: (WebSocketEvent) -> Void
  ) -> WebSocketClosure {
    do throws(NetworkError) {
      let handle = try CurlHandle(channel.cancellation)
      try handle.begin(url: configuration.address.transportURL, configuration.network)
      try handle.set(CURLOPT_CONNECT_ONLY, 1)
      // Through a proxy a WebSocket needs a tunnel, with TLS or without: RFC 6455, section 4.1, step 3.
      try handle.set(CURLOPT_HTTPPROXYTUNNEL, 1)
      try handle.perform()
      guard let socket = handle.socket else { throw .noHandle }
      var loop = WebSocketLoop(handle, socket, configuration, channel)
      return loop.run(report)
    } catch {
      return error.kind == .cancelled ? .cancelled : .unreachable(error)
    }
  }
}

/// What a connection's owner and its thread share.
final class WebSocketChannel: Sendable {
  private struct State {
    var commands: [WebSocketSession.Command] = []
    var commandBytes = 0
    // What the thread has taken over and the network not yet.
    var unsentBytes = 0
    var isEnded = false
  }

  let wakePipe: WakePipe
  let cancellation = Cancellation()
  private let maxUnsentBytes: Int
  private let state = Lock(State())

  init(maxUnsentBytes: Int) throws(NetworkError) {
    wakePipe = try WakePipe()
    self.maxUnsentBytes = maxUnsentBytes
  }

  /// Asks the thread for something.
  ///
  /// - Parameter bytes: what it sends; nil of what must get through to a peer that does not read.
  @discardableResult func put(_ command: WebSocketSession.Command, bytes: Int?) -> Bool {
    let isTaken = state.withLock { state in
      // With a head, so that empty messages count too.
      let needed = bytes.map { $0 + WebSocketFrameEncoder.maxHeadBytes } ?? 0
      let isRoom = bytes == nil || state.commandBytes + state.unsentBytes + needed <= maxUnsentBytes
      guard !state.isEnded, isRoom else { return false }
      state.commands.append(command)
      state.commandBytes += needed
      return true
    }
    if isTaken { wakePipe.wake() }
    return isTaken
  }

  func cancel() {
    cancellation.cancel()
    wakePipe.wake()
  }

  /// For the thread: what is asked for, once.
  func take() -> [WebSocketSession.Command] {
    state.withLock { state in
      defer { state.commands = [] }
      // Until the thread says better, what it takes counts as unsent.
      state.unsentBytes += state.commandBytes
      state.commandBytes = 0
      return state.commands
    }
  }

  /// For the thread: how many bytes the network has not taken.
  func setUnsent(_ bytes: Int) { state.withLock { $0.unsentBytes = bytes } }

  /// For the thread: nothing is taken any more.
  func end() {
    state.withLock { state in
      state.isEnded = true
      state.commands = []
    }
  }
}

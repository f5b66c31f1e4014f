#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The life of a connection that is made, on the thread that owns it: bytes between libcurl and the session.
struct WebSocketLoop: ~Copyable {
  // How often it reads before it writes: a peer that never stops sending must not keep an answer from going out.
  private static let readsInARow = 64
  private static let bufferBytes = 64 << 10

  private let handle: CurlHandle
  private let socket: Int32
  private let channel: WebSocketChannel
  private let start = ContinuousClock.now
  private var session: WebSocketSession
  private var outbox = WebSocketOutbox()
  private var sendError: NetworkError?

  init(
    _ handle: CurlHandle, _ socket: Int32, _ configuration: WebSocketConnection.Configuration,
    _ channel: WebSocketChannel
  ) {
    self.handle = handle
    self.socket = socket
    self.channel = channel
    var randomness: any RandomNumberGenerator = configuration.randomness
    let nonce = (0..<16).map { _ in UInt8(truncatingIfNeeded: randomness.next()) }
    session = WebSocketSession(
      WebSocketHandshake(configuration.address, nonce: nonce), limits: configuration.limits,
      openTimeoutMs: Int64(configuration.openTimeoutMs), closeTimeoutMs: Int64(configuration.closeTimeoutMs),
      masks: randomness, nowMs: 0)
  }

  private var nowMs: Int64 {
    let elapsed = (ContinuousClock.now - start).components
    return elapsed.seconds * 1000 + elapsed.attoseconds / 1_000_000_000_000_000
  }

  /// Works until the connection is over.
  mutating func run(_ report: (WebSocketEvent) -> Void) -> WebSocketClosure {
    var buffer = [UInt8](repeating: 0, count: WebSocketLoop.bufferBytes)
    while true {
      if channel.cancellation.isCancelled { return .cancelled }
      for command in channel.take() { session.perform(command, nowMs: nowMs) }
      let isDry = receive(into: &buffer, report)
      session.expire(nowMs: nowMs)
      flush()
      if let closure = session.closure { return closure }
      // TLS may hold bytes back that the socket does not show any more, so it waits only for a socket that is read dry.
      wait(timeoutMs: isDry ? session.deadlineMs.map { max(0, $0 - nowMs) } : 0)
    }
  }

  // Returns whether all that came is read.
  private mutating func receive(into buffer: inout [UInt8], _ report: (WebSocketEvent) -> Void) -> Bool {
    for _ in 0..<WebSocketLoop.readsInARow {
      do throws(NetworkError) {
        switch try handle.receive(into: &buffer) {
        case nil:
          // What the peer said before it went away has been read.
          if let sendError { session.receiveEnd(sendError) }
          return true
        case 0:
          session.receiveEnd(nil)
        case let count?:
          let nowMs = nowMs
          for event in session.receive(buffer.span.bytes.extracting(0..<count), nowMs: nowMs) { report(event) }
        }
      } catch {
        session.receiveEnd(error)
      }
      if session.closure != nil { return true }
    }
    return false
  }

  private mutating func flush() {
    guard sendError == nil else { return }
    do throws(NetworkError) {
      // What the network does not take stays with the session, which answers pings no more when it becomes too much.
      try outbox.flush(
        more: { session.takeOutgoing() }, send: { bytes throws(NetworkError) in try handle.send(bytes) })
    } catch {
      sendError = error
    }
    channel.setUnsent(outbox.count + session.outgoingCount + session.earlyCount)
  }

  private func wait(timeoutMs: Int64?) {
    // A connection that cannot be written is read to its end at once.
    guard sendError == nil else { return }
    let interest = Int16(outbox.count > 0 ? POLLIN | POLLOUT : POLLIN)
    var descriptors = [
      pollfd(fd: socket, events: interest, revents: 0),
      pollfd(fd: channel.wakePipe.readEnd, events: Int16(POLLIN), revents: 0),
    ]
    // An interruption is as good as a wake-up.
    poll(&descriptors, nfds_t(descriptors.count), timeoutMs.map { Int32(clamping: $0) } ?? -1)
    if descriptors[1].revents != 0 { channel.wakePipe.drain() }
  }
}

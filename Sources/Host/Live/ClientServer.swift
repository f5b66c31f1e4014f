#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import Synchronization

/// A Unix socket on which strategies ask: JSON lines both ways, up to 64 clients, one thread for all of them.
///
/// A client that does not read its answers, or asks faster than it is answered, is not read from until it does; one whose
/// answers pile up beyond a bound is let go. None of it costs another client anything.
final class ClientServer: Sendable {
  /// How many clients are served at a time.
  static let maxClients = 64
  /// How many questions of one client may be open.
  static let maxOpenQuestions = 1024
  /// How many bytes of answers may wait for one client.
  static let maxOutgoingBytes = 8 << 20
  /// How long the end of the service waits for clients to take their answers.
  static let stopWaitMs: Int64 = 2000

  private struct Client {
    let descriptor: Int32
    var lines = LineAssembler()
    var openQuestions = 0
    var hasEnded = false
  }

  private struct Outgoing {
    var bytes: [UInt8] = []
    var answers = 0
  }

  private struct Shared {
    var outgoing: [Int: Outgoing] = [:]
    /// Whether clients are read from, and let in.
    var isTaking = true
    var isStopping = false
  }

  private let path: String
  private let listener: Int32
  private let mailbox: Mailbox<HostEvent>
  private let pipe: WakePipe
  private let ended: WakePipe
  private let tookLast: WakePipe
  private let shared = Mutex(Shared())

  /// Makes the socket, which its owner alone may use.
  ///
  /// - Throws: `HostError` where another host listens there, or the path cannot be used.
  init(path: String, mailbox: Mailbox<HostEvent>) throws(HostError) {
    self.path = path
    self.mailbox = mailbox
    do { (pipe, ended, tookLast) = (try WakePipe(), try WakePipe(), try WakePipe()) } catch { throw .network(error) }
    listener = try UnixSocket.listen(path: path)
  }

  /// Begins to serve.
  func start() throws(NetworkError) { try HostThread.start { self.serve() } }

  /// Sends a line to a client; what is sent to one that has gone is dropped.
  func send(_ line: [UInt8], to client: Int) {
    let wasEmpty = shared.withLock { shared in
      var outgoing = shared.outgoing[client] ?? Outgoing()
      let wasEmpty = outgoing.bytes.isEmpty
      outgoing.bytes += line
      outgoing.bytes.append(0x0A)
      outgoing.answers += 1
      shared.outgoing[client] = outgoing
      return wasEmpty
    }
    if wasEmpty { pipe.wake() }
  }

  /// Reads nothing more of any client. When this returns, every line that was read is posted.
  func stopTaking() {
    shared.withLock { $0.isTaking = false }
    pipe.wake()
    tookLast.wait(timeoutMs: ClientServer.stopWaitMs)
  }

  /// Ends a service that was begun, once every answer is sent; it waits for slow clients for a moment only.
  func stop() {
    unlink(path)
    shared.withLock { shared in
      shared.isTaking = false
      shared.isStopping = true
    }
    pipe.wake()
    // The process may end as soon as this returns.
    ended.wait(timeoutMs: 2 * ClientServer.stopWaitMs)
  }

  // MARK: The thread

  private func serve() {
    var clients: [Int: Client] = [:]
    var nextNumber = 1
    var stopDeadlineMs: Int64?
    while true {
      let (waiting, isTaking, isStopping) = shared.withLock { shared in
        // What is answered to a client that has gone would stay for ever.
        for number in shared.outgoing.keys where clients[number] == nil { shared.outgoing[number] = nil }
        return (Set(shared.outgoing.keys), shared.isTaking, shared.isStopping)
      }
      if !isTaking { tookLast.wake() }
      if isStopping {
        let now = HostClock.system.monotonicMs()
        let deadlineMs = stopDeadlineMs ?? now + ClientServer.stopWaitMs
        stopDeadlineMs = deadlineMs
        if waiting.isEmpty || now >= deadlineMs {
          end(clients)
          return
        }
      }
      var order: [Int] = []
      var descriptors = [pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0)]
      let mayAccept = clients.count < ClientServer.maxClients && isTaking
      descriptors.append(pollfd(fd: mayAccept ? listener : -1, events: Int16(POLLIN), revents: 0))
      for (number, client) in clients {
        let mayAsk = client.openQuestions < ClientServer.maxOpenQuestions && !client.hasEnded && isTaking
        let events = (mayAsk ? POLLIN : 0) | (waiting.contains(number) ? POLLOUT : 0)
        order.append(number)
        descriptors.append(pollfd(fd: client.descriptor, events: Int16(events), revents: 0))
      }
      let timeoutMs = stopDeadlineMs.map { max($0 - HostClock.system.monotonicMs(), 0) } ?? -1
      _ = poll(&descriptors, nfds_t(descriptors.count), Int32(clamping: timeoutMs))
      if descriptors[0].revents != 0 { pipe.drain() }
      if descriptors[1].revents != 0, let descriptor = UnixSocket.accept(listener) {
        clients[nextNumber] = Client(descriptor: descriptor)
        nextNumber += 1
      }
      for (number, descriptor) in zip(order, descriptors.dropFirst(2)) {
        guard var client = clients[number] else { continue }
        let isAlive = attend(number, &client, descriptor.revents, mayRead: isTaking)
        clients[number] = isAlive ? client : nil
        if !isAlive { letGo(number, client) }
      }
      // Answers may have come since the poll began; those that can be sent at once are.
      for (number, var client) in clients {
        let isAlive = send(number, &client)
        clients[number] = isAlive ? client : nil
        if !isAlive { letGo(number, client) }
      }
    }
  }

  private func end(_ clients: [Int: Client]) {
    for client in clients.values { close(client.descriptor) }
    close(listener)
    ended.wake()
  }

  /// - Returns: whether the client stays.
  private func attend(_ number: Int, _ client: inout Client, _ events: Int16, mayRead: Bool) -> Bool {
    // Who has said all and hangs up reads no answers either; `poll` would not wait any more while such a client stays.
    if client.hasEnded || !mayRead { return events & Int16(POLLHUP | POLLERR) == 0 }
    guard events & Int16(POLLIN | POLLHUP | POLLERR) != 0 else { return true }
    return withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
      let count = read(client.descriptor, buffer.baseAddress, buffer.count)
      if count > 0 {
        for line in client.lines.take(UnsafeRawBufferPointer(rebasing: buffer[..<count])) {
          ask(line, number, &client)
        }
        return true
      }
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      // The client has said all; its answers are still sent.
      client.hasEnded = true
      if let line = client.lines.takeRest() { ask(line, number, &client) }
      return client.openQuestions > 0 || shared.withLock { $0.outgoing[number] != nil }
    }
  }

  private func ask(_ line: LineAssembler.Line, _ number: Int, _ client: inout Client) {
    // Nothing answers a blank line: as an open question it would stay one.
    guard !line.isBlank else { return }
    client.openQuestions += 1
    mailbox.post(.line(.socket(number), line))
  }

  /// - Returns: whether the client stays.
  private func send(_ number: Int, _ client: inout Client) -> Bool {
    let taken = shared.withLock { $0.outgoing.removeValue(forKey: number) }
    guard var outgoing = taken else { return true }
    client.openQuestions -= outgoing.answers
    outgoing.answers = 0
    let written = outgoing.bytes.withUnsafeBytes { write(client.descriptor, $0.baseAddress, $0.count) }
    if written < 0, errno != EAGAIN, errno != EINTR { return false }
    outgoing.bytes.removeFirst(max(written, 0))
    if outgoing.bytes.isEmpty { return !(client.hasEnded && client.openQuestions == 0) }
    let rest = outgoing
    // What came meanwhile stands behind what is left.
    let isBounded = shared.withLock { shared in
      let newer = shared.outgoing[number] ?? Outgoing()
      shared.outgoing[number] = Outgoing(bytes: rest.bytes + newer.bytes, answers: newer.answers)
      return rest.bytes.count + newer.bytes.count <= ClientServer.maxOutgoingBytes
    }
    return isBounded
  }

  private func letGo(_ number: Int, _ client: Client) {
    close(client.descriptor)
    _ = shared.withLock { $0.outgoing.removeValue(forKey: number) }
    mailbox.post(.closed(.socket(number)))
  }
}

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A Unix socket on which strategies ask: JSON lines both ways, up to 64 clients, one thread for all of them. Beyond those
/// there is room for commands, by `GuestPlaces`.
///
/// A client that does not take its answers, or asks faster than it is answered, is not read from until it does; one whose
/// answers pile up all the same is let go. None of it costs another client anything.
final class ClientServer: Sendable {
  /// How many clients are served at a time; others may ask commands alone.
  static let maxClients = 64
  /// How long the end of the service waits for clients to take their answers.
  static let stopWaitMs: Int64 = 2000
  /// How long nobody is accepted after the system could not give a client a descriptor.
  static let acceptPauseMs: Int64 = 100

  private struct Shared {
    // The answers that the thread has not seen yet.
    var answers: [Int: [[UInt8]]] = [:]
    /// Whether clients are read from, and let in.
    var isTaking = true
    var isStopping = false
  }

  private let path: String
  private let listener: Int32
  // The file that this service has made at its path.
  private let identity: FileIdentity?
  private let mailbox: Mailbox<HostEvent>
  private let pipe: WakePipe
  private let ended: WakePipe
  private let tookLast: WakePipe
  private let shared = Lock(Shared())

  /// Makes the socket, which its owner alone may use.
  ///
  /// - Throws: `HostError` where another host listens there, or the path cannot be used.
  init(path: String, mailbox: Mailbox<HostEvent>) throws(HostError) {
    self.path = path
    self.mailbox = mailbox
    do { (pipe, ended, tookLast) = (try WakePipe(), try WakePipe(), try WakePipe()) } catch { throw .network(error) }
    listener = try UnixSocket.listen(path: path)
    identity = FileIdentity(path: path)
  }

  /// Begins to serve.
  func start() throws(NetworkError) { try HostThread.start { self.serve() } }

  /// Sends a line to a client; what is sent to one that has gone is dropped.
  func send(_ line: [UInt8], to client: Int) {
    let wasEmpty = shared.withLock { shared in
      let wasEmpty = shared.answers.isEmpty
      shared.answers[client, default: []].append(line)
      return wasEmpty
    }
    if wasEmpty { pipe.wake() }
  }

  /// Has no client ask anything more. When this returns, every question that was asked is posted; what else was read of a
  /// client is as if it had not been sent.
  func stopTaking() {
    shared.withLock { $0.isTaking = false }
    pipe.wake()
    tookLast.wait(timeoutMs: ClientServer.stopWaitMs)
  }

  /// Ends a service that was begun, once every answer is sent; it waits for slow clients for a moment only.
  func stop() {
    // Another host may have made its own there meanwhile.
    if let identity, FileIdentity(path: path) == identity { unlink(path) }
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
    var clients: [Int: ServedClient] = [:]
    var commander = 0
    var nextNumber = 1
    var stopDeadlineMs: Int64?
    var acceptAgainMs: Int64?
    while true {
      let (isTaking, isStopping) = deliver(to: &clients)
      if !isTaking { tookLast.wake() }
      if isStopping {
        let now = HostClock.system.monotonicMs()
        let deadlineMs = stopDeadlineMs ?? now + ClientServer.stopWaitMs
        stopDeadlineMs = deadlineMs
        if clients.values.allSatisfy(\.backlog.isEmpty) || now >= deadlineMs {
          end(clients)
          return
        }
      }
      if isTaking {
        seatGuests(of: &clients)
        command(of: &clients, after: &commander)
      }
      var order: [Int] = []
      var descriptors = [pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0)]
      if let time = acceptAgainMs, HostClock.system.monotonicMs() >= time { acceptAgainMs = nil }
      let mayAccept = clients.count < ClientServer.maxClients + GuestPlaces.count && isTaking && acceptAgainMs == nil
      descriptors.append(pollfd(fd: mayAccept ? listener : -1, events: Int16(POLLIN), revents: 0))
      for (number, client) in clients {
        let events = (client.mayRead && isTaking ? POLLIN : 0) | (client.backlog.isEmpty ? 0 : POLLOUT)
        order.append(number)
        descriptors.append(pollfd(fd: client.descriptor, events: Int16(events), revents: 0))
      }
      let guestEndMs = isTaking ? GuestPlaces.nextEndMs(clients) : nil
      let deadlineMs = [stopDeadlineMs, acceptAgainMs, guestEndMs].compactMap(\.self).min()
      let timeoutMs = deadlineMs.map { max($0 - HostClock.system.monotonicMs(), 0) } ?? -1
      _ = poll(&descriptors, nfds_t(descriptors.count), Int32(clamping: timeoutMs))
      if descriptors[0].revents != 0 { pipe.drain() }
      if descriptors[1].revents != 0 {
        if let descriptor = UnixSocket.accept(listener) {
          let untilMs = GuestPlaces.stay(beside: clients, nowMs: HostClock.system.monotonicMs())
          clients[nextNumber] = ServedClient(descriptor: descriptor, guestUntilMs: untilMs)
          nextNumber += 1
        } else {
          // Where the system has no descriptor left the client still waits, and `poll` would say so without end.
          acceptAgainMs = HostClock.system.monotonicMs() + ClientServer.acceptPauseMs
        }
      }
      for (number, descriptor) in zip(order, descriptors.dropFirst(2)) where descriptor.revents != 0 {
        with(number, of: &clients, isTaking) { attend(&$0, descriptor.revents, mayRead: isTaking) }
      }
    }
  }

  /// Takes the answers that have come, and sends those for which no older ones wait.
  ///
  /// - Returns: whether clients may ask, and whether the service is to end.
  private func deliver(to clients: inout [Int: ServedClient]) -> (isTaking: Bool, isStopping: Bool) {
    let (answers, isTaking, isStopping) = shared.withLock { shared in
      // What is answered to a client that has gone goes with this.
      defer { shared.answers = [:] }
      return (shared.answers, shared.isTaking, shared.isStopping)
    }
    for (number, lines) in answers {
      with(number, of: &clients, isTaking) { client in
        let isFirst = client.backlog.isEmpty
        client.answer(lines)
        if client.backlog.isOverfull { return false }
        return isFirst ? send(&client) : true
      }
    }
    return (isTaking, isStopping)
  }

  /// Gives free places to guests, and sends those away that ask for more than a guest may, or whose time is up.
  private func seatGuests(of clients: inout [Int: ServedClient]) {
    let (promoted, refused) = GuestPlaces.settle(&clients, nowMs: HostClock.system.monotonicMs())
    for number in promoted { with(number, of: &clients, true) { _ in true } }
    for number in refused {
      with(number, of: &clients, true) { client in
        // What does not fit the system's buffer of a client that reads nothing is not worth waiting for.
        _ = GuestPlaces.refusal.withUnsafeBytes { write(client.descriptor, $0.baseAddress, $0.count) }
        return false
      }
    }
  }

  /// Has one client's command done, once the last one is: its answer may be large and may take the host's time, so that
  /// whoever sends thousands of them has no more than one done between two questions of others.
  private func command(of clients: inout [Int: ServedClient], after last: inout Int) {
    guard clients[last]?.isCommandOpen != true else { return }
    // In turn.
    let numbers = clients.keys.sorted()
    let turn = numbers.firstIndex { $0 > last } ?? 0
    for number in numbers[turn...] + numbers[..<turn] {
      guard let line = clients[number]?.command() else { continue }
      last = number
      mailbox.post(.line(.socket(number), line))
      return
    }
  }

  /// Does something with a client, and has it ask what it may then; or lets it go where the answer is no.
  private func with(
    _ number: Int, of clients: inout [Int: ServedClient], _ isTaking: Bool, _ body: (inout ServedClient) -> Bool
  ) {
    // Taken out, so that its buffers are changed in place.
    guard var client = clients.removeValue(forKey: number) else { return }
    if body(&client) {
      while isTaking, let line = client.ask() { mailbox.post(.line(.socket(number), line)) }
      clients[number] = client
    } else {
      close(client.descriptor)
      for line in isTaking ? client.lastWords : [] { mailbox.post(.line(.socket(number), line)) }
      mailbox.post(.closed(.socket(number)))
    }
  }

  private func end(_ clients: [Int: ServedClient]) {
    for client in clients.values { close(client.descriptor) }
    close(listener)
    ended.wake()
  }

  /// - Returns: whether the client stays.
  private func attend(_ client: inout ServedClient, _ events: Int16, mayRead: Bool) -> Bool {
    if events & Int16(POLLOUT) != 0, !send(&client) { return false }
    // Who has said all and hangs up reads no answers either; `poll` would not wait any more while such a client stays.
    if client.hasEnded || !mayRead { return events & Int16(POLLHUP | POLLERR) == 0 }
    guard events & Int16(POLLIN | POLLHUP | POLLERR) != 0 else { return true }
    return withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
      let count = read(client.descriptor, buffer.baseAddress, buffer.count)
      if count > 0 {
        client.take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        return true
      }
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      // The client has said all; its answers are still sent.
      client.end()
      return !client.isDone
    }
  }

  /// - Returns: whether the client stays.
  private func send(_ client: inout ServedClient) -> Bool {
    let descriptor = client.descriptor
    let written = client.backlog.send { write(descriptor, $0.baseAddress, $0.count) }
    if written < 0, errno != EAGAIN, errno != EINTR { return false }
    return !client.isDone
  }
}

import Foundation
import RuleEngine
import Testing

@testable import Host

/// Clients of a running host's socket.
@Suite(.timeLimit(.minutes(5))) struct RunClientTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs")))
  }

  @Test func `its owner alone may use the socket`() throws {
    let host = try RunningHost(folder)
    var status = stat()
    try #require(lstat(host.socketPath, &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFSOCK)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test func `eight clients that wait for each answer get their own, all of it stored, in few transactions`() throws {
    let host = try RunningHost(folder)
    let log = try WriteAheadLog(folder.path("store.sqlite"))
    let before = try log.transactionCount()
    let (clients, rounds) = (8, 60)
    let connections = try (0..<clients).map { _ in try host.connect() }
    let answers = try RunClients.concurrently(connections) { index, connection in
      try (0..<rounds).map { round in try connection.ask(Fixture.liveLine("c\(index)-\(round)")) }
    }
    for (index, own) in answers.enumerated() {
      #expect(own.map { VerdictText($0).id } == (0..<rounds).map { "c\(index)-\($0)" })
      #expect(own.allSatisfy { VerdictText($0).word == "approved" })
    }
    let transactions = try log.transactionCount() - before
    let ratio = Double(transactions) / Double(clients * rounds)
    #expect(transactions > 0 && ratio <= 0.4, "\(transactions) transactions for \(clients * rounds) signals: \(ratio)")
    #expect(Set(try LeftStore(folder).verdicts) == Set(answers.joined()))
    print("transactions: \(transactions) for \(clients * rounds) signals of \(clients) clients, \(ratio) a signal")
  }

  @Test func `a client that is alone gets each answer from a commit of its own`() throws {
    let host = try RunningHost(folder)
    let log = try WriteAheadLog(folder.path("store.sqlite"))
    let before = try log.transactionCount()
    let client = try host.connect()
    for index in 0..<20 { #expect(VerdictText(try client.ask(Fixture.liveLine("s\(index)"))).word == "approved") }
    #expect(try log.transactionCount() - before == 20)
  }

  @Test func `many questions at once are answered in their order, also behind the end of what the client says`() throws
  {
    let host = try RunningHost(folder)
    let client = try host.connect()
    let lines = (0..<3000).map { $0.isMultiple(of: 7) ? "" : Fixture.liveLine("s\($0)") }
    let wait = RunClients.start([client]) { _, client in
      try client.send(lines.joined(separator: "\n"))
      client.finish()
    }
    let ids = lines.indices.filter { !$0.isMultiple(of: 7) }.map { "s\($0)" }
    for id in ids { #expect(VerdictText(try client.read()).id == id) }
    _ = try wait()
    #expect(try client.isAtEnd())
  }

  @Test func `who asks much more than fits before taking an answer gets all of them, also behind the end`() throws {
    let host = try RunningHost(folder)
    let other = try host.connect()
    for index in 0..<100 { _ = try other.ask(Fixture.liveLine("s\(index)")) }
    let client = try host.connect()
    // Forty thousand bytes an answer: several times what may wait for one client.
    let commands = 600
    let wait = RunClients.start([client]) { _, client in
      try client.send(String(repeating: #"{"command":"verdicts","last":100}"# + "\n", count: commands))
      try client.send(Fixture.liveLine("last"))
      client.finish()
    }
    // Others are served while nobody takes those.
    #expect(VerdictText(try other.ask(Fixture.liveLine("other"))).word == "approved")
    let first = try client.read()
    #expect(first.count > 20_000)
    for _ in 1..<commands { #expect(try client.read().hasPrefix(#"{"verdicts":["#)) }
    #expect(VerdictText(try client.read()).id == "last")
    _ = try wait()
    #expect(try client.isAtEnd())
  }

  @Test func `a line without an end costs neither memory nor anybody's patience`() throws {
    let host = try RunningHost(folder)
    let endless = try host.connect()
    let chunk = String(repeating: "x", count: 1 << 20)
    for _ in 0..<40 { try endless.send(chunk) }
    #expect(VerdictText(try host.connect().ask(Fixture.liveLine("a"))).word == "approved")
    #expect(VerdictText(try endless.ask("x")).word == "bad_signal")
    #expect(VerdictText(try endless.ask(Fixture.liveLine("b"))).word == "approved")
  }

  @Test func `blank lines are no questions: thousands of them hold nothing up, and leave no client behind`() throws {
    let host = try RunningHost(folder)
    let client = try host.connect()
    try client.send(String(repeating: "\n \r\n", count: 3000))
    #expect(VerdictText(try client.ask(Fixture.liveLine("a"))).word == "approved")
    let silent = try host.connect()
    try silent.send("\n\n")
    silent.finish()
    #expect(try silent.isAtEnd())
  }

  @Test func `a client that does not read its answers, or says half a line, hurts nobody`() throws {
    let host = try RunningHost(folder)
    let half = try host.connect()
    try half.send(#"{"id":"half","symbol":"#)
    let deaf = try host.connect()
    // As much as the host and the system take; from some point on it is not read from.
    let chunk = String(repeating: #"{"command":"verdicts","last":1000}"# + "\n", count: 100)
    var sent = 0
    while sent < 500, deaf.sendWhatFits(chunk) { sent += 1 }
    let client = try host.connect()
    for index in 0..<200 { #expect(VerdictText(try client.ask(Fixture.liveLine("s\(index)"))).word == "approved") }
    try half.send(#""PURR","direction":"short"}"# + "\n")
    #expect(VerdictText(try half.read()).word == "direction_not_allowed")
  }

  @Test func `a client that leaves without reading hurts nobody, and its signals are stored`() throws {
    let host = try RunningHost(folder)
    for index in 0..<50 {
      let client = try host.connect()
      try client.send(Fixture.liveLine("gone\(index)") + "\n" + Fixture.liveLine("too\(index)") + "\n")
    }
    try host.wait { $0["store"]?["records"]?.number == "100" }
    #expect(VerdictText(try host.connect().ask(Fixture.liveLine("gone0"))).isDuplicate)
  }

  @Test func `a log that nobody reads holds nothing up, and says later what was lost`() throws {
    let pipe = Pipe()
    let host = try RunningHost(folder, logLevel: .info, errors: pipe.fileHandleForWriting)
    let client = try host.connect()
    // Several times what a pipe holds.
    for index in 0..<1000 { #expect(VerdictText(try client.ask(Fixture.liveLine("s\(index)"))).word == "approved") }
    host.signal(SIGTERM)
    #expect(host.waitForEnd() == 0)
  }

  @Test func `sixty-four clients are served, and the next one is told so when it asks`() throws {
    let host = try RunningHost(folder)
    var clients = try (0..<64).map { _ in try host.connect() }
    for (index, client) in clients.enumerated() {
      #expect(VerdictText(try client.ask(Fixture.liveLine("s\(index)"))).id == "s\(index)")
    }
    let refused = try host.connect()
    let answer = try refused.ask(Fixture.liveLine("next"))
    #expect(answer.hasPrefix(#"{"error":"too_many_clients","reason":"64 clients are served"#))
    // Nobody waits for a place: whoever says nothing is told too, and a question of it is not taken.
    #expect(try host.connect().read() == answer)
    clients.removeFirst()
    try host.wait { $0["store"]?["records"]?.number == "64" }
    #expect(VerdictText(try host.connect().ask(Fixture.liveLine("later"))).id == "later")
  }

  @Test func `commands are answered however many clients there are, and idle ones do not keep them out`() throws {
    let host = try RunningHost(folder)
    let clients = try (0..<64).map { _ in try host.connect() }
    for client in clients { _ = try client.ask(#"{"command":"verdicts"}"#) }
    // More than there are places of any kind.
    let idle = try (0..<20).map { _ in try host.connect() }
    let status = try GateProcess(folder: folder).run(["status", "--listen", "s"])
    #expect(status.code == 0, "\(status.errors)")
    #expect(try GateProcess(folder: folder).run(["halt", "--why", "x", "--listen", "s"]).code == 0)
    #expect(VerdictText(try clients[0].ask(Fixture.liveLine("a"))).word == "halted")
    for client in idle { #expect(try client.read().hasPrefix(#"{"error":"too_many_clients""#)) }
  }

  #if os(Linux)
    @Test(.enabled(if: StoreOutage.canLimitFiles, "limits of a running process cannot be changed here"))
    func `without a descriptor for the next client others are answered, no processor is burnt, and it is served later`()
      throws
    {
      let host = try RunningHost(folder)
      let pid = host.process.processIdentifier
      let client = try host.connect()
      #expect(VerdictText(try client.ask(Fixture.liveLine("a"))).word == "approved")
      let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
      try #require(StoreOutage.limitDescriptors(of: pid, to: open))
      let next = try host.connect()
      try next.send(Fixture.liveLine("next") + "\n")
      #expect(VerdictText(try client.ask(Fixture.liveLine("b"))).word == "approved")
      let before = try Self.processorTicks(pid)
      // Long enough for a thread in circles to be seen by its time on the processor, however little it gets of that.
      usleep(1_000_000)
      #expect(try Self.processorTicks(pid) - before < 10)
      try #require(StoreOutage.limitDescriptors(of: pid, to: 1000))
      #expect(VerdictText(try next.read()).id == "next")
    }

    /// How long a process has been on a processor, in hundredths of a second.
    private static func processorTicks(_ pid: Int32) throws -> Int {
      let stat = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
      // Behind the name, which may hold anything, come the state and more; user and system time are the twelfth and next.
      let fields = try #require(stat.split(separator: ")").last).split(separator: " ")
      return try #require(Int(fields[11])) + #require(Int(fields[12]))
    }
  #endif
}

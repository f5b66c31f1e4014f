import Foundation
import RuleEngine
import Testing

@testable import Host

/// A running host among other processes: a second host, a store that is held, halts from outside, questions.
@Suite(.timeLimit(.minutes(5))) struct RunStoreTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs")))
  }

  @Test func `a second host on the same store is refused, and the first goes on`() throws {
    let host = try RunningHost(folder)
    let second = try gate.run(["run", "--listen", "t", "--store", "store.sqlite"])
    #expect(second.code == 74 && second.errors.contains("store.sqlite"), "\(second.errors)")
    #expect(!folder.exists("t"))
    #expect(VerdictText(try host.connect().ask(Fixture.liveLine("a"))).word == "approved")
  }

  @Test func `a second host on the same socket is refused, and the first keeps it`() throws {
    let host = try RunningHost(folder)
    let second = try gate.run(["run", "--listen", "s", "--store", "other.sqlite"])
    #expect(second.code == 74 && second.errors.contains("s"), "\(second.errors)")
    #expect(VerdictText(try host.connect().ask(Fixture.liveLine("a"))).word == "approved")
  }

  @Test func `what is no socket is not taken away, and what a killed host left is`() throws {
    try folder.file("t", "precious")
    let refused = try gate.run(["run", "--listen", "t", "--store", "other.sqlite"])
    #expect(refused.code == 74)
    #expect(try folder.text("t") == "precious")
    let first = try RunningHost(folder)
    first.signal(SIGKILL)
    _ = first.waitForEnd()
    #expect(folder.exists("s"))
    let second = try RunningHost(folder)
    #expect(VerdictText(try second.connect().ask(Fixture.liveLine("a"))).word == "approved")
  }

  @Test func `while another connection holds the store every answer is a rejection, and service returns behind it`()
    throws
  {
    let host = try RunningHost(folder)
    let clients = try [host.connect(), host.connect()]
    #expect(VerdictText(try clients[0].ask(Fixture.liveLine("a"))).word == "approved")
    let other = try SQLiteConnection(path: folder.path("store.sqlite"), .readWrite, busyTimeoutMs: 10_000)
    try other.execute("BEGIN EXCLUSIVE")
    // The second question comes while the first one's commit is being waited for, or together with it.
    let delays = try RunClients.concurrently(clients) { index, client in
      let start = HostClock.system.monotonicMs()
      let answer = try client.ask(Fixture.liveLine("b\(index)"))
      #expect(answer.contains(#""action":"rejected","stage":"store","code":"store_unavailable""#), "\(answer)")
      return HostClock.system.monotonicMs() - start
    }
    // The contract says two seconds, to which a busy machine may add.
    #expect(2 * SQLiteVerdictStore.busyTimeoutMs < 2000)
    #expect(delays.allSatisfy { $0 < 4000 }, "\(delays) ms")
    try other.execute("ROLLBACK")
    #expect(VerdictText(try clients[0].ask(Fixture.liveLine("b0"))).word == "approved")
    #expect(try LeftStore(folder).verdicts.map { VerdictText($0).id } == ["a", "b0"])
    #expect(try LeftStore(folder).brokenLinks == 0)
  }

  @Test(arguments: [["--listen", "s"], ["--store", "store.sqlite"]])
  func `a running host heeds halt and resume, by its socket and by its store`(target: [String]) throws {
    let host = try RunningHost(folder)
    let client = try host.connect()
    let halt = try gate.run(["halt", "--why", "upgrade"] + target)
    #expect(halt.code == 0 && halt.output == "halted: upgrade\n" && halt.errors.isEmpty, "\(halt.errors)")
    let longer = try gate.run(["halt", "--why", "upgrade", "--until", "+1d"] + target)
    #expect(longer.output.contains(#/^halted until 2\d{3}-.*Z: upgrade\nin place of the halt before: upgrade\n$/#))
    #expect(try gate.run(["status", "--listen", "s"]).output.contains(#/halted +until 2\d{3}-.*Z: upgrade\n/#))
    let answer = try client.ask(Fixture.liveLine("a"))
    #expect(VerdictText(answer).word == "halted" && answer.contains("upgrade"))
    let resume = try gate.run(["resume"] + target)
    #expect(resume.code == 0 && resume.output == "resumed\n", "\(resume.errors)")
    #expect(VerdictText(try client.ask(Fixture.liveLine("b"))).word == "approved")
    #expect(try gate.run(["resume"] + target).output == "nothing was halted\n")
  }

  @Test func `a halt of a store at rest holds for the next host, and one that is over does not`() throws {
    var host: RunningHost? = try RunningHost(folder)
    host?.signal(SIGTERM)
    #expect(host?.waitForEnd() == 0)
    #expect(try gate.run(["halt", "--why", "x", "--until", "1000", "--store", "store.sqlite"]).code == 64)
    let over = Halt(why: "x", sinceMs: 1, untilMs: 1000)
    #expect(try HaltWriter.write(over, to: folder.path("store.sqlite"), nowMs: 500) == nil)
    host = try RunningHost(folder)
    #expect(VerdictText(try host!.connect().ask(Fixture.liveLine("a"))).word == "approved")
    host?.signal(SIGTERM)
    #expect(host?.waitForEnd() == 0)
    let next = try gate.run(["halt", "--why", "x", "--store", "store.sqlite"])
    #expect(next.code == 0 && next.errors.contains("no host is running on store.sqlite"), "\(next.errors)")
    host = try RunningHost(folder)
    #expect(VerdictText(try host!.connect().ask(Fixture.liveLine("b"))).word == "halted")
    #expect(try gate.run(["halt", "--why", "x", "--store", "none.sqlite"]).code == 66)
    #expect(try gate.run(["resume", "--listen", "nobody"]).code == 66)
  }

  @Test func `status is a table, and with --json the object that the host wrote`() throws {
    let host = try RunningHost(folder)
    let client = try host.connect()
    _ = try client.ask(Fixture.liveLine("a"))
    _ = try client.ask(Fixture.liveLine("b", "short"))
    let table = try gate.run(["status", "--listen", "s"])
    #expect(table.code == 0)
    let entry = table.lines.first { $0.hasPrefix("longs") }
    #expect(
      entry?.split(separator: " ").map(String.init) == ["longs", "direction_allow", "enforce", "1", "1", "0"],
      "\(table.output)")
    #expect(table.output.contains("store.sqlite, 2 records"))
    let json = try gate.run(["status", "--listen", "s", "--json"])
    let status = try JSONValue(parsing: Array(json.output.utf8.dropLast()))
    #expect(json.lines.count == 1)
    #expect(status.members?.first?.key == "uptime_ms")
    #expect(status["connection"]?["state"]?.string == "off" || status["feeds"]?.elements?.isEmpty == true)
    #expect(status["store"]?["records"]?.number == "2")
    let nobody = try gate.run(["status", "--listen", "nobody"])
    #expect(nobody.code == 66 && nobody.output.isEmpty)
  }

  @Test func `standard input is a client whose end ends a host that nobody else can ask`() throws {
    let run = try gate.run(
      ["run", "--store", "store.sqlite", "--lang", "en"],
      input: [Fixture.liveLine("a"), "", Fixture.liveLine("b", "short"), "{}", #"{"command":"verdicts","last":1}"#]
        .joined(separator: "\n"))
    #expect(run.code == 65, "\(run.errors)")
    #expect(run.lines.prefix(3).map { VerdictText($0).word } == ["approved", "direction_not_allowed", "bad_signal"])
    #expect(run.lines.count == 4)
    #expect(run.lines[2].contains("<stdin>:4:"))
    #expect(run.errors.contains("the host is ready | reading standard input | recording in store.sqlite\n"))
    #expect(run.errors.hasSuffix("the host has ended | approved 1 | rejected 1\n"), "\(run.errors)")
  }
}

import Foundation
import RuleEngine
import Testing

@testable import Host

/// Files that are read whole, and what a running host does with a pipe in place of one.
@Suite(.timeLimit(.minutes(2))) struct FileBytesTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test func `regular files alone are read`() throws {
    try folder.file("file", "text")
    try #require(mkfifo(folder.path("pipe"), 0o600) == 0)
    #expect(try FileBytes.read(path: folder.path("file")) == Array("text".utf8))
    for path in [folder.path("pipe"), "/dev/null"] {
      let error = #expect(throws: HostError.self) { try FileBytes.read(path: path) }
      guard case .notAFile(path) = error else {
        Issue.record("\(path): \(String(describing: error))")
        continue
      }
    }
    let error = #expect(throws: HostError.self) { try FileBytes.read(path: folder.url.path) }
    guard case .cannotRead(_, EISDIR) = error else { throw try #require(error) }
  }

  @Test func `who cannot write a file says what has become of it`() throws {
    let missing = #expect(throws: HostError.self) { try FileBytes.write([1], path: folder.path("no/such")) }
    #expect("\(try #require(missing))".hasSuffix("No such file or directory; nothing was changed"))
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let full = try #require(throws: HostError.self) { try FileBytes.write([1], path: "/dev/full") }
    #expect(
      "\(full)" == "cannot write /dev/full: No space left on device; what is there now is cut off: make room, and "
        + "write it again")
    #expect(full.exitCode == .inputOutput)
  }

  @Test func `what a shell feeds is read, but by who reads again while it runs`() throws {
    let refused = #expect(throws: HostError.self) { try FileBytes.read(path: "/dev/fd/0", takesOpen: false) }
    switch refused {
    // Nothing may stand at the descriptor where the tests are run.
    case .notAFile, .cannotRead: break
    default: Issue.record("\(String(describing: refused))")
    }
    let gate = GateProcess(folder: folder)
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs")))
    #expect(try gate.shell("cat rules.json | $GATE check --rules /dev/stdin").code == 0)
  }

  @Test func `a host whose rules become a pipe keeps those in force, and goes on`() throws {
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs")))
    let host = try RunningHost(folder, ["--watch"])
    let client = try host.connect()
    try folder.remove("rules.json")
    try #require(mkfifo(folder.path("rules.json"), 0o600) == 0)
    let reply = try client.ask(#"{"command":"reload"}"#)
    #expect(reply.contains(#""ok":false"#) && reply.contains("no regular file"), "\(reply)")
    host.signal(SIGHUP)
    #expect(VerdictText(try client.ask(Fixture.liveLine("a"))).word == "approved")
    host.signal(SIGTERM)
    #expect(host.waitForEnd() == 0)
  }
}

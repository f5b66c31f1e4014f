import Foundation
import RuleEngine
import Testing

@testable import Host

/// Who asks a host believes nothing but its word, and does not wait for ever.
@Suite(.timeLimit(.minutes(2))) struct HostAnswerTests {
  private let folder: ScratchFolder
  private let listener: Int32

  init() throws {
    folder = try ScratchFolder()
    listener = try UnixSocket.listen(path: folder.path("s"))
  }

  /// Has the next client's question answered by bytes, over and over where it says so, until the client has gone.
  private func answer(_ text: String, endlessly: Bool = false) {
    let listener = listener
    Thread.detachNewThread {
      var ready = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
      guard poll(&ready, 1, Int32(RunningHost.patienceMs)) == 1 else { return }
      guard let client = UnixSocket.accept(listener) else { return }
      let bytes = Array(text.utf8)
      repeat {
        ready = pollfd(fd: client, events: 0, revents: 0)
        if poll(&ready, 1, 1) != 0 { break }
        _ = send(client, bytes, bytes.count, HostConnection.flags)
      } while endlessly
      // The question is read, so that closing does not take the answer along.
      var chunk = [UInt8](repeating: 0, count: 4096)
      ready = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
      if poll(&ready, 1, Int32(RunningHost.patienceMs)) == 1 { _ = read(client, &chunk, chunk.count) }
      close(client)
    }
  }

  @Test(arguments: [
    ("halt", "{}"), ("halt", #"{"halt":false}"#), ("halt", #"{"resume":true}"#), ("halt", "ready"), ("halt", ""),
    ("resume", #"{"halt":true}"#), ("resume", #"{"resume":"true"}"#), ("resume", #"[{"resume":true}]"#),
  ])
  func `an answer that is no promise is none`(command: String, text: String) throws {
    defer { close(listener) }
    answer(text + "\n")
    let more = command == "halt" ? ["--why", "x"] : []
    let run = try GateProcess(folder: folder).run([command, "--listen", "s"] + more)
    #expect(run.code == 74 && run.output.isEmpty, "\(run)")
    #expect(text.isEmpty || run.errors.contains(text), "\(run.errors)")
  }

  @Test func `the promise is believed`() throws {
    defer { close(listener) }
    answer("{\"halt\":true}\n")
    #expect(try GateProcess(folder: folder).run(["halt", "--why", "x", "--listen", "s"]).output == "halted: x\n")
  }

  @Test func `a host that lets nobody in is waited for like one that does not answer, and keeps its socket`() throws {
    defer { close(listener) }
    var waiting: [Int32] = []
    defer { for descriptor in waiting { close(descriptor) } }
    // macOS refuses whom it has no place for, Linux has them wait.
    while waiting.count < 1000, let descriptor = try? UnixSocket.connect(path: folder.path("s"), timeoutMs: 0) {
      waiting.append(descriptor)
    }
    #expect(waiting.count < 1000)
    #if canImport(Glibc)
      let error = #expect(throws: HostError.self) {
        try HostClient(path: folder.path("s"), timeoutMs: 20).ask(Array("{}".utf8))
      }
      guard case .cannotConnect(_, ETIMEDOUT) = error else { throw try #require(error) }
      let second = #expect(throws: HostError.self) { try UnixSocket.listen(path: folder.path("s")) }
      guard case .listening = second else { throw try #require(second) }
    #endif
  }

  @Test func `an answer that does not end is waited for no longer than one that does not come`() throws {
    defer { close(listener) }
    answer(" ", endlessly: true)
    let error = #expect(throws: HostError.self) {
      try HostClient(path: folder.path("s"), timeoutMs: 200).ask(Array("{}".utf8))
    }
    guard case .cannotConnect(_, ETIMEDOUT) = error else { throw try #require(error) }
  }
}

import Foundation
import RuleEngine
import Testing

@testable import Host

/// The end of a host: what was taken is answered, and nothing more is taken.
@Suite(.timeLimit(.minutes(2))) struct LiveStopTests {
  @Test func `lines that were read while the host was told to end are answered`() throws {
    let host = try LiveFixture(Fixture.rules(Fixture.arb()))
    let sent = try host.run(
      [{ host.market.kill(.perp("PURR")) }],
      takeNoMore: {
        host.say(1, Fixture.liveLine("waits"))
        host.say(1, "no signal")
        host.say(2, Fixture.liveLine("b"))
        host.say(2, #"{"command":"verdicts"}"#)
      })
    #expect(sent.filter { $0.client == .socket(1) }.map(\.word) == ["approved", "bad_signal"])
    #expect(sent.filter { $0.client == .socket(2) }.map(\.id) == ["b", nil])
    #expect(sent.count == 4)
  }

  private static func lineCount(_ events: [HostEvent]) -> Int {
    events.count { if case .line = $0 { true } else { false } }
  }

  @Test func `a socket takes no more once that was said, and what it took before is posted and answered`() throws {
    let folder = try ScratchFolder()
    let mailbox: Mailbox<HostEvent> = try Mailbox()
    let server = try ClientServer(path: folder.path("s"), mailbox: mailbox)
    try server.start()
    let client = try HostConnection(folder.path("s"))
    try client.send(String(repeating: Fixture.liveLine("a") + "\n", count: 500))
    var taken = 0
    while taken == 0 { taken = Self.lineCount(mailbox.take(timeoutMs: -1)) }
    server.stopTaking()
    taken += Self.lineCount(mailbox.take(timeoutMs: 0))
    try client.send(Fixture.liveLine("late") + "\n")
    for number in 0..<taken { server.send(Array("answer \(number)".utf8), to: 1) }
    server.stop()
    for number in 0..<taken { #expect(try client.read() == "answer \(number)") }
    #expect(Self.lineCount(mailbox.take(timeoutMs: 0)) == 0)
  }

  @Test func `standard input is read no faster than it is answered, all of it in order`() throws {
    let mailbox: Mailbox<HostEvent> = try Mailbox()
    let folder = try ScratchFolder()
    let expected = (0..<6000).map { " " + Fixture.liveLine("s\($0)") }
    // A file is read as fast as can be.
    try folder.file("in", expected.map { "\n\($0)\n" }.joined())
    let file = try FileHandle(forReadingFrom: folder.url.appending(path: "in"))
    let input = try StandardInput(mailbox, descriptor: file.fileDescriptor)
    let perRead = (64 << 10) / Fixture.liveLine("s0").utf8.count
    var lines: [String] = []
    var open = 0
    var isClosed = false
    while !isClosed {
      for event in mailbox.take(timeoutMs: -1) {
        switch event {
        case .line(_, let line):
          lines.append(String(decoding: line.bytes, as: UTF8.self))
          open += 1
        case .closed: isClosed = true
        default: break
        }
      }
      #expect(open < StandardInput.maxOpenQuestions + perRead)
      // As late as can be: only when nothing more would be read.
      let isNearEnd = lines.count > expected.count - StandardInput.maxOpenQuestions
      guard open >= StandardInput.maxOpenQuestions || isNearEnd else { continue }
      // Time for one that does not wait.
      for _ in 0..<1000 { sched_yield() }
      for _ in 0..<open { input.answered() }
      open = 0
    }
    #expect(lines == expected)
  }

  @Test func `of long lines on standard input few are read before they are answered`() throws {
    let mailbox: Mailbox<HostEvent> = try Mailbox()
    let folder = try ScratchFolder()
    let line = String(repeating: "x", count: OpenQuestions.maxBytes / 4)
    try folder.file("in", String(repeating: line + "\n", count: 40))
    let file = try FileHandle(forReadingFrom: folder.url.appending(path: "in"))
    let input = try StandardInput(mailbox, descriptor: file.fileDescriptor)
    var (open, total) = (0, 0)
    while total < 40 {
      let count = Self.lineCount(mailbox.take(timeoutMs: -1))
      (open, total) = (open + count, total + count)
      #expect(open <= 4)
      guard open == 4 else { continue }
      for _ in 0..<1000 { sched_yield() }
      for _ in 0..<open { input.answered() }
      open = 0
    }
  }

  @Test func `standard input takes nothing once that was said`() throws {
    let mailbox: Mailbox<HostEvent> = try Mailbox()
    let pipe = Pipe()
    let input = try StandardInput(mailbox, descriptor: pipe.fileHandleForReading.fileDescriptor)
    try pipe.fileHandleForWriting.write(contentsOf: Data("a\n".utf8))
    #expect(Self.lineCount(mailbox.take(timeoutMs: -1)) == 1)
    input.stopTaking()
    try pipe.fileHandleForWriting.write(contentsOf: Data("b\nc".utf8))
    try pipe.fileHandleForWriting.close()
    var events: [HostEvent] = []
    while events.isEmpty { events = mailbox.take(timeoutMs: -1) }
    guard case .closed(.standardInput) = events[0], events.count == 1 else {
      Issue.record("\(events)")
      return
    }
  }
}

import TestSupport
import Testing

@testable import Host

/// What one client may ask at a time, and what may wait for it.
@Suite struct ServedClientTests {
  private func say(_ text: String, to client: inout ServedClient) {
    Array(text.utf8).withUnsafeBytes { client.take($0) }
  }

  private func asked(_ client: inout ServedClient) -> [String] {
    var asked: [String] = []
    while let line = client.ask() { asked.append(String(decoding: line.bytes, as: UTF8.self)) }
    return asked
  }

  private func taken(_ backlog: inout AnswerBacklog, _ count: Int) -> [UInt8] {
    var taken: [UInt8] = []
    _ = backlog.send { bytes in
      taken = Array(bytes.prefix(count))
      return taken.count
    }
    return taken
  }

  @Test func `as many questions are open as allowed, and the next is read once one is answered`() {
    var client = ServedClient(descriptor: -1)
    say((0..<70).map { "\($0)\n" }.joined(), to: &client)
    #expect(asked(&client) == (0..<64).map(String.init))
    #expect(!client.mayRead)
    client.answer([[], []])
    #expect(asked(&client) == ["64", "65"])
    client.answer(Array(repeating: [], count: 50))
    #expect(asked(&client) == (66..<70).map(String.init))
    #expect(client.mayRead)
  }

  @Test func `few questions are open that are long, and more once they are answered`() {
    var client = ServedClient(descriptor: -1)
    let long = String(repeating: "x", count: OpenQuestions.maxBytes / 2)
    for _ in 0..<4 { say("\(long)\n", to: &client) }
    #expect(asked(&client).count == 2)
    #expect(!client.mayRead)
    client.answer([[]])
    #expect(asked(&client).count == 1)
    client.answer([[], []])
    #expect(asked(&client).count == 1)
    #expect(client.mayRead)
    // One may be of any length.
    say("\(long)\(long)\(long)\n", to: &client)
    client.answer([[]])
    #expect(asked(&client).count == 1)
  }

  @Test func `a command is asked alone: behind the answers before it, and nothing with it`() {
    var client = ServedClient(descriptor: -1)
    func command() -> String? { client.command().map { String(decoding: $0.bytes, as: UTF8.self) } }
    say("a\nb\n{\"command\":1}\n{\"command\":2}\nc\n", to: &client)
    #expect(command() == nil)
    #expect(asked(&client) == ["a", "b"])
    client.answer([[]])
    #expect(command() == nil)
    client.answer([[]])
    #expect(asked(&client) == [])
    #expect(command() == #"{"command":1}"#)
    #expect(client.isCommandOpen && command() == nil)
    client.answer([[]])
    #expect(!client.isCommandOpen)
    #expect(command() == #"{"command":2}"#)
    #expect(asked(&client) == [])
    client.answer([[]])
    #expect(asked(&client) == ["c"])
  }

  @Test func `a client that has said all is done when everything is answered and taken`() {
    var client = ServedClient(descriptor: -1)
    say("\n \r\na\nb", to: &client)
    #expect(asked(&client) == ["a"])
    client.end()
    #expect(asked(&client) == ["b"])
    client.answer([Array("A".utf8)])
    #expect(!client.isDone)
    client.answer([Array("B".utf8)])
    #expect(!client.isDone)
    #expect(taken(&client.backlog, 100) == Array("A\nB\n".utf8))
    #expect(client.isDone)
  }

  @Test func `who does not take answers is asked nothing more until some are taken`() {
    var client = ServedClient(descriptor: -1)
    say("a\nb\n", to: &client)
    #expect(asked(&client) == ["a", "b"])
    client.answer([[UInt8](repeating: 0x2E, count: AnswerBacklog.pauseBytes)])
    say("c\n", to: &client)
    #expect(asked(&client) == [])
    #expect(!client.mayRead)
    #expect(taken(&client.backlog, 2).count == 2)
    #expect(asked(&client) == ["c"])
  }

  @Test func `what a client said before it hung up is not lost, but for commands`() {
    var client = ServedClient(descriptor: -1)
    say(#"{"command":"status"}"# + "\na\n" + #"{"command":"status"}"# + "\nb\n", to: &client)
    #expect(client.command() != nil)
    #expect(client.lastWords.map { String(decoding: $0.bytes, as: UTF8.self) } == ["a", "b"])
  }

  @Test func `answers are taken in any pieces, in order`() {
    var random = SplitMix64(seed: 7)
    var backlog = AnswerBacklog()
    var (sent, received): ([UInt8], [UInt8]) = ([], [])
    for _ in 0..<2000 {
      let line = (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 97...122, using: &random) }
      backlog.append(line)
      sent += line + [0x0A]
      received += taken(&backlog, Int.random(in: 0...45, using: &random))
      #expect(backlog.count == sent.count - received.count)
    }
    while !backlog.isEmpty { received += taken(&backlog, 100) }
    #expect(received == sent)
    #expect(backlog.send { _ in -1 } == 0)
  }

  @Test func `one answer may be larger than the bound, and one more is too much`() {
    var backlog = AnswerBacklog()
    backlog.append([UInt8](repeating: 0, count: AnswerBacklog.maxBytes + 1))
    #expect(!backlog.isOverfull)
    let count = backlog.count
    backlog.append([1])
    #expect(backlog.isOverfull)
    #expect(backlog.count == count)
  }
}

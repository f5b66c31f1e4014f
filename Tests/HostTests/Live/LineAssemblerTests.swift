import TestSupport
import Testing

@testable import Host

/// Lines of a stream that comes in pieces.
@Suite struct LineAssemblerTests {
  private func take(_ assembler: inout LineAssembler, _ text: some Sequence<UInt8>) -> [LineAssembler.Line] {
    Array(text).withUnsafeBytes { assembler.take($0) }
  }

  private func texts(_ lines: [LineAssembler.Line]) -> [String] {
    lines.map { $0.isTooLong ? "too long" : String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test func `gives a line once its end has come, and the rest at the end of the stream`() {
    var assembler = LineAssembler()
    #expect(take(&assembler, "on".utf8).isEmpty)
    #expect(texts(take(&assembler, "e\n\ntwo\nthr".utf8)) == ["one", "", "two"])
    #expect(texts(take(&assembler, "ee".utf8)) == [])
    #expect(assembler.takeRest().map { texts([$0]) } == ["three"])
    #expect(assembler.takeRest() == nil)
  }

  @Test func `a stream that ends with an end of line has no rest`() {
    var assembler = LineAssembler()
    #expect(assembler.takeRest() == nil)
    #expect(texts(take(&assembler, "one\n".utf8)) == ["one"])
    #expect(assembler.takeRest() == nil)
  }

  @Test func `a line of exactly the longest length is a line, one byte more is too long and is passed over`() {
    for cut in 0...6 {
      var assembler = LineAssembler(maxBytes: 5)
      let stream = Array("12345\n123456\nok\n".utf8)
      let lines = take(&assembler, stream[..<cut]) + take(&assembler, stream[cut...])
      #expect(texts(lines) == ["12345", "too long", "ok"])
      #expect(lines.map(\.number) == [1, 2, 3])
      #expect(lines[1].bytes.isEmpty)
    }
  }

  @Test func `a line that never ends takes no memory beyond the bound, and is told at the end`() throws {
    var assembler = LineAssembler(maxBytes: 5)
    for _ in 0..<100 { #expect(take(&assembler, "1234".utf8).isEmpty) }
    let last = assembler.takeRest()
    let rest = try #require(last)
    #expect(rest.isTooLong && rest.bytes.isEmpty && rest.number == 1)
    #expect(assembler.takeRest() == nil)
    #expect(texts(take(&assembler, "next\n".utf8)) == ["next"])
  }

  @Test func `the pieces that a stream comes in make no difference`() {
    var random = SplitMix64(seed: 31)
    for _ in 0..<300 {
      let stream = (0..<Int.random(in: 0...60, using: &random)).map { _ in
        Bool.random(using: &random) && Bool.random(using: &random)
          ? UInt8(ascii: "\n") : UInt8.random(in: 97...122, using: &random)
      }
      // The oracle cuts the whole stream at its ends of line.
      var expected = stream.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        .map { $0.count > 7 ? "too long" : String(decoding: $0, as: UTF8.self) }
      if expected.last == "" { expected.removeLast() }
      var assembler = LineAssembler(maxBytes: 7)
      var lines: [LineAssembler.Line] = []
      var rest = stream[...]
      while !rest.isEmpty {
        let count = Int.random(in: 1...rest.count, using: &random)
        lines += take(&assembler, rest.prefix(count))
        rest = rest.dropFirst(count)
      }
      if let last = assembler.takeRest() { lines.append(last) }
      #expect(texts(lines) == expected)
      #expect(lines.map(\.number) == Array(1..<(lines.count + 1)))
    }
  }
}

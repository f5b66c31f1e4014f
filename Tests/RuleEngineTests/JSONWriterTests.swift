import RuleEngine
import TestSupport
import Testing

/// What the writer writes, and that the reader reads it back.
@Suite struct JSONWriterTests {
  private func text(_ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    body(&writer)
    return writer.text
  }

  private func readBack(_ string: String) throws -> [UInt8]? {
    var writer = JSONWriter()
    writer.string(string)
    return try JSONValue(parsing: writer.bytes).string.map { Array($0.utf8) }
  }

  @Test func `writes every control character so that it is read back`() throws {
    for code: UInt8 in 0..<0x20 {
      let string = "a" + String(Unicode.Scalar(code)) + "b"
      #expect(try readBack(string) == Array(string.utf8))
      let written = text { $0.string(string) }
      #expect(written.utf8.allSatisfy { $0 >= 0x20 }, "U+\(String(code, radix: 16)) stands bare")
    }
  }

  @Test(arguments: [
    "", "\"", "\\", "/", "\\n", "\"\"", "\\\"", "\u{7f}", "\u{80}", "\u{9f}", "é", "e\u{301}", "期现套利", "€", "😀", "👩‍👩‍👧",
    "\u{2028}\u{2029}", "\u{feff}", "\u{fffd}", "\u{10ffff}", "\u{e000}", "\u{d7ff}", "\r\n", "\u{202e}x",
  ])
  func `writes text so that it is read back byte for byte`(string: String) throws {
    #expect(try readBack(string) == Array(string.utf8))
  }

  @Test func `writes any text so that it is read back`() throws {
    var random = SplitMix64(seed: 11)
    for _ in 0..<500 {
      var string = ""
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        let top: UInt32 = [0x7F, 0x7FF, 0xFFFF, 0x10FFFF].randomElement(using: &random) ?? 0
        string.unicodeScalars.append(
          Unicode.Scalar(UInt32.random(in: 0...top, using: &random)) ?? "?" as Unicode.Scalar)
      }
      #expect(try readBack(string) == Array(string.utf8))
      let object = text { writer in writer.object { $0.member(named: string, string) } }
      let member = try JSONValue(parsing: Array(object.utf8)).members?.first
      #expect(member.map { Array($0.key.utf8) } == Array(string.utf8))
    }
  }

  @Test func `uses the short escapes, four lower-case digits, and leaves the rest alone`() {
    #expect(text { $0.string("\"\\\n\r\t/é\u{7f}") } == #""\"\\\n\r\t/é"# + "\u{7f}\"")
    #expect(text { $0.string("\u{0}\u{8}\u{b}\u{c}\u{1f}") } == #""\u0000\u0008\u000b\u000c\u001f""#)
  }

  @Test func `sets a comma between the items of an object or array and nowhere else`() {
    let written = text { writer in
      writer.object { writer in
        writer.key("empty")
        writer.object { _ in }
        writer.key("list")
        writer.array { writer in
          writer.array { _ in }
          writer.whole(1)
          writer.object { $0.member("a", true) }
          writer.null()
          writer.array { $0.string("x") }
        }
        writer.member("n", Int64.min)
        writer.member("s", "t")
        writer.member("b", false)
      }
    }
    #expect(
      written == #"{"empty":{},"list":[[],1,{"a":true},null,["x"]],"n":-9223372036854775808,"s":"t","b":false}"#)
  }

  @Test func `writes raw text, scalars and quoted digits as items`() {
    let written = text { writer in
      writer.array { writer in
        writer.raw("1.50".utf8)
        for scalar in [JSONScalar.null, .bool(true), .number("1e5"), .string("\"")] { writer.scalar(scalar) }
        writer.quoted { $0.append("0.1") }
        writer.raw(#"{"a":1}"#.utf8)
        writer.bool(false)
      }
    }
    #expect(written == #"[1.50,null,true,1e5,"\"","0.1",{"a":1},false]"#)
  }

  @Test func `begins anew after everything was removed`() {
    var writer = JSONWriter(capacity: 8)
    writer.whole(1)
    writer.removeAll()
    #expect(writer.bytes.isEmpty)
    writer.whole(2)
    #expect(writer.text == "2")
  }
}

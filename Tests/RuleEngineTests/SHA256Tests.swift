import RuleEngine
import Testing

/// The hash against NIST's example messages and against another implementation's values at the edges of a block.
@Suite struct SHA256Tests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let message: [UInt8]
    let digest: String

    init(_ name: String, _ message: [UInt8], _ digest: String) {
      testDescription = name
      self.message = message
      self.digest = digest
    }
  }

  /// The examples that NIST publishes for FIPS 180-4.
  static let nist = [
    Vector("the empty message", [], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    Vector("24 bits", Array("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    Vector(
      "448 bits", Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
    Vector(
      "896 bits",
      Array(
        ("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
          + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu").utf8),
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"),
    Vector(
      "a million times a", [UInt8](repeating: 0x61, count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ]

  /// The bytes 0, 1, 2, … of lengths at which padding begins to need another block.
  static let edges = [
    (55, "463eb28e72f82e0a96c0a4cc53690c571281131f672aa229e0d45ae59b598b59"),
    (56, "da2ae4d6b36748f2a318f23e7ab1dfdf45acdc9d049bd80e59de82a60895f562"),
    (63, "29af2686fd53374a36b0846694cc342177e428d1647515f078784d69cdb9e488"),
    (64, "fdeab9acf3710362bd2658cdc9a29e8f9c757fcf9811603a8c447cd1d9151108"),
    (65, "4bfd2c8b6f1eec7a2afeb48b934ee4b2694182027e6d0fc075074f2fabb31781"),
    (119, "da18797ed7c3a777f0847f429724a2d8cd5138e6ed2895c3fa1a6d39d18f7ec6"),
    (120, "f52b23db1fbb6ded89ef42a23ce0c8922c45f25c50b568a93bf1c075420bbb7c"),
  ].map { length, digest in Vector("\(length) bytes", (0..<length).map { UInt8($0) }, digest) }

  @Test(arguments: nist) func `hashes the messages of FIPS 180-4`(vector: Vector) {
    #expect(SHA256.hex(vector.message) == vector.digest)
  }

  @Test(arguments: edges) func `pads messages of every length about a block's`(vector: Vector) {
    #expect(SHA256.hex(vector.message) == vector.digest)
  }

  @Test func `does not care how a message is cut into pieces`() {
    for vector in SHA256Tests.edges {
      for cut in 0...vector.message.count {
        var hash = SHA256()
        hash.update(vector.message[..<cut])
        hash.update([])
        hash.update(vector.message[cut...])
        #expect(hash.finalizeHex() == vector.digest)
      }
    }
  }

  @Test func `gives the same 32 bytes as the hexadecimal digits`() {
    let bytes = SHA256().finalize()
    #expect(bytes.count == 32)
    #expect(bytes.prefix(4) == [0xE3, 0xB0, 0xC4, 0x42])
  }

  @Test func `can be copied midway to hash two messages with one beginning`() {
    var hash = SHA256()
    hash.update("ab".utf8)
    var copy = hash
    hash.update("c".utf8)
    copy.update("d".utf8)
    #expect(hash.finalizeHex() == SHA256.hex("abc".utf8))
    #expect(copy.finalizeHex() == SHA256.hex("abd".utf8))
  }
}

import Testing

@testable import Host

/// The hash against NIST's example messages and against another implementation's values at the edges of a block; Base64
/// against RFC 4648, section 10.
@Suite struct SHA1Tests {
  static func hex(_ message: [UInt8]) -> String {
    SHA1.hash(message).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test(arguments: [
    ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "a49b2446a02c645bf419f995b67091253a04a259"
    ),
  ])
  func `hashes the messages of FIPS 180-4`(message: String, digest: String) {
    #expect(SHA1Tests.hex(Array(message.utf8)) == digest)
  }

  @Test func `hashes a million times a`() {
    #expect(SHA1Tests.hex([UInt8](repeating: 0x61, count: 1_000_000)) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f")
  }

  /// The bytes 0, 1, 2, … of lengths at which padding begins to need another block.
  @Test(arguments: [
    (55, "8ae2d46729cfe68ff927af5eec9c7d1b66d65ac2"),
    (56, "636e2ec698dac903498e648bd2f3af641d3c88cb"),
    (63, "6d942da0c4392b123528f2905c713a3ce28364bd"),
    (64, "c6138d514ffa2135bfce0ed0b8fac65669917ec7"),
    (65, "69bd728ad6e13cd76ff19751fde427b00e395746"),
    (119, "41c89d06001bab4ab78736b44efe7ce18ce6ae08"),
    (120, "d3dbd653bd8597b7475321b60a36891278e6a04a"),
  ])
  func `pads messages of every length about a block's`(length: Int, digest: String) {
    #expect(SHA1Tests.hex((0..<length).map { UInt8($0) }) == digest)
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func `writes the Base64 of RFC 4648`(text: String, base64: String) {
    #expect(Base64.encode(Array(text.utf8)) == base64)
  }

  @Test func `writes every digit of Base64`() {
    let bytes = stride(from: 0, to: 64, by: 4).flatMap { digit -> [UInt8] in
      let bits = digit << 18 | (digit + 1) << 12 | (digit + 2) << 6 | (digit + 3)
      return [UInt8(bits >> 16 & 255), UInt8(bits >> 8 & 255), UInt8(bits & 255)]
    }
    #expect(Base64.encode(bytes) == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  }
}

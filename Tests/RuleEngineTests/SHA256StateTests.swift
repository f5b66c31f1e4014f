import TestSupport
import Testing

@testable import RuleEngine

/// The processor's instructions for the hash against the same in plain words, which NIST's vectors prove with them.
@Suite struct SHA256StateTests {
  private func words(_ state: SHA256State) -> [UInt32] { (0..<8).map { state[$0] } }

  @Test func `the portable rounds give the hash of FIPS 180-4's one-block message`() {
    // "abc", one bit, zeros, and the length in bits.
    var block = [UInt8](repeating: 0, count: 64)
    block.replaceSubrange(0..<4, with: [0x61, 0x62, 0x63, 0x80])
    block[63] = 24
    var state = SHA256State()
    block.withUnsafeBytes { if let base = $0.baseAddress { state.compressPortably(base, blocks: 1) } }
    #expect(
      words(state) == [
        0xba78_16bf, 0x8f01_cfea, 0x4141_40de, 0x5dae_2223, 0xb003_61a3, 0x9617_7a9c, 0xb410_ff61, 0xf200_15ad,
      ])
  }

  @Test func `the processor's instructions and the portable rounds agree on any blocks at any address`() {
    var random = SplitMix64(seed: 17)
    for _ in 0..<200 {
      let (blocks, start) = (Int.random(in: 1...5, using: &random), Int.random(in: 0..<16, using: &random))
      let bytes = (0..<start + 64 * blocks).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      var (fast, portable) = (SHA256State(), SHA256State())
      bytes.withUnsafeBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        // Twice, so that the second begins with other words than those of the standard.
        for _ in 0..<2 {
          fast.compress(base + start, blocks: blocks)
          portable.compressPortably(base + start, blocks: blocks)
        }
      }
      #expect(words(fast) == words(portable))
    }
  }
}

internal import CSHA256

/// The eight words of a hash, and the function that mixes a block into them (FIPS 180-4, section 6.2.2).
///
/// A record is hashed whole, and its signal's fields once more, so this counts. Where the processor has instructions for
/// it they do the work. Elsewhere the words stay in registers, which the rounds use in turn instead of passing their
/// values on, and of the 64 words of the schedule the last sixteen are kept, each made right before its round. Nothing is
/// allocated.
struct SHA256State: Sendable {
  private var words: InlineArray<8, UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]

  /// A word, from 0 to 7.
  subscript(index: Int) -> UInt32 { words[index] }

  // Asked once: a virtual machine may take long to say.
  private static let hasInstructions = entrygate_sha256_is_supported() != 0

  /// Mixes blocks of 64 bytes into the words.
  ///
  /// - Parameter base: the first of `64 * blocks` readable bytes; it needs no alignment.
  mutating func compress(_ base: UnsafeRawPointer, blocks: Int) {
    guard SHA256State.hasInstructions else {
      compressPortably(base, blocks: blocks)
      return
    }
    var span = words.mutableSpan
    span.withUnsafeMutableBufferPointer { words in
      entrygate_sha256_mix(words.baseAddress, base, blocks, SHA256State.roundConstants)
    }
  }

  /// Does the same on any processor.
  mutating func compressPortably(_ base: UnsafeRawPointer, blocks: Int) {
    SHA256State.roundConstants.withUnsafeBufferPointer { constants in
      // The table is not empty, so it has an address; rounds 0 to 63 read its 64 words.
      guard let constants = constants.baseAddress else { return }
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 16) { schedule in
        guard let schedule = schedule.baseAddress else { return }
        for block in 0..<blocks { mix(base + 64 * block, schedule, constants) }
      }
    }
  }

  /// - Parameters:
  ///   - block: 64 readable bytes.
  ///   - schedule: room for 16 words.
  ///   - constants: the 64 words of section 4.2.2.
  private mutating func mix(
    _ block: UnsafeRawPointer, _ schedule: UnsafeMutablePointer<UInt32>, _ constants: UnsafePointer<UInt32>
  ) {
    var (a, b, c, d) = (words[0], words[1], words[2], words[3])
    var (e, f, g, h) = (words[4], words[5], words[6], words[7])
    for place in 0..<16 {
      (schedule + place).initialize(
        to: UInt32(bigEndian: block.loadUnaligned(fromByteOffset: place * 4, as: UInt32.self)))
    }
    // Places in the schedule are 0 to 15, and constants 0 to 63: each turn of a loop does the rounds of eight of them.
    var first = 0
    while true {
      let (words, keys) = (schedule + (first & 15), constants + first)
      SHA256State.round(a, b, c, &d, e, f, g, &h, words[0] &+ keys[0])
      SHA256State.round(h, a, b, &c, d, e, f, &g, words[1] &+ keys[1])
      SHA256State.round(g, h, a, &b, c, d, e, &f, words[2] &+ keys[2])
      SHA256State.round(f, g, h, &a, b, c, d, &e, words[3] &+ keys[3])
      SHA256State.round(e, f, g, &h, a, b, c, &d, words[4] &+ keys[4])
      SHA256State.round(d, e, f, &g, h, a, b, &c, words[5] &+ keys[5])
      SHA256State.round(c, d, e, &f, g, h, a, &b, words[6] &+ keys[6])
      SHA256State.round(b, c, d, &e, f, g, h, &a, words[7] &+ keys[7])
      first += 8
      if first == 64 { break }
      if first >= 16 { SHA256State.extend(schedule, from: first & 15) }
    }
    words[0] &+= a
    words[1] &+= b
    words[2] &+= c
    words[3] &+= d
    words[4] &+= e
    words[5] &+= f
    words[6] &+= g
    words[7] &+= h
  }

  /// Replaces eight words of the schedule, from place 0 or 8 on, by those sixteen rounds later.
  @inline(__always)
  private static func extend(_ schedule: UnsafeMutablePointer<UInt32>, from first: Int) {
    for place in first..<first + 8 {
      let early = schedule[(place + 1) & 15]
      let late = schedule[(place + 14) & 15]
      let sigma0 = early.rotated(by: 7) ^ early.rotated(by: 18) ^ early >> 3
      let sigma1 = late.rotated(by: 17) ^ late.rotated(by: 19) ^ late >> 10
      schedule[place] = schedule[place] &+ sigma0 &+ schedule[(place + 9) & 15] &+ sigma1
    }
  }

  /// One round. Instead of all eight words moving on by one place, the next round names them one place further.
  ///
  /// - Parameter word: the schedule's word and the round's constant, added.
  @inline(__always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32,
    _ word: UInt32
  ) {
    let sum1 = e.rotated(by: 6) ^ e.rotated(by: 11) ^ e.rotated(by: 25)
    let choice = g ^ e & (f ^ g)
    let first = h &+ sum1 &+ choice &+ word
    let sum0 = a.rotated(by: 2) ^ a.rotated(by: 13) ^ a.rotated(by: 22)
    let majority = a & b | c & (a | b)
    d = d &+ first
    h = first &+ sum0 &+ majority
  }

  fileprivate static let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}

extension UInt32 {
  @inline(__always)
  fileprivate func rotated(by count: UInt32) -> UInt32 { self &>> count | self &<< (32 - count) }
}

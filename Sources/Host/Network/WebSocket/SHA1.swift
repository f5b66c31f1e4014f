/// The secure hash algorithm SHA-1 of NIST FIPS 180-4 (August 2015), sections 4.1.1, 4.2.1, 5 and 6.1.
///
/// RFC 6455 asks for it to prove that a server speaks WebSocket; nothing here trusts it with a secret.
enum SHA1 {
  private static let blockSize = 64

  /// The hash of bytes: 20 bytes.
  static func hash(_ message: [UInt8]) -> [UInt8] {
    var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
    let padded = padded(message)
    for start in stride(from: 0, to: padded.count, by: blockSize) {
      compress(padded[start..<start + blockSize], into: &state)
    }
    return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } }
  }

  // One bit, zeros up to 8 bytes before a block's end, and the length in bits: section 5.1.1.
  private static func padded(_ message: [UInt8]) -> [UInt8] {
    let zeros = (2 * blockSize - 9 - message.count % blockSize) % blockSize
    let bits = UInt64(message.count) * 8
    let length = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> $0) }
    return message + [0x80] + [UInt8](repeating: 0, count: zeros) + length
  }

  private static func compress(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
    var schedule: [UInt32] = stride(from: block.startIndex, to: block.endIndex, by: 4).map { start in
      block[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    for index in 16..<80 {
      let mixed = schedule[index - 3] ^ schedule[index - 8] ^ schedule[index - 14] ^ schedule[index - 16]
      schedule.append(mixed.rotatedLeft(by: 1))
    }
    var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
    for (round, word) in schedule.enumerated() {
      let (function, constant): (UInt32, UInt32) =
        switch round {
        case ..<20: (b & c ^ ~b & d, 0x5a82_7999)
        case ..<40: (b ^ c ^ d, 0x6ed9_eba1)
        case ..<60: (b & c ^ b & d ^ c & d, 0x8f1b_bcdc)
        default: (b ^ c ^ d, 0xca62_c1d6)
        }
      let next = a.rotatedLeft(by: 5) &+ function &+ e &+ constant &+ word
      (e, d, c, b, a) = (d, c, b.rotatedLeft(by: 30), a, next)
    }
    for (index, word) in [a, b, c, d, e].enumerated() { state[index] &+= word }
  }
}

extension UInt32 {
  fileprivate func rotatedLeft(by count: UInt32) -> UInt32 { self << count | self >> (32 - count) }
}

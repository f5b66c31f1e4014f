/// The secure hash algorithm SHA-256 of NIST FIPS 180-4 (August 2015), sections 4.1.2, 4.2.2, 5 and 6.2.
///
/// The toolchain has no cryptography module, hence this file. It is proven by NIST's example vectors.
public struct SHA256: Sendable {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  // What is left of the bytes so far: less than a block.
  private var rest: [UInt8] = []
  private var byteCount: UInt64 = 0

  private static let blockSize = 64

  /// Begins a hash.
  public init() { rest.reserveCapacity(2 * SHA256.blockSize) }

  /// Adds bytes to what is hashed.
  public mutating func update(_ bytes: some Collection<UInt8>) {
    byteCount += UInt64(bytes.count)
    if bytes.withContiguousStorageIfAvailable({ add(UnsafeRawBufferPointer($0)) }) == nil {
      Array(bytes).withUnsafeBytes { add($0) }
    }
  }

  private mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var bytes = bytes[...]
    if !rest.isEmpty {
      let missing = bytes.prefix(SHA256.blockSize - rest.count)
      rest.append(contentsOf: missing)
      bytes = bytes.dropFirst(missing.count)
      guard rest.count == SHA256.blockSize else { return }
      rest.withUnsafeBytes { SHA256.compress($0, into: &state) }
      rest.removeAll(keepingCapacity: true)
    }
    while bytes.count >= SHA256.blockSize {
      SHA256.compress(UnsafeRawBufferPointer(rebasing: bytes.prefix(SHA256.blockSize)), into: &state)
      bytes = bytes.dropFirst(SHA256.blockSize)
    }
    rest.append(contentsOf: bytes)
  }

  /// Ends the hash: 32 bytes.
  public consuming func finalize() -> [UInt8] {
    let bits = byteCount * 8
    // One bit, zeros up to 8 bytes before a block's end, and the length in bits: section 5.1.1.
    let zeros = (2 * SHA256.blockSize - 9 - rest.count) % SHA256.blockSize
    let length = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> $0) }
    update([0x80] + [UInt8](repeating: 0, count: zeros) + length)
    return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } }
  }

  /// The hash of bytes, as 64 lower-case hexadecimal digits.
  public static func hex(_ bytes: some Collection<UInt8>) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalizeHex()
  }

  /// Ends the hash: 64 lower-case hexadecimal digits.
  public consuming func finalizeHex() -> String {
    let digits = Array("0123456789abcdef".utf8)
    let hex = finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: hex, as: UTF8.self)
  }

  private static func compress(_ block: UnsafeRawBufferPointer, into state: inout [UInt32]) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
      for index in 0..<16 {
        schedule[index] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
      }
      for index in 16..<64 {
        let early = schedule[index - 15]
        let late = schedule[index - 2]
        let sigma0 = early.rotated(by: 7) ^ early.rotated(by: 18) ^ early >> 3
        let sigma1 = late.rotated(by: 17) ^ late.rotated(by: 19) ^ late >> 10
        schedule[index] = schedule[index - 16] &+ sigma0 &+ schedule[index - 7] &+ sigma1
      }
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      var (e, f, g, h) = (state[4], state[5], state[6], state[7])
      for index in 0..<64 {
        let sum1 = e.rotated(by: 6) ^ e.rotated(by: 11) ^ e.rotated(by: 25)
        let choice = e & f ^ ~e & g
        let first = h &+ sum1 &+ choice &+ constants[index] &+ schedule[index]
        let sum0 = a.rotated(by: 2) ^ a.rotated(by: 13) ^ a.rotated(by: 22)
        let majority = a & b ^ a & c ^ b & c
        (h, g, f, e) = (g, f, e, d &+ first)
        (d, c, b, a) = (c, b, a, first &+ sum0 &+ majority)
      }
      state[0] &+= a
      state[1] &+= b
      state[2] &+= c
      state[3] &+= d
      state[4] &+= e
      state[5] &+= f
      state[6] &+= g
      state[7] &+= h
    }
  }

  private static let constants: [UInt32] = [
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
  fileprivate func rotated(by count: UInt32) -> UInt32 { self >> count | self << (32 - count) }
}

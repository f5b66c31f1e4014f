/// Which signal ids a store may hold. Nearly every signal brings a new one, and then the store need not be asked.
///
/// A bit for each of 2^23 hashes, a mebibyte whatever the store holds. An id that shares its bit with another one is looked
/// up in vain: at 100,000 records one signal of 84, at a million one of 9.
struct SignalIDFilter {
  private static let bitCount: UInt64 = 1 << 23

  private var words = ContiguousArray<UInt64>(repeating: 0, count: Int(bitCount / 64))

  /// Takes an id.
  mutating func insert(_ id: String) {
    let bit = SignalIDFilter.bit(of: id)
    words[bit / 64] |= 1 << UInt64(bit % 64)
  }

  /// False of an id that was never taken.
  func mayContain(_ id: String) -> Bool {
    let bit = SignalIDFilter.bit(of: id)
    return words[bit / 64] & 1 << UInt64(bit % 64) != 0
  }

  /// FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo, 64 bits): whoever makes ids collide has his own signals looked up.
  private static func bit(of id: String) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    // Its low bits depend on the last bytes alone.
    return Int((hash ^ hash >> 32) % bitCount)
  }
}

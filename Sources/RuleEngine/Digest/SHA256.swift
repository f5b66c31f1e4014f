/// The secure hash algorithm SHA-256 of NIST FIPS 180-4 (August 2015), sections 4.1.2, 4.2.2, 5 and 6.2.
///
/// The toolchain has no cryptography module, hence this file. It is proven by NIST's example vectors.
public struct SHA256: Sendable {
  private static let blockSize = 64

  private var state = SHA256State()
  // What is left of the bytes so far: less than a block.
  private var rest = InlineArray<64, UInt8>(repeating: 0)
  private var restCount = 0
  private var byteCount: UInt64 = 0

  /// Begins a hash.
  public init() {}

  /// Adds bytes to what is hashed.
  public mutating func update(_ bytes: some Collection<UInt8>) {
    if bytes.withContiguousStorageIfAvailable({ update(UnsafeRawBufferPointer($0)) }) == nil {
      Array(bytes).withUnsafeBytes { update($0) }
    }
  }

  /// Adds the text of a literal to what is hashed.
  public mutating func update(_ word: StaticString) {
    word.withUTF8Buffer { update(UnsafeRawBufferPointer($0)) }
  }

  /// Adds bytes to what is hashed.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount += UInt64(bytes.count)
    var start = 0
    if restCount > 0 {
      start = min(SHA256.blockSize - restCount, bytes.count)
      keep(bytes, from: 0, to: start)
      guard restCount == SHA256.blockSize else { return }
      compressRest()
    }
    let blocks = (bytes.count - start) / SHA256.blockSize
    // A buffer without an address is empty, and has no block.
    if blocks > 0, let base = bytes.baseAddress { state.compress(base + start, blocks: blocks) }
    keep(bytes, from: start + blocks * SHA256.blockSize, to: bytes.count)
  }

  private mutating func keep(_ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) {
    for index in start..<end {
      rest[restCount] = bytes[index]
      restCount += 1
    }
  }

  private mutating func compressRest() {
    var span = rest.mutableSpan
    // The span is one block long.
    span.withUnsafeMutableBytes { block in
      if let base = block.baseAddress { state.compress(base, blocks: 1) }
    }
    restCount = 0
  }

  /// Ends the hash: 32 bytes.
  public consuming func finalize() -> [UInt8] {
    pad()
    return (0..<32).map { UInt8(truncatingIfNeeded: state[$0 / 4] >> (24 - 8 * UInt32($0 % 4))) }
  }

  /// Ends the hash: 64 lower-case hexadecimal digits.
  public consuming func finalizeHex() -> String {
    pad()
    return String(unsafeUninitializedCapacity: 64) { digits in
      // Each of 8 words gives 8 digits: 64, which is the buffer's capacity.
      for index in 0..<64 {
        let digit = UInt8(truncatingIfNeeded: state[index / 8] >> (28 - 4 * UInt32(index % 8))) & 15
        digits[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
      }
      return 64
    }
  }

  /// One bit, zeros up to 8 bytes before a block's end, and the length in bits: section 5.1.1.
  private mutating func pad() {
    let bits = byteCount * 8
    rest[restCount] = 0x80
    restCount += 1
    if restCount > SHA256.blockSize - 8 {
      for index in restCount..<SHA256.blockSize { rest[index] = 0 }
      compressRest()
    }
    for index in restCount..<SHA256.blockSize - 8 { rest[index] = 0 }
    for index in 0..<8 {
      rest[SHA256.blockSize - 8 + index] = UInt8(truncatingIfNeeded: bits >> UInt64(56 - 8 * index))
    }
    compressRest()
  }

  /// The hash of bytes, as 64 lower-case hexadecimal digits.
  public static func hex(_ bytes: some Collection<UInt8>) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalizeHex()
  }
}

/// The bytes of a frame, eight at a time.
///
/// Every read is behind a comparison of its place with the count: bytes behind the end read as zero, which is no
/// character of JSON, so that whoever compares them with a character finds none. Places are never negative: they
/// begin at one that the caller has checked, and only grow. The bytes are the caller's and must outlive the value.
struct FrameBytes {
  private let base: UnsafeRawPointer
  private let count: Int
  // Where the last whole word begins; negative of fewer than eight bytes.
  private let lastWord: Int

  /// nil of an empty buffer, which has no address.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress else { return nil }
    self.base = base
    count = bytes.count
    lastWord = bytes.count - 8
  }

  /// The eight bytes from a place on; the first of them is the lowest.
  @inline(__always) func word(at place: Int) -> UInt64 {
    guard place <= lastWord else { return lastBytes(from: place) }
    return UInt64(littleEndian: base.loadUnaligned(fromByteOffset: place, as: UInt64.self))
  }

  /// The byte at a place.
  @inline(__always) func byte(at place: Int) -> UInt8 {
    place < count ? base.load(fromByteOffset: place, as: UInt8.self) : 0
  }

  /// Whether a text stands at a place.
  @inline(__always) func holds(_ text: StaticString, at place: Int) -> Bool {
    let length = text.utf8CodeUnitCount
    guard place <= count &- length else { return false }
    let expected = UnsafeRawPointer(text.utf8Start)
    var index = 0
    while index <= length &- 8 {
      guard
        base.loadUnaligned(fromByteOffset: place &+ index, as: UInt64.self)
          == expected.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      else { return false }
      index &+= 8
    }
    while index < length {
      guard
        base.load(fromByteOffset: place &+ index, as: UInt8.self)
          == expected.load(fromByteOffset: index, as: UInt8.self)
      else { return false }
      index &+= 1
    }
    return true
  }

  /// A text of at most eight bytes as `word` gives them; zeros fill it up.
  @inline(__always) static func word(_ text: StaticString) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<text.utf8CodeUnitCount { word |= UInt64(text.utf8Start[index]) &<< UInt64(index &* 8) }
    return word
  }

  @inline(never) private func lastBytes(from place: Int) -> UInt64 {
    var word: UInt64 = 0
    var shift: UInt64 = 0
    var index = place
    while index < count, shift < 64 {
      word |= UInt64(base.load(fromByteOffset: index, as: UInt8.self)) &<< shift
      index += 1
      shift += 8
    }
    return word
  }
}

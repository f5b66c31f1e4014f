// Strings of bytes that were found to be UTF-8 already, as they passed a reader: to look at each byte again, and to repair
// what needs none, is most of what a short string costs.
extension String {
  /// A string of bytes that are ASCII.
  ///
  /// It is for the caller to know: with other bytes the string is broken, and so may be whatever is done with it. Those who
  /// call this have compared each byte, or have passed a scanner over them that does.
  init(ascii bytes: UnsafeRawBufferPointer) {
    self.init(copying: UTF8Span(unchecked: bytes.assumingMemoryBound(to: UInt8.self).span, isKnownASCII: true))
  }

  /// A string of bytes that are UTF-8; see `init(ascii:)`.
  init(valid bytes: UnsafeRawBufferPointer) {
    self.init(copying: UTF8Span(unchecked: bytes.assumingMemoryBound(to: UInt8.self).span))
  }

  /// Whether two texts are the same byte for byte: Unicode calls more of them equal.
  func hasBytes(of other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    var (own, other) = (self, other)
    return own.withUTF8 { own in other.withUTF8 { own.elementsEqual($0) } }
  }
}

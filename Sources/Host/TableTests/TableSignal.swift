internal import RuleEngine

/// The text of a case's signal: its own keys over those that all cases of the file share, objects merged key by key, as
/// a JSON merge patch (RFC 7396) does it. It knows where in the file each of its bytes stands.
struct TableSignal {
  private(set) var bytes: [UInt8] = []
  private var pieces: [(start: Int, sourceOffset: Int)] = []
  private let source: [UInt8]

  /// - Parameter shared: what all cases share; nil where they share nothing.
  init(_ own: JSONValue, over shared: JSONValue?, in source: [UInt8]) {
    self.source = source
    append(own, over: shared)
  }

  /// The place in the file of a byte.
  func sourceOffset(of offset: Int) -> Int {
    // The first piece begins with the first byte.
    guard let piece = pieces.last(where: { $0.start <= offset }) else { return 0 }
    return piece.sourceOffset + offset - piece.start
  }

  private mutating func append(_ own: JSONValue, over shared: JSONValue?) {
    guard let members = own.members, let sharedMembers = shared?.members else {
      copy(own.offset..<end(of: own))
      return
    }
    pieces.append((bytes.count, own.offset))
    bytes.append(UInt8(ascii: "{"))
    var isFirst = true
    func separate(_ bytes: inout [UInt8]) {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
    }
    for member in sharedMembers where own[member.key] == nil {
      separate(&bytes)
      copy(member.keyOffset..<end(of: member.value))
    }
    for member in members {
      separate(&bytes)
      copy(member.keyOffset..<member.value.offset)
      append(member.value, over: shared?[member.key])
    }
    pieces.append((bytes.count, end(of: own) - 1))
    bytes.append(UInt8(ascii: "}"))
  }

  private mutating func copy(_ range: Range<Int>) {
    pieces.append((bytes.count, range.lowerBound))
    bytes += source[range]
  }

  private func end(of value: JSONValue) -> Int {
    source.withUnsafeBytes { bytes in
      var scanner = JSONScanner(UnsafeRawBufferPointer(rebasing: bytes[value.offset...]))
      // The whole text was read before, so this value is sound.
      try? scanner.skipValue()
      return value.offset + scanner.offset
    }
  }
}

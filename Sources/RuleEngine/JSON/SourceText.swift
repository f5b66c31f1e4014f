/// A named text, and the lines and columns in it.
public struct SourceText: Sendable {
  /// A place in a text.
  public struct Position: Hashable, Comparable, Sendable {
    /// The line, from 1.
    public let line: Int
    /// The column, from 1, in Unicode scalars.
    public let column: Int

    /// The beginning of a text.
    public static let start = Position(line: 1, column: 1)

    /// Earlier places come first.
    public static func < (left: Position, right: Position) -> Bool {
      (left.line, left.column) < (right.line, right.column)
    }
  }

  /// What the text is called in messages: a path as the user gave it.
  public let name: String
  /// The text.
  public let bytes: [UInt8]
  private let lineStarts: [Int]
  // The number of scalars before every `blockSize`th byte, so that a column costs the same in a line of any length.
  private let scalarsBeforeBlock: [Int]
  private static let blockSize = 512

  /// Takes a text and finds its lines.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts = [0]
    var scalarsBeforeBlock: [Int] = []
    var scalars = 0
    for (index, byte) in bytes.enumerated() {
      if index.isMultiple(of: SourceText.blockSize) { scalarsBeforeBlock.append(scalars) }
      if byte & 0xC0 != 0x80 { scalars += 1 }
      if byte == 0x0A { starts.append(index + 1) }
    }
    lineStarts = starts
    self.scalarsBeforeBlock = scalarsBeforeBlock
  }

  /// The line and column of a byte.
  ///
  /// - Complexity: O(log lines).
  public func position(at offset: Int) -> Position {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    let column = scalars(before: min(offset, bytes.count)) - scalars(before: lineStarts[low]) + 1
    return Position(line: low + 1, column: column)
  }

  private func scalars(before offset: Int) -> Int {
    guard !scalarsBeforeBlock.isEmpty else { return 0 }
    let block = min(offset / SourceText.blockSize, scalarsBeforeBlock.count - 1)
    return scalarsBeforeBlock[block] + SourceText.scalarCount(bytes[block * SourceText.blockSize..<offset])
  }

  /// The number of Unicode scalars in UTF-8 bytes: of the bytes that do not continue one.
  public static func scalarCount(_ bytes: some Sequence<UInt8>) -> Int {
    var count = 0
    for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
    return count
  }
}

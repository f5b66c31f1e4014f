/// A named text, and the lines and columns in it.
public struct SourceText: Sendable {
  /// A place in a text.
  public struct Position: Hashable, Comparable, Sendable {
    /// The line, from 1.
    public let line: Int
    /// The column, from 1, in Unicode scalars.
    public let column: Int

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

  /// Takes a text and finds its lines.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts = [0]
    for (index, byte) in bytes.enumerated() where byte == 0x0A { starts.append(index + 1) }
    lineStarts = starts
  }

  /// The line and column of a byte.
  ///
  /// - Complexity: O(log lines + length of the line).
  public func position(at offset: Int) -> Position {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    let line = bytes[lineStarts[low]..<min(offset, bytes.count)]
    return Position(line: low + 1, column: SourceText.scalarCount(line) + 1)
  }

  /// The number of Unicode scalars in UTF-8 bytes: of the bytes that do not continue one.
  public static func scalarCount(_ bytes: some Sequence<UInt8>) -> Int {
    var count = 0
    for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
    return count
  }
}

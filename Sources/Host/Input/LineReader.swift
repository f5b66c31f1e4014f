#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Reads a file or a stream line by line, in memory that does not grow with its length.
final class LineReader {
  /// One line, without its end.
  struct Line {
    /// The bytes; they are valid until the next call of `next`. Empty of a line that is too long.
    let bytes: UnsafeRawBufferPointer
    /// The number of the line, from 1.
    let number: Int
    /// Whether the line is longer than a line may be; it was passed over.
    let isTooLong: Bool

    /// A part of the line in its place.
    func part(_ range: Range<Int>) -> Line {
      Line(bytes: UnsafeRawBufferPointer(rebasing: bytes[range]), number: number, isTooLong: false)
    }

    /// Whether nothing but white space stands in the line.
    var isBlank: Bool {
      !isTooLong && bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }
  }

  /// The longest line that is read unless another limit is given: 16 MiB.
  static let maxLineBytes = 16 << 20

  /// What the source is called in messages.
  let name: String

  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let maxBytes: Int
  private let beforeReading: () throws(HostError) -> Void
  private let atEnd: () throws(HostError) -> Void
  private var buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var searched = 0
  private var isAtEnd = false
  private var lineNumber = 0

  /// Opens a file; one whose name ends in `.gz` is decompressed.
  ///
  /// - Parameter takesPipes: whether a pipe is waited for, and what comes through it read.
  convenience init(path: String, takesPipes: Bool = true) throws(HostError) {
    let descriptor = takesPipes ? open(path, O_RDONLY | O_CLOEXEC) : try FileBytes.open(path)
    guard descriptor >= 0 else { throw HostError.cannotRead(path: path, errno: errno) }
    guard GzipStream.isCompressed(path) else {
      self.init(descriptor: descriptor, name: path, ownsDescriptor: true)
      return
    }
    defer { close(descriptor) }
    let stream = try GzipStream(of: descriptor, path: path)
    self.init(
      descriptor: stream.readEnd, name: path, ownsDescriptor: true,
      atEnd: { () throws(HostError) in try stream.finish() })
  }

  /// Reads an open descriptor.
  ///
  /// - Parameters:
  ///   - maxLineBytes: the longest line that is read, in bytes.
  ///   - beforeReading: is called before each call that may wait, so that answers are not held back meanwhile.
  ///   - atEnd: is called when the source has ended, and says whether that is its end.
  init(
    descriptor: Int32, name: String, ownsDescriptor: Bool = false, maxLineBytes: Int = LineReader.maxLineBytes,
    beforeReading: @escaping () throws(HostError) -> Void = {},
    atEnd: @escaping () throws(HostError) -> Void = {}
  ) {
    self.descriptor = descriptor
    self.name = name
    self.ownsDescriptor = ownsDescriptor
    maxBytes = maxLineBytes
    self.beforeReading = beforeReading
    self.atEnd = atEnd
    buffer = .allocate(byteCount: 256 << 10, alignment: 16)
  }

  deinit {
    buffer.deallocate()
    if ownsDescriptor { close(descriptor) }
  }

  /// The next line; nil at the end. A last line without an end is a line.
  func next() throws(HostError) -> Line? {
    var isTooLong = false
    while true {
      if let newline = indexOfNewline() {
        let line = UnsafeRawBufferPointer(rebasing: buffer[start..<newline])
        start = newline + 1
        searched = start
        return finish(isTooLong ? UnsafeRawBufferPointer(start: nil, count: 0) : line, isTooLong)
      }
      if end - start > maxBytes {
        isTooLong = true
        start = end
        searched = end
      }
      if isAtEnd {
        guard start < end || isTooLong else { return nil }
        let line = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
        start = end
        searched = end
        return finish(isTooLong ? UnsafeRawBufferPointer(start: nil, count: 0) : line, isTooLong)
      }
      try fill()
    }
  }

  private func finish(_ bytes: UnsafeRawBufferPointer, _ isTooLong: Bool) -> Line {
    lineNumber += 1
    let isReallyTooLong = isTooLong || bytes.count > maxBytes
    return Line(
      bytes: isReallyTooLong ? UnsafeRawBufferPointer(start: nil, count: 0) : bytes, number: lineNumber,
      isTooLong: isReallyTooLong)
  }

  private func indexOfNewline() -> Int? {
    // The buffer is never empty, so it has an address; memchr reads from `searched` to `end`, which lie inside it.
    guard searched < end, let base = buffer.baseAddress else { return nil }
    guard let found = memchr(base + searched, 0x0A, end - searched) else {
      searched = end
      return nil
    }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  private func fill() throws(HostError) {
    if start > 0 {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
      end -= start
      searched -= start
      start = 0
    }
    if end == buffer.count {
      let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
      buffer.deallocate()
      buffer = larger
    }
    try beforeReading()
    while true {
      // `end` is below the count, so the address is inside the buffer.
      let count = read(descriptor, buffer.baseAddress.map { $0 + end }, buffer.count - end)
      if count >= 0 {
        end += count
        isAtEnd = count == 0
        if isAtEnd { try atEnd() }
        return
      }
      if errno == EAGAIN {
        var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&ready, 1, -1)
      } else if errno != EINTR {
        throw HostError.cannotRead(path: name, errno: errno)
      }
    }
  }
}

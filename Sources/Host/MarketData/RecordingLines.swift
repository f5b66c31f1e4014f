/// The lines of one recording, parsed when they are asked for, or ahead by other threads. They are the same either way,
/// and so is the place at which a file turns out to be unreadable.
final class RecordingLines {
  private let reader: LineReader
  private let pool: WorkerPool?
  private let chunksAhead: Int

  private struct Ahead {
    let lines: WorkerPool.Promise<[RecordingLine]>
    let byteCount: Int
  }

  private var ahead: [Ahead] = []
  private var bytesAhead = 0
  private var isAtEnd = false
  private var failure: HostError?
  private var lines: [RecordingLine] = []
  private var nextLine = 0

  /// - Parameters:
  ///   - pool: the threads that parse; nil for this one.
  ///   - chunksAhead: how many chunks of lines may be read before they are asked for.
  init(_ reader: LineReader, pool: WorkerPool?, chunksAhead: Int) {
    self.reader = reader
    self.pool = pool
    self.chunksAhead = chunksAhead
  }

  /// The next line that is not blank; nil at the end.
  func next() throws(HostError) -> RecordingLine? {
    guard let pool else {
      while let line = try reader.next() {
        if line.isBlank { continue }
        return line.isTooLong ? .skipped(.tooLong, receivedNs: nil) : RecordingLine(below: line.bytes)
      }
      return nil
    }
    while nextLine == lines.count {
      readAhead(pool)
      if ahead.isEmpty {
        if let failure { throw failure }
        return nil
      }
      let chunk = ahead.removeFirst()
      bytesAhead -= chunk.byteCount
      lines = chunk.lines.wait()
      nextLine = 0
    }
    nextLine += 1
    return lines[nextLine - 1]
  }

  private func readAhead(_ pool: WorkerPool) {
    // Lines may be of 16 MiB: they count for as many chunks as their bytes would fill.
    while !isAtEnd, ahead.count < chunksAhead, bytesAhead < chunksAhead * RecordingChunk.fullBytes {
      let chunk = readChunk()
      if chunk.isEmpty { return }
      ahead.append(Ahead(lines: pool.begin { chunk.parsed() }, byteCount: chunk.byteCount))
      bytesAhead += chunk.byteCount
    }
  }

  private func readChunk() -> RecordingChunk {
    var chunk = RecordingChunk()
    do {
      while !chunk.isFull {
        guard let line = try reader.next() else {
          isAtEnd = true
          break
        }
        if !line.isBlank { chunk.append(line) }
      }
    } catch {
      // The lines above are still to be read, and only then this is to be said.
      failure = error
      isAtEnd = true
    }
    return chunk
  }
}

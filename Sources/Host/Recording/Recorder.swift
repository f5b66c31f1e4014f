#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// Writes recordings on a thread of its own, so that no verdict waits for the disk they are on.
final class Recorder: Sendable {
  /// Where recordings go, and how.
  struct Settings {
    /// The folder.
    var folder: String
    var layout = RecordingFiles.Layout.folder
    var maxPieceBytes = RecordingFiles.maxPieceBytes
    var queueBytes = 32 << 20
    /// How long after a fault it is tried again, in milliseconds.
    var retryMs: Int64 = 5000
    var compressor = "gzip"
  }

  /// What `status` says of recordings.
  struct Status: Hashable {
    var folder = ""
    /// What is wrong; nil while lines are written.
    var error: String?
    var files = 0
    var bytes: Int64 = 0
    var lost = 0
    /// The system's number of what is wrong.
    fileprivate(set) var errno: Int32 = 0
  }

  let queue: RecordingQueue

  private struct State {
    var status = Status()
    var hasEnded = false
  }

  private let state: Lock<State>
  private let settings: Settings
  private let clock: HostClock
  private let compressor: PieceCompressor?
  private let say: @Sendable (LogLevel, LocalizedText) -> Void
  private let ended: WakePipe

  /// How often it is looked whether the folder is still there, in milliseconds.
  private static let checkMs: Int64 = 1000

  /// Begins to write.
  ///
  /// - Parameter say: is told of faults, and of their ends.
  init(
    _ settings: Settings, clock: HostClock, say: @escaping @Sendable (LogLevel, LocalizedText) -> Void
  ) throws(HostError) {
    self.settings = settings
    self.clock = clock
    self.say = say
    state = Lock(State(status: Status(folder: settings.folder)))
    var folder = RecordingFolder(path: settings.folder)
    let isFolder = if case .folder = settings.layout { true } else { false }
    do { try folder.open(makesFolder: isFolder) } catch {
      throw .cannotRecord(path: settings.folder, errno: error.errno)
    }
    do {
      queue = try RecordingQueue(limitBytes: settings.queueBytes)
      ended = try WakePipe()
      compressor = isFolder ? try PieceCompressor(program: settings.compressor) { say(.warning, $0) } : nil
      try HostThread.start { [folder] in self.work(folder) }
    } catch {
      throw .network(error)
    }
  }

  /// What can be said of it.
  var status: Status {
    var status = state.withLock { $0.status }
    status.lost = queue.lostCount
    return status
  }

  /// Ends when all is written, or after `withinMs`: a disk that hangs keeps nobody here.
  func stop(withinMs: Int64 = 2000) {
    queue.close()
    let deadline = clock.monotonicMs() + withinMs
    while !state.withLock({ $0.hasEnded }) {
      let restMs = deadline - clock.monotonicMs()
      guard restMs > 0 else { break }
      ended.wait(timeoutMs: restMs)
    }
    compressor?.stop()
  }

  // MARK: - The thread

  private func work(_ opened: RecordingFolder) {
    var folder = opened
    var files = RecordingFiles(settings.layout, maxPieceBytes: settings.maxPieceBytes)
    var failedMs: Int64?
    var checkedMs = clock.monotonicMs()
    while true {
      let nowMs = clock.monotonicMs()
      let waitMs = failedMs.map { max($0 + settings.retryMs - nowMs, 0) } ?? -1
      guard let items = queue.take(timeoutMs: waitMs) else { break }
      if let since = failedMs {
        guard items.isEmpty, clock.monotonicMs() - since >= settings.retryMs else { continue }
        failedMs = tryAgain(&folder) ? nil : clock.monotonicMs()
        continue
      }
      do {
        if clock.monotonicMs() - checkedMs >= Recorder.checkMs {
          checkedMs = clock.monotonicMs()
          try folder.check()
        }
        for item in items { try perform(files.take(item), &folder) }
        try folder.flush()
        note(folder)
      } catch {
        // None of these is known to be written whole.
        queue.failed(items)
        files.interrupted()
        folder.close()
        failedMs = clock.monotonicMs()
        fail(error)
      }
    }
    if failedMs == nil {
      try? perform(files.finish(), &folder)
      try? folder.flush()
      note(folder)
    }
    folder.close()
    state.withLock { $0.hasEnded = true }
    ended.wake()
  }

  private func perform(
    _ actions: [RecordingFiles.Action], _ folder: inout RecordingFolder
  ) throws(RecordingFolder.Fault) {
    for action in actions {
      if let finished = try folder.perform(action) { compressor?.compress(finished) }
    }
  }

  private func note(_ folder: RecordingFolder) {
    state.withLock { state in
      state.status.files = folder.openedCount
      state.status.bytes = folder.byteCount
    }
  }

  private func fail(_ fault: RecordingFolder.Fault) {
    let cause = String(cString: strerror(fault.errno))
    state.withLock { state in
      state.status.error = cause
      state.status.errno = fault.errno
    }
    say(
      .warning,
      LocalizedText(
        zh: "⚠️ 录制中断 | \(settings.folder): \(cause)",
        en: "⚠️ recording stopped: \(settings.folder): \(cause); it goes on when it can"))
  }

  private func tryAgain(_ folder: inout RecordingFolder) -> Bool {
    do {
      try folder.open(makesFolder: false)
      try folder.probe()
    } catch {
      folder.close()
      return false
    }
    state.withLock { $0.status.error = nil }
    queue.recovered()
    say(
      .info,
      LocalizedText(
        zh: "✅ 录制恢复 | 丢失 \(queue.lostCount) 行", en: "✅ recording goes on; \(queue.lostCount) lines were lost"))
    return true
  }
}

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// Compresses finished files by the system's `gzip`, one after the other, in a process beside this one.
///
/// A file is never seen half compressed: it is replaced when its successor is whole.
final class PieceCompressor: Sendable {
  private enum Task: Sendable {
    case compress(String)
    case stop
  }

  private let tasks: Mailbox<Task>
  private let program: String
  private let running = Lock<(child: ChildProcess?, isStopped: Bool)>((nil, false))
  private let ended: WakePipe
  private let warn: @Sendable (LocalizedText) -> Void

  /// - Parameters:
  ///   - program: what is run with `-c`.
  ///   - warn: is told once where files stay as they are.
  init(program: String = "gzip", warn: @escaping @Sendable (LocalizedText) -> Void) throws(NetworkError) {
    self.program = program
    self.warn = warn
    tasks = try Mailbox()
    ended = try WakePipe()
    try HostThread.start {
      self.work()
      self.ended.wake()
    }
  }

  /// Compresses a file, some time.
  func compress(_ path: String) { tasks.post(.compress(path)) }

  /// Ends, and waits for that a little; a file that is being compressed stays as it is.
  func stop() {
    running.withLock { running in
      running.isStopped = true
      running.child?.kill()
    }
    tasks.post(.stop)
    ended.wait(timeoutMs: PieceCompressor.endWithinMs)
  }

  private static let endWithinMs: Int64 = 500

  private func work() {
    var hasWarned = false
    while true {
      for task in tasks.take(timeoutMs: -1) {
        guard case .compress(let path) = task, !running.withLock({ $0.isStopped }) else { return }
        do {
          try compressed(path)
        } catch {
          if hasWarned || running.withLock({ $0.isStopped }) { continue }
          hasWarned = true
          let cause = String(cString: strerror(error.errno))
          warn(
            LocalizedText(
              zh: "⚠️ 录制文件未能压缩, 保持原样 | \(program): \(cause)",
              en: "⚠️ recordings stay uncompressed: \(program): \(cause)"))
        }
      }
    }
  }

  private func compressed(_ path: String) throws(ChildProcess.Unavailable) {
    // A name that no pattern for recordings matches.
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let part = "\(path[..<slash]).\(path[slash...]).part"
    let input = open(path, O_RDONLY | O_CLOEXEC)
    guard input >= 0 else { throw ChildProcess.Unavailable(errno: errno) }
    defer { close(input) }
    let output = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw ChildProcess.Unavailable(errno: errno) }
    defer { close(output) }
    do {
      let child = try ChildProcess([program, "-c"], input: input, output: output)
      running.withLock { running in
        running.child = child
        if running.isStopped { child.kill() }
      }
      defer { running.withLock { $0.child = nil } }
      guard child.wait() else { throw ChildProcess.Unavailable(errno: EIO) }
      guard rename(part, path + ".gz") == 0 else { throw ChildProcess.Unavailable(errno: errno) }
      unlink(path)
    } catch let error as ChildProcess.Unavailable {
      unlink(part)
      throw error
    } catch {
      unlink(part)
      throw ChildProcess.Unavailable(errno: EIO)
    }
  }
}

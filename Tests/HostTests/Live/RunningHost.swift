#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Foundation
import RuleEngine
import Testing

@testable import Host

/// `entrygate run` as a process, and clients of its socket.
final class RunningHost {
  /// How long anything is waited for before a test fails, in milliseconds: much longer than it ever takes. A program that
  /// is slowed down needs more.
  static let patienceMs = ProcessInfo.processInfo.environment["TEST_PATIENCE_MS"].flatMap { Int64($0) } ?? 30_000

  let gate: GateProcess
  let process: Process
  let socketPath: String

  /// Starts a host on the rules, the store and the socket of a folder, and waits until it answers.
  init(
    _ folder: ScratchFolder, _ more: [String] = [], logLevel: LogLevel = .error, errors: FileHandle = .nullDevice,
    environment: [String: String] = [:]
  ) throws {
    gate = GateProcess(folder: folder)
    socketPath = folder.path("s")
    process = try gate.start(
      ["run", "--listen", "s", "--store", "store.sqlite", "--log-level", logLevel.rawValue] + more, output: "stdout",
      errors: errors, environment: environment)
    let deadline = HostClock.system.monotonicMs() + RunningHost.patienceMs
    while true {
      if let client = try? HostConnection(socketPath), (try? client.ask(#"{"command":"status"}"#)) != nil { return }
      try #require(process.isRunning, "the host ended with \(process.terminationStatus)")
      try #require(HostClock.system.monotonicMs() < deadline, "the host does not answer")
      // The host tells nobody that it is ready; this is how often it is asked.
      poll(nil, 0, 2)
    }
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  func connect() throws -> HostConnection { try HostConnection(socketPath) }

  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits for the end of the process.
  func waitForEnd() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Waits until a status says what is asked.
  func wait(for condition: (JSONValue) -> Bool) throws {
    let client = try connect()
    let deadline = HostClock.system.monotonicMs() + RunningHost.patienceMs
    while true {
      let answer = try JSONValue(parsing: Array(client.ask(#"{"command":"status"}"#).utf8))
      if condition(try #require(answer["status"])) { return }
      try #require(HostClock.system.monotonicMs() < deadline, "the host's status does not become what it should")
      poll(nil, 0, 2)
    }
  }
}

/// A client of a host's socket. One thread may send while another reads.
final class HostConnection: @unchecked Sendable {
  struct Closed: Error {}

  private let descriptor: Int32
  private let reader: LineReader

  init(_ path: String) throws {
    descriptor = try UnixSocket.connect(path: path)
    var timeout = timeval(tv_sec: Int(RunningHost.patienceMs / 1000), tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    // A reader of lines waits without end where a socket says that it has waited long enough: it must not be asked before
    // there is something to read.
    reader = LineReader(descriptor: descriptor, name: path) { [descriptor] () throws(HostError) in
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&ready, 1, Int32(RunningHost.patienceMs)) != 0 else {
        throw .cannotConnect(path: path, errno: ETIMEDOUT)
      }
    }
  }

  deinit { close(descriptor) }

  /// Sends bytes, all of them.
  func send(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, HostConnection.flags) }
      guard count > 0 else { throw Closed() }
      rest = rest.dropFirst(count)
    }
  }

  /// Sends what fits without waiting.
  ///
  /// - Returns: whether everything did.
  func sendWhatFits(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBytes {
      Foundation.send(descriptor, $0.baseAddress, $0.count, HostConnection.flags | Int32(MSG_DONTWAIT))
        == $0.count
    }
  }

  /// Says that nothing more will be sent.
  func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Reads the next answer.
  func read() throws -> String {
    guard let line = try reader.next() else { throw Closed() }
    return String(decoding: line.bytes, as: UTF8.self)
  }

  /// Whether the host has closed the connection, once everything before that is read.
  func isAtEnd() throws -> Bool { try reader.next() == nil }

  func ask(_ line: String) throws -> String {
    try send(line + "\n")
    return try read()
  }

  // A write to a host that was killed is an error to look at, not a signal.
  #if canImport(Glibc)
    static let flags = Int32(MSG_NOSIGNAL)
  #elseif canImport(Darwin)
    static let flags: Int32 = 0
  #endif
}

/// What a verdict's line says.
struct VerdictText {
  let id: String?
  /// `approved`, or the code of a rejection.
  let word: String?
  let isDuplicate: Bool
  let chain: String?

  init(_ line: String) {
    let value = try? JSONValue(parsing: Array(line.utf8))
    id = value?["signal_id"]?.string
    word = value?["code"]?.string ?? value?["action"]?.string
    isDuplicate = value?["duplicate"]?.bool == true
    chain = value?["chain"]?.string
  }
}

/// What a host left in its store.
struct LeftStore {
  /// The verdicts' lines, in order.
  let verdicts: [String]
  /// How many links of the chain of hashes do not hold.
  let brokenLinks: Int
  let integrity: String?

  init(_ folder: ScratchFolder) throws {
    let connection = try SQLiteConnection(path: folder.path("store.sqlite"), .readWrite, busyTimeoutMs: 10_000)
    integrity = try connection.text("PRAGMA integrity_check")
    let rows = try StoreFixture.rows(
      "SELECT verdict, line, evidence, prev, hash FROM verdicts JOIN signals USING (seq) ORDER BY seq", connection,
      columns: 5
    ).map { $0.map { $0 ?? "" } }
    verdicts = rows.map { $0[0] }
    var previous = String(repeating: "0", count: 64)
    var broken = 0
    for row in rows {
      let line = "\(previous){\"verdict\":\(row[0]),\"signal\":\(row[1]),\"evidence\":\(row[2])}"
      if row[3] != previous { broken += 1 }
      previous = SHA256.hex(Array(line.utf8))
      if row[4] != previous { broken += 1 }
    }
    brokenLinks = broken
  }
}

import Dispatch
import Foundation
import Synchronization
@testable import Host

@testable import Host

/// Clients that ask at the same time.
enum RunClients {
  /// Has every connection used on a thread of its own, and waits for all of them.
  static func concurrently<Answer: Sendable>(
    _ connections: [HostConnection], _ body: @escaping @Sendable (Int, HostConnection) throws -> Answer
  ) throws -> [Answer] { try start(connections, body)() }

  /// Has every connection used on a thread of its own.
  ///
  /// - Returns: what waits for all of them, and gives what they gave.
  static func start<Answer: Sendable>(
    _ connections: [HostConnection], _ body: @escaping @Sendable (Int, HostConnection) throws -> Answer
  ) -> () throws -> [Answer] {
    let results = Results<Answer>()
    let group = DispatchGroup()
    for index in connections.indices {
      group.enter()
      Thread.detachNewThread {
        results.set(index, Result { try body(index, connections[index]) })
        group.leave()
      }
    }
    return {
      group.wait()
      return try results.all()
    }
  }

  private final class Results<Answer: Sendable>: Sendable {
    private let results = Lock<[Int: Result<Answer, any Error>]>([:])

    func set(_ index: Int, _ result: Result<Answer, any Error>) { results.withLock { $0[index] = result } }

    func all() throws -> [Answer] {
      try results.withLock { results in try results.sorted { $0.key < $1.key }.map { try $0.value.get() } }
    }
  }
}

/// The number of answers that clients have received.
final class AnswerCount: Sendable {
  private let value = Atomic(0)
  var now: Int { value.load(ordering: .relaxed) }
  func add() { value.add(1, ordering: .relaxed) }

  /// Waits until there are so many, or until a test has waited for too long.
  func wait(for enough: Int) {
    let deadline = HostClock.system.monotonicMs() + RunningHost.patienceMs
    while now < enough, HostClock.system.monotonicMs() < deadline { usleep(200) }
  }
}

/// How often the storms strike. The suite's own numbers take seconds; `Scripts/storms` asks for the full ones.
enum StormSize {
  static let kills = count("STORM_KILLS", 20)
  static let reloads = count("STORM_RELOADS", 150)

  private static func count(_ name: String, _ usual: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? usual
  }
}

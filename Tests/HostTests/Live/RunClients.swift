import Dispatch
import Foundation
import Synchronization

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
    private let results = Mutex<[Int: Result<Answer, any Error>]>([:])

    func set(_ index: Int, _ result: Result<Answer, any Error>) { results.withLock { $0[index] = result } }

    func all() throws -> [Answer] {
      try results.withLock { results in try results.sorted { $0.key < $1.key }.map { try $0.value.get() } }
    }
  }
}

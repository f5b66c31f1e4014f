/// Threads that do work for another one, which asks for the results when it needs them.
///
/// Work is begun in the order in which it was given. The threads end with the pool, once they have done it.
final class WorkerPool: Sendable {
  private struct Queue {
    var work: [@Sendable () -> Void] = []
    var isClosed = false
  }

  // The threads hold the queue, not the pool: else they would keep it alive, and nobody would ever close it.
  private final class SharedQueue: Sendable {
    let monitor = Monitor(Queue())

    /// Does what is in the queue until it is closed and empty.
    func serve() {
      while true {
        let work: (@Sendable () -> Void)? = monitor.wait { queue in
          // What was begun is done: somebody may wait for it.
          guard queue.work.isEmpty else { return .some(queue.work.removeFirst()) }
          return queue.isClosed ? .some(nil) : nil
        }
        guard let work else { return }
        work()
      }
    }
  }

  /// What work will give.
  final class Promise<Result: Sendable>: Sendable {
    private let monitor = Monitor<Result?>(nil)

    /// Waits for the result.
    func wait() -> Result { monitor.wait { $0 } }

    fileprivate func fulfil(_ result: Result) { monitor.change { $0 = result } }
  }

  /// How many threads there are.
  let threadCount: Int
  private let queue = SharedQueue()

  /// Starts threads.
  init(threads: Int) throws(NetworkError) {
    threadCount = threads
    let queue = queue
    for _ in 0..<threads { try HostThread.start { queue.serve() } }
  }

  deinit { queue.monitor.change { $0.isClosed = true } }

  /// Has a thread do something.
  func begin<Result: Sendable>(_ work: @escaping @Sendable () -> Result) -> Promise<Result> {
    let promise = Promise<Result>()
    queue.monitor.change { $0.work.append { promise.fulfil(work()) } }
    return promise
  }
}

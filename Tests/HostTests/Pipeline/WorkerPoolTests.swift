import Testing

@testable import Host

struct WorkerPoolTests {
  @Test func `work that was begun is done, though the pool ends meanwhile`() throws {
    var pool: WorkerPool? = try WorkerPool(threads: 2)
    let promises = (0..<200).compactMap { number in pool?.begin { number } }
    pool = nil
    #expect(promises.map { $0.wait() } == Array(0..<200))
  }
}

import Foundation
import RuleEngine
import Testing

@testable import Host

/// A running host whose store is verified and pruned meanwhile.
@Suite(.timeLimit(.minutes(5))) struct RunPruneTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
    try folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs")))
  }

  @Test func `it goes on answering, with its numbers and hashes, now and after a restart`() throws {
    let first = try RunningHost(folder)
    let client = try first.connect()
    var count = 0
    func ask(_ client: HostConnection) throws -> String? {
      count += 1
      return VerdictText(try client.ask(Fixture.liveLine("a-\(count)"))).word
    }
    var pruned = ""
    // The first record has to be a second old.
    let deadline = ContinuousClock.now + .seconds(120)
    while !pruned.hasPrefix("pruned "), ContinuousClock.now < deadline {
      #expect(try ask(client) == "approved")
      pruned = try gate.run(["prune", "--older-than", "1s", "--store", "store.sqlite"]).output
    }
    #expect(pruned.hasPrefix("pruned "), "\(pruned)")
    #expect(try ask(client) == "approved")
    #expect(try gate.run(["verify", "--store", "store.sqlite"]).code == 0)
    first.signal(SIGKILL)
    _ = first.waitForEnd()
    let second = try RunningHost(folder)
    #expect(try ask(second.connect()) == "approved")
    let verified = try gate.run(["verify", "--store", "store.sqlite"])
    #expect(verified.code == 0 && verified.output.contains("the last record is \(count), "), "\(verified.output)")
  }
}

import Testing

@testable import Host

/// What `halt` and `resume` take, refuse and say, where no host is asked.
@Suite struct HaltCommandTests {
  private let folder: ScratchFolder
  private let gate: GateProcess

  init() throws {
    folder = try ScratchFolder()
    gate = GateProcess(folder: folder)
  }

  @Test(
    arguments: [
      ("1774400000001", 1_774_400_000_001), ("2026-03-25T00:53:20Z", 1_774_400_000_000), ("+90s", 1_774_400_090_000),
      ("+30m", 1_774_401_800_000), ("+2h", 1_774_407_200_000), ("+1d", 1_774_486_400_000), ("1", 1),
    ] as [(String, Int64)])
  func `the end of a halt is a time, or a while from now`(_ text: String, _ ms: Int64) {
    #expect(HaltEnd(text, nowMs: 1_774_400_000_000)?.ms == ms)
  }

  @Test(arguments: ["", "+", "+m", "+30", "+1w", "-1", "+-1m", "0", "tomorrow", "+4294967295d", "2026-03-25"])
  func `anything else is no end`(_ text: String) {
    #expect(HaltEnd(text, nowMs: 1_774_400_000_000) == nil)
  }

  @Test(arguments: ["1", "2026-03-25T12:00:00Z"])
  func `a halt that is over already is refused, with what time it is`(_ until: String) throws {
    _ = try SQLiteVerdictStore(writingTo: folder.path("s.sqlite"), as: StoreFixture.live)
    let run = try gate.run(["halt", "--why", "x", "--until", until, "--store", "s.sqlite"])
    #expect(run.code == 64 && run.output.isEmpty)
    #expect(run.errors.contains(until) && run.errors.contains("a time to come: it is 2"), "\(run.errors)")
  }

  @Test func `a replay's store is refused, since no host heeds it`() throws {
    _ = try SQLiteVerdictStore(
      writingTo: folder.path("entrygate.sqlite"), as: StoreKind(origin: .replay, network: .testnet))
    for command in [["halt", "--why", "x"], ["resume"]] {
      let run = try gate.run(command)
      #expect(run.code == 64 && run.output.isEmpty)
      #expect(run.errors.contains("entrygate.sqlite holds replay records of testnet, not live"), "\(run.errors)")
    }
  }

  @Test func `the lock of a store is held while a host runs on it, and asking does not take it`() throws {
    let path = folder.path("s.sqlite")
    #expect(!StoreLock.isHeld(storePath: path))
    var lock: StoreLock? = try StoreLock(storePath: path)
    #expect(StoreLock.isHeld(storePath: path) && lock != nil)
    lock = nil
    #expect(!StoreLock.isHeld(storePath: path))
    lock = try StoreLock(storePath: path)
  }
}

/// The data of the benchmarks as files, for other programs to be measured beside them.
enum BenchInputs {
  /// Writes them into a folder.
  ///
  /// - Parameter replayFrames: the length of the recording.
  static func write(to folder: String, replayFrames: Int = 20_000) throws(HostError) {
    let mixed = BenchSignal.mixed(count: 10_000, seed: 7)
    try write(lines(mixed.map(\.line)), "signals.jsonl", folder)
    try write(lines(BenchBooks.frames(count: BenchBooks.frameCount, seed: 11)), "books.jsonl", folder)
    try write(Array(BenchRules.gate.utf8), "gate.rules.json", folder)
    try write(Array(BenchRules.shipped.utf8), "shipped.rules.json", folder)
    for count in [1, 10, 100, 1000, 10_000] {
      try write(Array(BenchRules.scoped(count: count).utf8), "scoped-\(count).rules.json", folder)
      try write(Array(BenchRules.inScope(count: count).utf8), "in-scope-\(count).rules.json", folder)
      let signals = BenchSignal.spread(overCoins: count, count: 1000, seed: 11)
      try write(lines(signals.map(\.line)), "scoped-\(count).signals.jsonl", folder)
    }
    let recording = BenchRecording(frames: replayFrames, seed: 13)
    try write(recording.market, "replay.market.jsonl", folder)
    try write(recording.signals, "replay.signals.jsonl", folder)
  }

  private static func write(_ bytes: [UInt8], _ name: String, _ folder: String) throws(HostError) {
    try FileBytes.write(bytes, path: "\(folder)/\(name)")
  }

  private static func lines(_ lines: [[UInt8]]) -> [UInt8] { Array(lines.map { $0 + [0x0A] }.joined()) }
}

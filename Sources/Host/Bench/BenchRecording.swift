/// A recording of PURR's perp and spot books in turn, and the signals that go with it: one for every twenty frames.
struct BenchRecording {
  let market: [UInt8]
  let signals: [UInt8]
  let frameCount: Int

  init(frames: Int, seed: UInt64) {
    var books = BenchBooks(seed: seed)
    var market: [UInt8] = []
    var signals: [UInt8] = []
    let asked = BenchSignal.mixed(count: frames / 20 + 1, seed: seed)
    for number in 0..<frames {
      market += books.next(number.isMultiple(of: 2) ? "PURR" : "PURR/USDC")
      market.append(0x0A)
      guard number % 20 == 19 else { continue }
      signals += asked[number / 20].line(timeMs: books.timeMs)
      signals.append(0x0A)
    }
    (self.market, self.signals, frameCount) = (market, signals, frames)
  }
}

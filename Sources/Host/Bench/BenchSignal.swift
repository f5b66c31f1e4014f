internal import RuleEngine

/// A signal with its quotes, as the benchmarks of decisions and of lines ask it, and other programs beside them.
struct BenchSignal {
  /// What the gate says of it.
  enum Answer {
    case pass, reject, unavailable, notApplicable
  }

  /// The time of all signals, in milliseconds since 1970 UTC.
  static let timeMs: Int64 = 1_774_400_000_000

  let id: String
  let coin: String
  let direction: Signal.Direction
  /// The mids in hundred-thousandths of a dollar; 0 where there is none.
  let perp: Int
  let spot: Int
  /// What a gate with a least spread of a tenth of a percent, for PURR alone, says.
  let answer: Answer

  /// Signals as a strategy might give them: of 20, one of another coin, one without a price, twelve that are rejected
  /// and six that pass, about.
  static func mixed(count: Int, seed: UInt64) -> [BenchSignal] {
    var random = BenchRandom(seed: seed)
    let others = ["BTC", "ETH", "SOL", "HYPE", "DOGE", "kPEPE", "FARTCOIN", "XRP"]
    return (0..<count).map { number in
      let kind = random.below(40)
      let coin = kind < 2 ? random.choice(others) : "PURR"
      return make("s\(number)", coin, missing: kind == 2 ? .perp : kind == 3 ? .spot : nil, &random)
    }
  }

  /// Signals of the coins `C0`, `C1` and so on, as many as there are.
  static func spread(overCoins coinCount: Int, count: Int, seed: UInt64) -> [BenchSignal] {
    var random = BenchRandom(seed: seed)
    return (0..<count).map { number in make("s\(number)", "C\(random.below(coinCount))", missing: nil, &random) }
  }

  private static func make(
    _ id: String, _ coin: String, missing: Feed.Market?, _ random: inout BenchRandom
  ) -> BenchSignal {
    let direction: Signal.Direction = random.below(2) == 0 ? .long : .short
    var spot = 0
    var perp = 0
    repeat {
      spot = 14_400 + random.below(7200)
      // A standard deviation of 0.4 %.
      perp = spot + spot * random.normalThousandths() * 4 / 1_000_000
      // Exactly the threshold is left out, so that a gate that rounds says the same.
    } while abs(perp - spot) * 1000 == spot
    let favour = direction == .long ? spot - perp : perp - spot
    var answer: Answer = favour * 1000 >= spot ? .pass : .reject
    if missing != nil { answer = .unavailable }
    if coin != "PURR" { answer = .notApplicable }
    return BenchSignal(
      id: id, coin: coin, direction: direction, perp: missing == .perp ? 0 : perp, spot: missing == .spot ? 0 : spot,
      answer: answer)
  }

  /// The signal as `evaluate` reads it.
  var line: [UInt8] {
    Array(
      """
      {"id":"\(id)","time":\(BenchSignal.timeMs),"symbol":"\(coin)/USDC:USDC","base_symbol":"HYPE/USDC:USDC",\
      "direction":"\(direction.rawValue)","strategy":"adaptive_bollinger","z_score":-2.31,"notional_usd":500,\
      "market":{"perp":{"\(coin)":\(BenchSignal.json(perp))},"spot":{"\(coin)":\(BenchSignal.json(spot))}}}
      """.utf8)
  }

  /// The signal as `replay` and `run` read it.
  func line(timeMs: Int64?) -> [UInt8] {
    let time = timeMs.map { "\"time\":\($0)," } ?? ""
    return Array(
      """
      {"id":"\(id)",\(time)"symbol":"\(coin)/USDC:USDC","base_symbol":"HYPE/USDC:USDC",\
      "direction":"\(direction.rawValue)","strategy":"adaptive_bollinger","z_score":-2.31,"notional_usd":500}
      """.utf8)
  }

  /// The signal as it is decided on, read from its own line.
  func entry(_ source: SignalSource) -> EntryContext? {
    line.withUnsafeBytes { bytes in
      guard case .signal(let signal, let quotes, let history, let balance) = source.read(BenchSignal.line(bytes)) else {
        return nil
      }
      return EntryContext(
        signal: signal, quotes: quotes, history: history, balance: balance, nowMs: BenchSignal.timeMs)
    }
  }

  /// Bytes as a line that was read.
  static func line(_ bytes: UnsafeRawBufferPointer) -> LineReader.Line {
    LineReader.Line(bytes: bytes, number: 1, isTooLong: false)
  }

  private static func json(_ mid: Int) -> String { mid == 0 ? "null" : "\"\(text(mid))\"" }

  /// Hundred-thousandths of a dollar as a decimal.
  static func text(_ mid: Int) -> String {
    let digits = String(mid)
    return "0." + String(repeating: "0", count: 5 - digits.count) + digits
  }
}

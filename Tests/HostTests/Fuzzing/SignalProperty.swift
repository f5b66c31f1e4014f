import Foundation
@testable import Host
import RuleEngine

/// What holds of every line as a signal: one that is taken says to Foundation what it says to the parser, and one that is
/// not is answered by a line of JSON.
enum SignalProperty {
  private static let noRules = RuleChain(entries: [])

  static func check(_ line: [UInt8]?, number: Int) throws {
    let bytes = line ?? []
    for (requiresTime, acceptsMarket) in [(true, true), (false, false)] {
      let source = SignalSource(
        requiresTime: requiresTime, acceptsMarket: acceptsMarket, chain: noRules, name: "<fuzz>")
      let reading = bytes.withUnsafeBytes { bytes in
        source.read(LineReader.Line(bytes: bytes, number: number, isTooLong: line == nil))
      }
      switch reading {
      case .blank:
        let isBlank = bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        try FuzzFault.unless(line != nil && isBlank, "text taken for a blank line")
      case .signal(let signal, let quotes, _, _):
        try checkSignal(signal, bytes, requiresTime)
        for feed in [Feed.perp(signal.coin), .spot(signal.coin)] {
          try FuzzFault.unless(quotes[feed].map { $0.mid.units > 0 } ?? true, "a mid that is not above zero")
        }
      case .exit(let exit):
        try FuzzFault.unless(!acceptsMarket, "an exit where signals bring their history")
        try FuzzFault.unless(!exit.signalID.isEmpty && exit.pnlUSD.magnitude <= ExitParser.maxPnlUSD, "a wrong exit")
      case .bad(let answer, let report) where answer.starts(with: #"{"exit":"#.utf8):
        let object = try JSONSerialization.jsonObject(with: Data(answer)) as? [String: [String: Any]]
        try FuzzFault.unless(object?["exit"]?["recorded"] as? Bool == false, "a wrong answer")
        try FuzzFault.unless(object?["exit"]?["reason"] as? String == report, "a wrong reason")
        try FuzzFault.unless(!answer.contains(0x0A), "an answer of two lines")
      case .bad(let answer, let report):
        let object = try JSONSerialization.jsonObject(with: Data(answer)) as? [String: String]
        try FuzzFault.unless(object?["action"] == "rejected" && object?["stage"] == "input", "a wrong answer")
        try FuzzFault.unless(object?["reason"].map { Array($0.utf8) } == Array(report.utf8), "a wrong reason")
        try FuzzFault.unless(report.hasPrefix("<fuzz>:\(number):"), "the wrong line: \(report)")
        try FuzzFault.unless(!answer.contains(0x0A), "an answer of two lines")
      }
    }
  }

  private static func checkSignal(_ signal: Signal, _ line: [UInt8], _ requiresTime: Bool) throws {
    guard let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] else {
      throw FuzzFault(description: "a signal of what Foundation refuses")
    }
    func text(_ key: String) -> [UInt8]? { (object[key] as? String).map { Array($0.utf8) } }
    try FuzzFault.unless(text("symbol") == Array(signal.symbol.utf8), "another symbol")
    try FuzzFault.unless(text("direction") == Array(signal.direction.rawValue.utf8), "another direction")
    try FuzzFault.unless(text("id") == signal.id.map { Array($0.utf8) }, "another id")
    try FuzzFault.unless(text("base_symbol") == signal.baseSymbol.map { Array($0.utf8) }, "another base symbol")
    try FuzzFault.unless(text("strategy") == signal.strategy.map { Array($0.utf8) }, "another strategy")
    try FuzzFault.unless(
      (object["time"] as? NSNumber)?.doubleValue == signal.timeMs.map(Double.init), "another time")
    try FuzzFault.unless(!requiresTime || signal.timeMs != nil, "no time")
    try FuzzFault.unless(object["event"] as? String ?? "entry" == "entry", "an exit")
    try FuzzFault.unless(object["reduce_only"] as? Bool != true, "an exit")
  }
}

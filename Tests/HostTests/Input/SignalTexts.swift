import Foundation
@testable import Host
import RuleEngine
import Rules
import Testing

/// What a line of signals is, as a value.
enum SignalLine {
  case signal(Signal, Quotes, History, AvailableBalance?)
  case bad(SignalFault, signalID: String?)
}

extension SignalParser {
  func parse(_ line: UnsafeRawBufferPointer) -> SignalLine {
    do {
      let (signal, quotes, history, balance) = try read(line)
      return .signal(signal, quotes, history, balance)
    } catch {
      return .bad(error.fault, signalID: error.signalID)
    }
  }
}

/// Lines of signals, and what the program makes of them.
enum SignalTexts {
  /// A line with every key that has a meaning.
  static let full =
    #"{"id":"s-1","time":1774400000000,"symbol":"PURR/USDC:USDC","base_symbol":"HYPE/USDC:USDC","direction":"long","#
    + #""strategy":"adaptive_bollinger","z_score":-2.31,"notional_usd":500,"event":"entry","reduce_only":false,"#
    + #""leverage":3,"market":{"perp":{"PURR":"0.001245"},"spot":{"PURR":{"bid":"0.001248","ask":"0.00125","#
    + #""bid_size":"900","ask_size":"1200","age_ms":340}}},"history":[{"time":1774399000000,"symbol":"PURR","#
    + #""base_symbol":"HYPE","strategy":"x","action":"approved"}]}"#

  /// The keys that must be there, and these.
  static func line(_ more: String) -> String { #"{"symbol":"PURR","direction":"long","time":1000,\#(more)}"# }

  static func parse(_ bytes: [UInt8], requiresTime: Bool = true, acceptsMarket: Bool = true) -> SignalLine {
    bytes.withUnsafeBytes { SignalParser(requiresTime: requiresTime, acceptsMarket: acceptsMarket).parse($0) }
  }

  static func parse(_ text: String, requiresTime: Bool = true, acceptsMarket: Bool = true) -> SignalLine {
    parse(Array(text.utf8), requiresTime: requiresTime, acceptsMarket: acceptsMarket)
  }

  /// The signal of a line that must be one.
  static func signal(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Signal {
    try #require(signalOrNil(parse(text)), "\(parse(text))", sourceLocation: sourceLocation)
  }

  /// The quotes of a line that must be a signal.
  static func quotes(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Quotes {
    guard case .signal(_, let quotes, _, _) = parse(text) else {
      Issue.record("no signal: \(parse(text))", sourceLocation: sourceLocation)
      return Quotes()
    }
    return quotes
  }

  static func signalOrNil(_ line: SignalLine) -> Signal? {
    if case .signal(let signal, _, _, _) = line { signal } else { nil }
  }

  /// The fault of a line; nil of a signal.
  static func fault(_ line: SignalLine) -> SignalFault? {
    if case .bad(let fault, _) = line { fault } else { nil }
  }
}

/// A line that is no entry signal. The sign ‸ stands where the fault is reported.
struct BadLine: Sendable, CustomTestStringConvertible {
  let text: String
  let code: String
  let message: String
  let id: String?
  let acceptsMarket: Bool

  init(_ text: String, _ message: String, code: String = "bad_signal", id: String? = nil, acceptsMarket: Bool = true) {
    self.text = text
    self.code = code
    self.message = message
    self.id = id
    self.acceptsMarket = acceptsMarket
  }

  var testDescription: String { text }

  /// Rules that name two coins.
  static func chain() throws -> RuleChain {
    let text = #"""
      {"version":1,"chain":[{"rule":"direction_allow","params":{"directions":["long","short"]},
      "scope":{"coins":["PURR","kPEPE"]}}]}
      """#
    let loader = ChainLoader(registry: try RuleRegistry(BuiltInRules.all), environment: [:])
    return try loader.load(SourceText(name: "rules.json", bytes: Array(text.utf8)))
  }

  /// Reads a line as the 17th of `signals.jsonl`.
  static func read(_ text: String, acceptsMarket: Bool = true) throws -> SignalSource.Reading {
    let source = SignalSource(
      requiresTime: true, acceptsMarket: acceptsMarket, chain: try chain(), name: "signals.jsonl")
    return LineFeed.with(text, number: 17) { source.read($0) }
  }

  /// Wants the answer with its place, code and id, and the report that goes with it.
  func check(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let scalars = Array(text.unicodeScalars)
    let mark = try #require(scalars.firstIndex(of: "‸"), sourceLocation: sourceLocation)
    let line = String(String.UnicodeScalarView(scalars[..<mark] + scalars[(mark + 1)...]))
    let reason = "signals.jsonl:17:\(mark + 1): \(message)"
    guard case .bad(let answer, let report) = try BadLine.read(line, acceptsMarket: acceptsMarket) else {
      Issue.record("this is a signal: \(line)", sourceLocation: sourceLocation)
      return
    }
    #expect(report == reason, sourceLocation: sourceLocation)
    let answered = try JSONSerialization.jsonObject(with: Data(answer)) as? [String: String]
    var expected = ["action": "rejected", "stage": "input", "code": code, "reason": reason]
    expected["signal_id"] = id
    #expect(answered == expected, sourceLocation: sourceLocation)
  }
}

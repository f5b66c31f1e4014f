import Foundation
@testable import Host
import RuleEngine
import TestSupport
import Testing

/// Signals that were cut or damaged: each is answered, and no byte of them stops the program.
@Suite struct SignalMutationTests {
  @Test func `answers a line that is cut short at any byte as bad, with the id where it is whole`() throws {
    let line = Array(SignalTexts.full.utf8)
    let id = #"{"id":"s-1""#.utf8.count
    for count in line.indices {
      guard case .bad(let fault, let signalID) = SignalTexts.parse(Array(line[..<count])) else {
        Issue.record("a signal after \(count) bytes")
        continue
      }
      #expect(fault.code == "bad_signal" && fault.offset <= count)
      #expect(signalID == (count >= id ? "s-1" : nil), "after \(count) bytes")
    }
  }

  @Test func `believes of a damaged line what Foundation reads in it, or nothing`() throws {
    var random = SplitMix64(seed: 451)
    var (signals, bad) = (0, 0)
    let line = Array(SignalTexts.full.utf8)
    for round in 0..<6000 {
      var text = line
      for _ in 0..<(round % 3 + 1) {
        let place = Int.random(in: text.indices, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: text[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: text[place] = Array("0123456789.eE+-\"{}[]:,nltf".utf8).randomElement(using: &random) ?? 0
        case 2: text.remove(at: place)
        default: text.insert(UInt8.random(in: 0...255, using: &random), at: place)
        }
      }
      guard let signal = SignalTexts.signalOrNil(SignalTexts.parse(text)) else {
        bad += 1
        continue
      }
      signals += 1
      let shown = String(decoding: text, as: UTF8.self)
      let root = try JSONSerialization.jsonObject(with: Data(text))
      let object = try #require(root as? [String: Any], "\(shown)")
      func same(_ text: String?, _ key: String) -> Bool {
        text.map { Array($0.utf8) } == (object[key] as? String).map { Array($0.utf8) }
      }
      #expect(
        same(signal.id, "id") && same(signal.symbol, "symbol") && same(signal.baseSymbol, "base_symbol"), "\(shown)")
      #expect(same(signal.strategy, "strategy") && same(signal.direction.rawValue, "direction"), "\(shown)")
      #expect(signal.timeMs.map(Double.init) == (object["time"] as? NSNumber)?.doubleValue, "\(shown)")
      #expect(
        (signal.zScore?.description).flatMap(Double.init) == (object["z_score"] as? NSNumber)?.doubleValue, "\(shown)")
      #expect(object["event"] == nil || object["event"] as? String == "entry", "\(shown)")
      #expect(object["reduce_only"] as? Bool != true, "\(shown)")
    }
    #expect(signals > 300 && bad > 3000)
  }

  @Test func `answers deep nesting, bytes that are not UTF-8 and a zero byte as bad`() {
    for bracket in ["[", #"{"a":"#] {
      let deep = String(repeating: bracket, count: 100_000)
      for key in ["market", "history", "symbol", "event", "other"] {
        let fault = SignalTexts.fault(SignalTexts.parse(SignalTexts.line(#""\#(key)":\#(deep)"#)))
        #expect(fault?.code == "bad_signal")
      }
      #expect(SignalTexts.fault(SignalTexts.parse(deep)) != nil)
    }
    for bytes in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0x00], [0x1F]] as [[UInt8]] {
      for key in ["id", "symbol", "strategy", "other"] {
        let text = Array(#"{"direction":"long","time":1,"\#(key)":"PURR"#.utf8) + bytes + Array("\"}".utf8)
        #expect(SignalTexts.fault(SignalTexts.parse(text)) != nil)
      }
    }
  }
}

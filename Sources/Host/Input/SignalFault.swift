internal import RuleEngine

/// Why a line is no entry signal, and where in the line that shows.
struct SignalFault: Error, Hashable {
  enum Problem: Hashable {
    case syntax(JSONError.Kind)
    case tooLong
    case notAnObject
    case duplicateKey(String)
    case missing(String)
    case expected(String, key: String, found: String? = nil)
    case notACoin(key: String, symbol: String)
    case otherCase(coin: String, inScope: String)
    case notAnEntry(String)
    case unknownKey(String, NearestName)
    case price(Price.Fault)
    case goesBack(toMs: Int64, afterMs: Int64)
  }

  let problem: Problem
  /// The offset in the line.
  let offset: Int

  init(_ problem: Problem, at offset: Int) {
    self.problem = problem
    self.offset = offset
  }

  /// The code of the answer.
  var code: ReasonCode {
    switch problem {
    case .otherCase: "coin_case"
    case .notAnEntry: "not_an_entry"
    default: "bad_signal"
    }
  }
}

extension SignalFault: CustomStringConvertible {
  var description: String {
    switch problem {
    case .syntax(let kind): "not JSON: \(JSONError.words(kind))"
    case .tooLong: "a line is at most \(LineReader.maxLineBytes >> 20) MiB long"
    case .notAnObject: "expected a JSON object"
    case .duplicateKey(let key): "duplicate key \"\(key.cut(to: 60))\""
    case .missing(let key): "missing \"\(key)\""
    case .expected(let what, let key, let found):
      "\"\(key.cut(to: 60))\": expected \(what)" + (found.map { ", found \($0)" } ?? "")
    case .notACoin(let key, let symbol): "\"\(key)\": no coin in \"\(symbol)\"; a coin is as PURR, kPEPE or xyz:SP500"
    case .otherCase(let coin, let scope): "coin \(coin) is spelled \(scope) in the rules; case matters"
    case .notAnEntry(let what):
      "\(what): only entries are gated; an exit has signal_id and neither symbol nor direction"
    case .unknownKey(let key, let suggestion): "unknown key \"\(key)\"; \(suggestion)"
    case .price(let fault): fault.words
    case .goesBack(let time, let last): "time \(time) is before \(last), the time of a signal above"
    }
  }
}

extension Price.Fault {
  fileprivate var words: String {
    switch self {
    case .notANumber: "expected a price: a decimal in JSON's number syntax, as a string or a number"
    case .zero: "a price is above zero"
    case .negative: "a price is above zero"
    case .tooManyDecimals: "a price has at most 9 decimals"
    case .tooLarge: "a price is at most 99,999,999"
    }
  }
}

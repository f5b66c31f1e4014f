import TestSupport

/// A quote as it is written in a signal's `market`. Numbers are JSON tokens, strings with their quotation marks.
enum QuoteDraft {
  case absent
  /// A text that is no quote: `null`, `{}`, one side alone.
  case nothing(String)
  case mid(String)
  case book(BookDraft)
}

struct BookDraft {
  var bid: String
  var ask: String
  var bidSize: String?
  var askSize: String?
  var ageMs: Int?
  var timeMs: Int?
}

/// An earlier verdict as it is written in a signal's `history`.
struct HistoryDraft {
  var timeMs: Int
  var symbol: String
  var baseSymbol: String?
  var strategy: String?
  var rejection: String??
}

/// A balance as it is written in a signal's `account`; the amount is a JSON token.
struct AccountDraft {
  var available: String
  var ageMs: Int?
}

/// A signal line before it is written.
struct SignalDraft {
  /// Why the line is no entry signal, where it is not.
  enum Flaw { case exit, reduceOnly, otherCase, noDirection, wrongDirection, noTime, noSymbol, twice, cut }

  var id: String?
  var timeMs: Int
  var symbol: String
  var baseSymbol: String?
  var direction: String
  var strategy: String?
  var zScore: String?
  var notional: String?
  var perp = QuoteDraft.absent
  var spot = QuoteDraft.absent
  var history: [HistoryDraft] = []
  var account: AccountDraft?
  var flaw: Flaw?
  /// Whether a price, a depth, a score, a notional or a balance was put on a limit, or a billionth beside it.
  var isOnThreshold = false

  /// The line, its keys in any order and with white space here and there.
  func line(_ random: inout SplitMix64) -> String {
    var members: [(String, String)] = []
    if let id { members.append(("id", "\"\(id)\"")) }
    if flaw != .noTime { members.append(("time", "\(timeMs)")) }
    if flaw != .noSymbol { members.append(("symbol", "\"\(flaw == .otherCase ? "purr/USDC" : symbol)\"")) }
    if let baseSymbol { members.append(("base_symbol", "\"\(baseSymbol)\"")) }
    if flaw != .noDirection { members.append(("direction", flaw == .wrongDirection ? "\"LONG\"" : "\"\(direction)\"")) }
    if let strategy { members.append(("strategy", "\"\(strategy)\"")) }
    if let zScore { members.append(("z_score", zScore)) }
    if let notional { members.append(("notional_usd", notional)) }
    if flaw == .exit { members.append(("event", "\"exit\"")) }
    if flaw == .reduceOnly { members.append(("reduce_only", "true")) }
    if flaw == .twice { members.append(("time", "\(timeMs)")) }
    let quotes = [("perp", perp), ("spot", spot)].compactMap { market, quote in
      SignalDraft.text(quote, &random).map { #""\#(market)":{"PURR":\#($0),"HYPE":"12.5"}"# }
    }
    members.append(("market", "{\(quotes.shuffled(using: &random).joined(separator: ","))}"))
    if !history.isEmpty { members.append(("history", "[\(history.map(\.text).joined(separator: ", "))]")) }
    if let account {
      let age = account.ageMs.map { #","age_ms":\#($0)"# } ?? ""
      members.append(("account", #"{"available_usd":\#(account.available)\#(age)}"#))
    }
    let space = Int.random(in: 0..<4, using: &random) == 0 ? " " : ""
    let pairs = members.shuffled(using: &random).map { "\"\($0)\"\(space):\(space)\($1)" }
    return "{\(space)" + pairs.joined(separator: ",\(space)") + (flaw == .cut ? "" : "}")
  }

  private static func text(_ quote: QuoteDraft, _ random: inout SplitMix64) -> String? {
    switch quote {
    case .absent: return nil
    case .nothing(let text), .mid(let text): return text
    case .book(let book):
      var members = [("bid", book.bid), ("ask", book.ask)]
      if let size = book.bidSize { members.append(("bid_size", size)) }
      if let size = book.askSize { members.append(("ask_size", size)) }
      if let ageMs = book.ageMs { members.append(("age_ms", "\(ageMs)")) }
      if let timeMs = book.timeMs { members.append(("time", "\(timeMs)")) }
      return "{" + members.shuffled(using: &random).map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
    }
  }
}

extension HistoryDraft {
  fileprivate var text: String {
    var members = [#""time":\#(timeMs)"#, #""symbol":"\#(symbol)""#]
    if let baseSymbol { members.append(#""base_symbol":"\#(baseSymbol)""#) }
    if let strategy { members.append(#""strategy":"\#(strategy)""#) }
    members.append(#""action":"\#(rejection == nil ? "approved" : "rejected")""#)
    if let code = rejection ?? nil { members.append(#""code":"\#(code)""#) }
    return "{\(members.joined(separator: ","))}"
  }
}

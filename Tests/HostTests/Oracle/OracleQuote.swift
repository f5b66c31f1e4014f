import Foundation

/// A quote as the oracle reads it.
struct OracleQuote {
  var bid: Decimal
  var ask: Decimal
  var isBook: Bool
  var bidSize: Decimal?
  var askSize: Decimal?
  var ageMs: Int
  var timeMs: Int?

  /// Half of bid and ask; exact, since five tenths of a sum has one digit more.
  var mid: Decimal { Exact.product(Exact.sum(bid, ask), Exact.power(5, -1)) }

  /// The lesser side in dollars; nothing where a side is not known.
  var depth: Decimal {
    guard isBook, let bidSize, let askSize else { return 0 }
    return min(Exact.product(bid, bidSize), Exact.product(ask, askSize))
  }

  /// How far it is from being too old, or too far ahead: below zero where it is.
  func freshnessMs(_ maxAgeMs: Int) -> Int { min(maxAgeMs - ageMs, ageMs + 2000) }

  func skewMs(_ other: OracleQuote) -> Int {
    if let timeMs, let otherMs = other.timeMs { return abs(timeMs - otherMs) }
    return abs(ageMs - other.ageMs)
  }

  /// What a draft's text says; nil for no quote.
  ///
  /// - Throws: `BadPrice` where a price is none, zero, negative or too long.
  init?(_ draft: QuoteDraft, nowMs: Int) throws {
    switch draft {
    case .absent, .nothing: return nil
    case .mid(let token):
      let price = try OracleQuote.price(token)
      self.init(bid: price, ask: price, isBook: false, ageMs: 0)
    case .book(let book):
      let ages = [book.ageMs, book.timeMs.map { nowMs - $0 }].compactMap(\.self)
      self.init(
        bid: try OracleQuote.price(book.bid), ask: try OracleQuote.price(book.ask), isBook: true,
        bidSize: book.bidSize.flatMap(OracleQuote.number)?.number,
        askSize: book.askSize.flatMap(OracleQuote.number)?.number, ageMs: ages.max() ?? 0, timeMs: book.timeMs)
    }
  }

  private init(
    bid: Decimal, ask: Decimal, isBook: Bool, bidSize: Decimal? = nil, askSize: Decimal? = nil, ageMs: Int,
    timeMs: Int? = nil
  ) {
    self.bid = bid
    self.ask = ask
    self.isBook = isBook
    self.bidSize = bidSize
    self.askSize = askSize
    self.ageMs = ageMs
    self.timeMs = timeMs
  }

  struct BadPrice: Error {}

  private static func price(_ token: String) throws -> Decimal {
    guard let (price, decimals) = number(token), price > 0, decimals <= 9, price <= 99_999_999 else {
      throw BadPrice()
    }
    return price
  }

  private static func number(_ token: String) -> (number: Decimal, decimals: Int)? {
    guard token.hasPrefix("\"") else { return Exact.read(token) }
    return Exact.read(String(token.dropFirst().dropLast()))
  }
}

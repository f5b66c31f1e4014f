internal import RuleEngine

/// Reads the account's balance that comes with a signal: `{"available_usd":"123.4","age_ms":0}`.
enum AccountParser {
  /// A balance with an age that counts from a now which may stand behind it in the line.
  struct Account {
    fileprivate let amountUSD: ExactDecimal
    fileprivate let ageMs: Int64

    func balance(nowMs: Int64) -> AvailableBalance {
      AvailableBalance(amountUSD: amountUSD, receivedMs: nowMs - ageMs)
    }
  }

  private enum Key: String, CaseIterable {
    case availableUSD = "available_usd"
    case ageMs = "age_ms"
  }

  /// Reads the object that stands next; nil where it names no balance.
  static func account(_ scanner: inout JSONScanner) throws -> Account? {
    var seen: Set<Key> = []
    var amountUSD: ExactDecimal?
    var ageMs: Int64 = 0
    try scanner.beginObject()
    while let key = try scanner.nextKey(notIn: &seen) {
      if try scanner.takeNull() { continue }
      switch key {
      case .availableUSD:
        amountUSD = try scanner.decimal(
          key: key.rawValue, "US dollars, at most 1,000,000,000,000", where: AvailableBalance.isPlausible)
      case .ageMs: ageMs = try scanner.ageMs(key: key.rawValue)
      }
    }
    return amountUSD.map { Account(amountUSD: $0, ageMs: ageMs) }
  }
}

internal import RuleEngine

/// Writes what a record keeps beside the verdict and the signal: the input quotes in full, the entry that was made, and
/// the account's balance.
enum EvidenceWriter {
  /// Of what nothing is known beside the verdict.
  static let none = Array(#"{"inputs":[]}"#.utf8)

  /// A JSON object: `{"inputs":[…],"entry":{…},"account":{…}}`, without what there is not.
  static func object(_ verdict: Verdict, _ entry: PaperEntry?) -> [UInt8] {
    var writer = JSONWriter(capacity: 512)
    writer.object { writer in
      writer.inputs(of: verdict, isComplete: true)
      if let entry {
        writer.key("entry")
        writer.object { writer in
          writer.member("coin", entry.coin.name)
          writer.member("direction", entry.direction.rawValue)
          if let price = entry.price { writer.member("price", price.description) }
          if let notional = entry.notionalUSD { writer.member("notional_usd", notional.description) }
        }
      }
      if let balance = verdict.balance {
        writer.key("account")
        writer.object { writer in
          writer.member("available_usd", balance.amountUSD.description)
          writer.member("age_ms", balance.ageMs(now: verdict.timeMs))
          writer.member("received", balance.receivedMs)
        }
      }
    }
    return writer.bytes
  }
}

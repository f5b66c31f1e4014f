internal import RuleEngine

/// Writes what a record keeps beside the verdict and the signal: the input quotes in full, and the entry that was made.
enum EvidenceWriter {
  /// A JSON object: `{"inputs":[…],"entry":{…}}`.
  static func object(_ verdict: Verdict, _ entry: PaperEntry?) -> [UInt8] {
    var writer = JSONWriter(capacity: 512)
    writer.object { writer in
      writer.key("inputs")
      writer.array { writer in
        for input in verdict.inputs { writer.input(input, nowMs: verdict.timeMs, isComplete: true) }
      }
      if let entry {
        writer.key("entry")
        writer.object { writer in
          writer.member("coin", entry.coin.name)
          writer.member("direction", entry.direction.rawValue)
          if let price = entry.price { writer.member("price", price.description) }
          if let notional = entry.notionalUSD { writer.member("notional_usd", notional.description) }
        }
      }
    }
    return writer.bytes
  }
}

internal import RuleEngine

// What is said of exits.
extension MessageWriter {
  /// That an exit was recorded.
  func recorded(_ record: ExitRecord) -> String {
    let words = LocalizedText(zh: "📕 平仓已记录", en: "📕 exit recorded")[language]
    return "\(words) | \(record.opened.pair) | \(record.exit.signalID) | pnl=\(record.exit.pnlUSD) USD"
  }
}

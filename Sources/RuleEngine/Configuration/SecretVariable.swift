/// Which of the environment's variables hold secrets, by their names: what they say is never shown.
public enum SecretVariable {
  /// What a message says in place of the text.
  public static let placeholder = "a text that is not shown"

  private static let words = ["KEY", "SECRET", "TOKEN", "WEBHOOK", "PASSWORD"]

  /// Whether a variable's text may be a secret: its name begins with `TRADING_ALERT_`, or speaks of a key, a secret, a
  /// token, a webhook or a password, in letters of any case.
  public static func isSecret(_ name: String) -> Bool {
    let name = name.uppercased()
    return name.hasPrefix("TRADING_ALERT_") || words.contains { name.holds($0) }
  }
}

extension String {
  fileprivate func holds(_ word: String) -> Bool {
    var rest = utf8[...]
    while !rest.isEmpty {
      if rest.starts(with: word.utf8) { return true }
      rest = rest.dropFirst()
    }
    return false
  }
}

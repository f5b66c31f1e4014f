internal import RuleEngine

// Values that several objects of a signal have.
extension JSONScanner {
  /// Reads an age in milliseconds.
  mutating func ageMs(key: String) throws -> Int64 {
    let kind = try peek()
    let offset = offset
    guard kind == .number, let age = whole(try number()), JSONScanner.isAge(age) else {
      throw SignalFault(.expected("milliseconds, a whole number", key: key), at: offset)
    }
    return age
  }

  /// Whether a number of milliseconds may be an age: no longer than there are times, of either sign.
  static func isAge(_ ms: Int64) -> Bool { (-maxTimeMs...maxTimeMs).contains(ms) }

  /// Reads an exact number, written as a string or a number.
  ///
  /// - Parameter what: what it is and how far it reaches, for the message.
  mutating func decimal(
    key: String, _ what: String, where isPlausible: (ExactDecimal) -> Bool
  ) throws -> ExactDecimal {
    let kind = try peek()
    let refusal = SignalFault(
      .expected("\(what): a decimal in JSON's number syntax, as a string or a number", key: key), at: offset)
    let text: String
    switch kind {
    case .string: text = self.text(try string())
    case .number: text = self.text(try number())
    case .object, .array, .boolean, .null: throw refusal
    }
    guard let number = ExactDecimal(text), isPlausible(number) else { throw refusal }
    return number
  }
}

// Parameters that are words: one of a type's, a list of them, a time of day.
extension ParameterReader {
  /// One of the words of a type.
  public mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, default defaultValue: Choice? = nil, _ summary: String
  ) -> Choice where Choice.RawValue == String {
    if declares(name) {
      declare(name, .word(Choice.allCases.map(\.rawValue)), defaultValue.map { .word($0.rawValue) }, summary)
    }
    let read = read(name, .word) { source, faults in source.choice(Choice.self, &faults) }
    guard let value = read ?? defaultValue else {
      missing(name)
      return Choice.allCases[Choice.allCases.startIndex]
    }
    effective.append(EffectiveParameter(name: name, value: .word(value.rawValue), unit: .none))
    return value
  }

  /// A list of one or more words of a type.
  public mutating func choices<Choice: RawRepresentable & CaseIterable>(
    _ name: String, default defaultValue: [Choice]? = nil, _ summary: String
  ) -> [Choice] where Choice.RawValue == String {
    var type: ParameterType { .words(Choice.allCases.map(\.rawValue)) }
    if declares(name) { declare(name, type, defaultValue.map { .words($0.map(\.rawValue)) }, summary) }
    let read: [Choice]? = read(name, .words) { source, faults in
      guard let elements = source.value.elements, !elements.isEmpty else {
        source.refuse(expected: type.description, &faults)
        return nil
      }
      let choices = elements.enumerated().map { index, element in
        let path = source.variable == nil ? "\(source.path)[\(index)]" : source.path
        let value = source.variable == nil ? element : JSONValue(element.content, at: source.value.offset)
        return SettingReader.Source(value: value, variable: source.variable, path: path)
          .choice(Choice.self, &faults)
      }
      return choices.contains { $0 == nil } ? nil : choices.compactMap(\.self)
    }
    guard let value = read ?? defaultValue else {
      missing(name)
      return Array(Choice.allCases)
    }
    // The order of a list of words, and a word said twice, change nothing: they are not part of what is in force.
    let inForce = Choice.allCases.filter { choice in value.contains { $0.rawValue == choice.rawValue } }
    effective.append(EffectiveParameter(name: name, value: .words(inForce.map(\.rawValue)), unit: .none))
    return inForce
  }

  /// A time of day, UTC, as `HH:MM`; in minutes since midnight, 0 to 1439, or 1440 for `24:00` where it is allowed.
  public mutating func timeOfDay(_ name: String, allows24: Bool = false, _ summary: String) -> Int {
    let type = ParameterType.timeOfDay(allows24: allows24)
    if declares(name) { declare(name, type, nil, summary) }
    let read: Int? = read(name, .word) { source, faults in
      if let minutes = source.value.string.flatMap(ParameterReader.minutes), minutes < 1440 || allows24 {
        return minutes
      }
      source.refuse(expected: type.description, &faults)
      return nil
    }
    guard let read else {
      missing(name)
      return 0
    }
    let text = ParameterReader.timeText(minutes: read)
    effective.append(EffectiveParameter(name: name, value: .word(text), unit: .none))
    return read
  }

  /// A time of day as it is written: `09:30`.
  public static func timeText(minutes: Int) -> String {
    [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }

  private static func minutes(_ text: String) -> Int? {
    let bytes = Array(text.utf8)
    guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
    let digits = [0, 1, 3, 4].map { Int(bytes[$0]) - 48 }
    guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
    let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
    guard minutes < 60, hours < 24 || (hours == 24 && minutes == 0) else { return nil }
    return hours * 60 + minutes
  }
}

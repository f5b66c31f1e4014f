/// A moment read as a UTC calendar date and time of day, on the proleptic Gregorian calendar.
///
/// The day count follows Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
public struct CivilTime: Hashable, Sendable {
  /// The year; negative before 1 BC.
  public let year: Int
  /// The month, 1 to 12.
  public let month: Int
  /// The day of the month, 1 to 31.
  public let day: Int
  /// The weekday.
  public let weekday: Weekday
  /// Milliseconds since midnight, 0 to 86,399,999.
  public let millisecondOfDay: Int

  /// A day of the week.
  public enum Weekday: String, Hashable, Sendable, CaseIterable {
    /// Monday to Sunday.
    case mon, tue, wed, thu, fri, sat, sun

    /// The day before.
    public var previous: Weekday {
      switch self {
      case .mon: .sun
      case .tue: .mon
      case .wed: .tue
      case .thu: .wed
      case .fri: .thu
      case .sat: .fri
      case .sun: .sat
      }
    }
  }

  /// Reads a moment.
  ///
  /// - Parameter ms: milliseconds since 1970-01-01T00:00:00Z.
  public init(ms: Int64) {
    let days = Int(ms.floorDivided(by: 86_400_000))
    // The start of the first day of all is before Int64.min.
    millisecondOfDay = Int(ms) &- days &* 86_400_000
    // 1970-01-01 was a Thursday.
    weekday = Weekday.allCases[(days + 3).floorModulo(7)]
    let shifted = days + 719_468
    let era = shifted.floorDivided(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// The moment that a text in ISO 8601 names, `2026-03-25T09:46:40Z` or with `.123` before the Z.
  ///
  /// - Returns: milliseconds since 1970-01-01T00:00:00Z; nil where the text is of another form, or no date.
  public static func ms(iso8601 text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count == 20 || bytes.count == 24, bytes.last == UInt8(ascii: "Z") else { return nil }
    let pattern = Array("0000-00-00T00:00:00.000Z".utf8)
    for (index, byte) in bytes.dropLast().enumerated() {
      let isDigit = byte &- UInt8(ascii: "0") < 10
      guard pattern[index] == UInt8(ascii: "0") ? isDigit : byte == pattern[index] else { return nil }
    }
    func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } }
    let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
    let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
    guard (1...12).contains(month), hour < 24, minute < 60, second < 60 else { return nil }
    // Hinnant's days_from_civil, the inverse of the above.
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear.floorDivided(by: 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
    let ms = Int64(seconds) * 1000 + Int64(bytes.count == 24 ? number(20..<23) : 0)
    // A day that its month does not have comes out as another one.
    return CivilTime(ms: ms).day == day ? ms : nil
  }

  /// The minute of the day, 0 to 1439.
  public var minuteOfDay: Int { millisecondOfDay / 60_000 }

  /// The date: `2026-03-25`.
  public var date: String { "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))" }

  /// Date and time in ISO 8601, UTC, with milliseconds: `2026-03-25T09:46:40.000Z`.
  public var iso8601: String {
    let seconds = millisecondOfDay / 1000
    let clock = "\((seconds / 3600).padded(2)):\((seconds / 60 % 60).padded(2)):\((seconds % 60).padded(2))"
    return "\(date)T\(clock).\((millisecondOfDay % 1000).padded(3))Z"
  }
}

extension BinaryInteger {
  fileprivate func floorDivided(by divisor: Self) -> Self {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

extension Int {
  fileprivate func floorModulo(_ divisor: Int) -> Int { self - floorDivided(by: divisor) * divisor }

  fileprivate func padded(_ width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}

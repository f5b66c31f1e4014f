internal import RuleEngine

// When it is.
extension Fact {
  static let utcHour = Fact(
    "utc_hour", .hour, .from(0, to: 23), values: .whole(from: 0, to: 23), from: .clock,
    is: "The hour of the day, UTC: 0 from midnight on."
  ) { _ in
    Reading { entry in .known(.whole(Int64(CivilTime(ms: entry.nowMs).minuteOfDay / 60))) }
  }

  static let utcWeekday = Fact(
    "utc_weekday", .weekday, .from(1, to: 7), values: .whole(from: 1, to: 7), from: .clock,
    is: "The day of the week, UTC: 1 is Monday, 7 Sunday."
  ) { _ in
    Reading { entry in
      let days = CivilTime.Weekday.allCases.prefix { $0 != CivilTime(ms: entry.nowMs).weekday }
      return .known(.whole(Int64(days.count + 1)))
    }
  }
}

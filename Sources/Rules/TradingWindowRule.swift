public import RuleEngine

/// Rejects an entry outside the hours and weekdays in which entries are wanted.
///
/// - Complexity: O(1), no allocation on the pass path.
public struct TradingWindowRule: EntryRule {
  /// `trading_window`.
  public static let identifier = "trading_window"

  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "交易时段", en: "trading window"),
    summary: "Rejects an entry outside the hours and weekdays in which entries are wanted.",
    details: """
      All times are UTC. `to` is not part of the window. Where `from` is after `to` the window wraps midnight and belongs
      to the day on which it begins: fri 22:00 to 02:00 ends on Saturday morning. `to` may be "24:00".
      """,
    codes: [.reject("outside_window", "now is not in the window of a listed day")])

  private let days: [CivilTime.Weekday]
  private let fromMinute: Int
  private let toMinute: Int

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    days = parameters.choices(
      "days", default: CivilTime.Weekday.allCases, "The days on which the window begins.")
    fromMinute = parameters.timeOfDay("from", "When the window begins.")
    toMinute = parameters.timeOfDay("to", allows24: true, "When the window has ended.")
    if fromMinute == toMinute {
      parameters.refuse(
        ("to", expected: "a time other than \"from\""), against: ("from", expected: "a time other than \"to\""),
        hint: "the whole day is 00:00 to 24:00")
    }
  }

  /// Earlier verdicts play no part.
  public var historyWindowMs: Int64 { 0 }

  /// The minutes of the week, from Monday's midnight on.
  public var reach: RuleReach {
    let lengthMinutes = fromMinute < toMinute ? toMinute - fromMinute : toMinute - fromMinute + 1440
    var stretches: [PassBand.Stretch] = []
    for (index, day) in CivilTime.Weekday.allCases.enumerated() where days.contains(day) {
      let first = index * 1440 + fromMinute
      let last = first + lengthMinutes - 1
      stretches.append(PassBand.Stretch(ExactDecimal(Int64(first)), ExactDecimal(Int64(min(last, 10_079)))))
      // Sunday's window may end on Monday.
      if last > 10_079 { stretches.append(PassBand.Stretch(.zero, ExactDecimal(Int64(last - 10_080)))) }
    }
    let isAlwaysOpen = lengthMinutes == 1440 && days.count == CivilTime.Weekday.allCases.count
    return RuleReach(
      isAlwaysOpen ? [.pass] : [.pass, .reject], passBands: [PassBand("minute of the week", .numbers(stretches))])
  }

  /// Looks where now lies.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    let now = CivilTime(ms: entry.nowMs)
    if contains(now) { return .pass }
    return .reject(
      "outside_window",
      entry.evidence(
        Evidence(
          .word("day", now.weekday.rawValue), .word("time", ParameterReader.timeText(minutes: now.minuteOfDay)),
          required: .word("from", ParameterReader.timeText(minutes: fromMinute)),
          .word("to", ParameterReader.timeText(minutes: toMinute)))))
  }

  private func contains(_ now: CivilTime) -> Bool {
    let minute = now.minuteOfDay
    if fromMinute < toMinute { return minute >= fromMinute && minute < toMinute && days.contains(now.weekday) }
    return minute >= fromMinute && days.contains(now.weekday)
      || minute < toMinute && days.contains(now.weekday.previous)
  }
}

extension TradingWindowRule {
  // The moment of the examples is a Wednesday, 01:46:40 UTC.
  private static func at(_ hour: Int64, _ minute: Int64, daysLater: Int64 = 0) -> EntryContext {
    .example(nowMs: 1_774_396_800_000 + ((daysLater * 24 + hour) * 60 + minute) * 60_000)
  }

  /// What is stricter.
  public static let limits: [RuleLimit] = [
    .steps(
      "days", loosestFirst: [.words(["mon", "tue", "wed"]), .words(["tue", "wed"]), .words(["wed"])],
      with: ["from": .word("22:00"), "to": .word("06:00")]),
    .steps(
      "from", loosestFirst: [.word("00:00"), .word("08:00"), .word("11:59")], with: ["to": .word("12:00")]),
    .steps(
      "to", loosestFirst: [.word("24:00"), .word("20:00"), .word("08:01")], with: ["from": .word("08:00")]),
    // A window that wraps midnight grows smaller from both ends as well.
    .steps(
      "from", loosestFirst: [.word("20:00"), .word("22:00"), .word("23:59")], with: ["to": .word("02:00")]),
    .steps(
      "to", loosestFirst: [.word("19:59"), .word("08:00"), .word("00:01")], with: ["from": .word("20:00")]),
  ]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    RuleExample("the first minute is in", #"{"from": "08:00", "to": "20:00"}"#, at(8, 0), .pass),
    RuleExample(
      "the minute before it is not", #"{"from": "08:00", "to": "20:00"}"#, at(7, 59), .reject, "outside_window"),
    RuleExample("the last minute is in", #"{"from": "08:00", "to": "20:00"}"#, at(19, 59), .pass),
    RuleExample(
      "the end is not part of the window", #"{"from": "08:00", "to": "20:00"}"#, at(20, 0), .reject,
      "outside_window"),
    RuleExample(
      "a day that is not listed is out", #"{"days": ["mon", "tue"], "from": "08:00", "to": "20:00"}"#, at(12, 0),
      .reject, "outside_window"),
    RuleExample(
      "a listed day is in", #"{"days": ["mon", "wed"], "from": "00:00", "to": "24:00"}"#, at(23, 59), .pass),
    RuleExample(
      "a window may wrap midnight: late", #"{"from": "22:00", "to": "02:00"}"#, at(22, 0), .pass),
    RuleExample(
      "a window may wrap midnight: early", #"{"from": "22:00", "to": "02:00"}"#, at(1, 59), .pass),
    RuleExample(
      "a wrapped window ends", #"{"from": "22:00", "to": "02:00"}"#, at(2, 0), .reject, "outside_window"),
    RuleExample(
      "a wrapped window has not begun", #"{"from": "22:00", "to": "02:00"}"#, at(21, 59), .reject,
      "outside_window"),
    RuleExample(
      "the early part belongs to the day before", #"{"days": ["tue"], "from": "22:00", "to": "02:00"}"#, at(1, 0),
      .pass),
    RuleExample(
      "and not to its own", #"{"days": ["wed"], "from": "22:00", "to": "02:00"}"#, at(1, 0), .reject,
      "outside_window"),
    RuleExample(
      "the late part belongs to its own day", #"{"days": ["wed"], "from": "22:00", "to": "02:00"}"#, at(23, 0), .pass),
  ]
}

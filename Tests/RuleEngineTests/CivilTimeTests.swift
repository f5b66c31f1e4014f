import Foundation
import RuleEngine
import TestSupport
import Testing

/// Moments as dates, against Foundation's calendar.
@Suite struct CivilTimeTests {
  private let calendar: Calendar

  init() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "GMT"))
    self.calendar = calendar
  }

  private func expectAgreement(_ ms: Int64) throws {
    var (seconds, rest) = ms.quotientAndRemainder(dividingBy: 1000)
    if rest < 0 { (seconds, rest) = (seconds - 1, rest + 1000) }
    let date = Date(timeIntervalSince1970: TimeInterval(seconds))
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second, .weekday], from: date)
    let (hour, minute) = (try #require(parts.hour), try #require(parts.minute))
    let weekdays: [CivilTime.Weekday] = [.sun, .mon, .tue, .wed, .thu, .fri, .sat]
    let time = CivilTime(ms: ms)
    #expect(time.year == parts.year && time.month == parts.month && time.day == parts.day, "\(ms)")
    #expect(time.weekday == weekdays[try #require(parts.weekday) - 1], "\(ms)")
    #expect(time.minuteOfDay == hour * 60 + minute, "\(ms)")
    #expect(time.millisecondOfDay == (hour * 60 + minute) * 60_000 + (parts.second ?? 0) * 1000 + Int(rest), "\(ms)")
    let text = date.ISO8601Format()
    let fraction = String(1000 + rest).dropFirst()
    #expect(time.iso8601 == text.dropLast() + ".\(fraction)Z", "\(ms)")
    #expect(time.date == text.prefix(10), "\(ms)")
  }

  private func ms(_ year: Int, _ month: Int, _ day: Int) throws -> Int64 {
    let date = try #require(calendar.date(from: DateComponents(year: year, month: month, day: day)))
    return Int64(date.timeIntervalSince1970) * 1000
  }

  @Test func `agrees with the calendar at any moment from 1900 to 2200`() throws {
    var random = SplitMix64(seed: 51)
    let span = try ms(1900, 1, 1)..<ms(2200, 1, 1)
    for _ in 0..<1500 { try expectAgreement(Int64.random(in: span, using: &random)) }
  }

  @Test func `agrees on the days about the end of every February and every year`() throws {
    for year in 1899...2201 {
      for start in [try ms(year, 2, 28), try ms(year, 3, 1), try ms(year, 1, 1)] {
        for moment in [start - 1, start, start + 86_399_999] {
          #expect(CivilTime(ms: moment).iso8601.prefix(19) == foundation(moment).prefix(19))
        }
      }
    }
  }

  private func foundation(_ ms: Int64) -> String {
    let seconds = ms < 0 ? (ms - 999) / 1000 : ms / 1000
    return Date(timeIntervalSince1970: TimeInterval(seconds)).ISO8601Format()
  }

  @Test func `knows which centuries have a leap day`() throws {
    for (year, day) in [(1900, "1900-03-01"), (2000, "2000-02-29"), (2100, "2100-03-01"), (2024, "2024-02-29")] {
      #expect(CivilTime(ms: try ms(year, 2, 28) + 86_400_000).date == day)
    }
  }

  @Test func `writes moments as the verdicts and the log do`() {
    #expect(CivilTime(ms: 0).iso8601 == "1970-01-01T00:00:00.000Z")
    #expect(CivilTime(ms: 0).weekday == .thu)
    #expect(CivilTime(ms: -1).iso8601 == "1969-12-31T23:59:59.999Z")
    #expect(CivilTime(ms: -1).weekday == .wed)
    #expect(CivilTime(ms: 1_774_400_000_000).iso8601 == "2026-03-25T00:53:20.000Z")
    #expect(CivilTime(ms: 1_774_403_200_007).iso8601 == "2026-03-25T01:46:40.007Z")
    #expect(CivilTime(ms: 951_782_400_000).date == "2000-02-29")
  }

  @Test func `knows the first and the last moment that there are`() {
    #expect(CivilTime(ms: .min).iso8601 == "-292275055-05-16T16:47:04.192Z")
    #expect(CivilTime(ms: .max).iso8601 == "292278994-08-17T07:12:55.807Z")
    #expect(CivilTime(ms: .min).weekday == .sun && CivilTime(ms: .max).weekday == .sun)
  }

  @Test func `begins a day at midnight and ends it a millisecond before the next`() {
    let midnight = 1_774_396_800_000 as Int64
    #expect(CivilTime(ms: midnight).millisecondOfDay == 0)
    #expect(CivilTime(ms: midnight).minuteOfDay == 0)
    #expect(CivilTime(ms: midnight - 1).millisecondOfDay == 86_399_999)
    #expect(CivilTime(ms: midnight - 1).minuteOfDay == 1439)
    #expect(CivilTime(ms: midnight - 1).weekday == CivilTime(ms: midnight).weekday.previous)
  }

  @Test func `walks back through the week`() {
    var day = CivilTime.Weekday.mon
    var seen: [CivilTime.Weekday] = []
    for _ in 0..<7 {
      seen.append(day)
      day = day.previous
    }
    #expect(seen == [.mon, .sun, .sat, .fri, .thu, .wed, .tue])
    #expect(day == .mon)
  }
}

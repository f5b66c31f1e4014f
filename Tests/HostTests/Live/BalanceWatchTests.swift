import LoopbackExchange
import RuleEngine
import Testing

@testable import Host

/// When a balance is asked for, and what is kept and said of the answers.
@Suite struct BalanceWatchTests {
  @Test func `the first question is due at once, each further one 30 s after the one before`() {
    var watch = PollWatch(everyMs: BalanceAnswer.everyMs)
    #expect(watch.msUntilDue(nowMs: 5000) == 0)
    watch.asked(nowMs: 5000)
    #expect(watch.msUntilDue(nowMs: 5000) == 30_000)
    // However it was answered, and however long that took.
    _ = watch.note(Result<BalanceAnswer, ExchangeFault>.failure(.network(.timedOut)))
    #expect(watch.msUntilDue(nowMs: 15_000) == 20_000)
    #expect(watch.msUntilDue(nowMs: 34_999) == 1)
    #expect(watch.msUntilDue(nowMs: 35_000) == 0)
    #expect(watch.msUntilDue(nowMs: 99_000) == 0)
  }

  @Test func `in an hour so little is asked that the limit of REST is not felt`() {
    var watch = PollWatch(everyMs: BalanceAnswer.everyMs)
    var questions = 0
    for nowMs in stride(from: Int64(0), to: 3_600_000, by: 100) where watch.msUntilDue(nowMs: nowMs) == 0 {
      watch.asked(nowMs: nowMs)
      questions += 1
    }
    #expect(questions == 120)
    // A weight of 2 each, beside that of the books.
    #expect(MinuteBudget.bookWeight.limit + questions * 2 / 60 <= 1200)
  }

  @Test func `a balance grows old by the clock that does not jump`() {
    var books = LiveBooks()
    func balance(wallMs: Int64, monotonicMs: Int64) -> AvailableBalance? {
      books.snapshot(of: [], at: ClockReading(wallMs: wallMs, monotonicMs: monotonicMs)).balance
    }
    #expect(balance(wallMs: 1_000_000, monotonicMs: 7000) == nil)
    books.keep(usd("123.4"), at: ClockReading(wallMs: 1_000_001, monotonicMs: 7001))
    #expect(balance(wallMs: 1_000_001, monotonicMs: 7001)?.ageMs(now: 1_000_001) == 0)
    let later = balance(wallMs: 9_000_000, monotonicMs: 97_002)
    #expect(later?.amountUSD == "123.4")
    #expect(later?.ageMs(now: 9_000_000) == 90_001)
    books.keep(usd("5"), at: ClockReading(wallMs: 9_000_001, monotonicMs: 97_003))
    #expect(
      balance(wallMs: 9_000_001, monotonicMs: 97_003) == AvailableBalance(amountUSD: "5", receivedMs: 9_000_001))
  }

  @Test func `a balance that comes in the millisecond of a signal, but after it, is seen from the next one on`() {
    var books = LiveBooks()
    let now = ClockReading(wallMs: 1_000_000, monotonicMs: 7000)
    books.keep(usd("1"), at: now)
    #expect(books.snapshot(of: [], at: now).balance?.amountUSD == "1")
    for amount in ["2", "3"] as [ExactDecimal] { books.keep(usd(amount), at: now) }
    #expect(books.snapshot(of: [], at: now).balance?.amountUSD == "1")
    let next = books.snapshot(of: [], at: ClockReading(wallMs: 1_000_001, monotonicMs: 7001))
    #expect(next.balance == AvailableBalance(amountUSD: "3", receivedMs: 1_000_001))
  }

  @Test func `a change is said once, whichever way it goes`() {
    var watch = PollWatch(everyMs: BalanceAnswer.everyMs)
    let answers: [Result<BalanceAnswer, ExchangeFault>] = [
      .failure(.status(500)), .failure(.unreadable), .success(usd("1")), .success(usd("2")), .success(usd("1")),
      .failure(.network(.timedOut)), .failure(.status(429)), .success(usd("3")),
    ]
    let notices = answers.map { watch.note($0) }
    #expect(
      notices == [.failed(.status(500)), nil, .known, nil, nil, .failed(.network(.timedOut)), nil, .known])
  }

  private func usd(_ amount: ExactDecimal) -> BalanceAnswer { BalanceAnswer(amountUSD: amount) }

  private func read(
    _ body: String, status: Int = 200, of address: String = AccountTexts.address
  ) throws -> Result<BalanceAnswer, ExchangeFault> {
    BalanceAnswer.read(
      RESTResponse(status: status, body: Array(body.utf8)), of: try #require(AccountAddress(address)))
  }

  @Test(arguments: [("13104.514502", "13104.514502"), ("0.0", "0"), ("0.00000001", "0.00000001"), ("-3.5", "-3.5")])
  func `what may be withdrawn is read to the last digit`(text: String, amount: String) throws {
    #expect(try read(ExchangeTexts.account(text, timeMs: 1)).get().amountUSD.description == amount)
  }

  @Test(arguments: [
    "", "null", "[]", "{}", #"{"withdrawable":null}"#, #"{"withdrawable":12.5}"#, #"{"withdrawable":""}"#,
    #"{"withdrawable":"NaN"}"#, #"{"withdrawable":"1e400"}"#, #"{"withdrawable":"12.5""#, "Failed to deserialize",
  ])
  func `an answer without a balance is a fault`(_ body: String) throws {
    #expect(try read(body) == .failure(.unreadable))
  }

  @Test(arguments: [204, 302, 422, 429, 500]) func `another status is a fault, whatever stands below it`(_ status: Int)
    throws
  {
    #expect(try read(ExchangeTexts.account("5", timeMs: 1), status: status) == .failure(.status(status)))
  }

  @Test(arguments: [
    ("1000000000000", true), ("-1000000000000", true), ("1000000000000.000000000000000001", false), ("1e13", false),
    ("-1000000000001", false), ("1e19", false), ("170141183460469231731", false), ("-170141183460469231731", false),
  ])
  func `an amount that no account has is no balance`(text: String, isBalance: Bool) throws {
    let answer = try read(ExchangeTexts.account(text, timeMs: 1))
    #expect((answer != .failure(.unreadable)) == isBalance)
  }

  @Test(arguments: [
    #"{"withdrawable":"5","withdrawable":"500"}"#, #"{"withdrawable":"5","withdrawable":"5"}"#,
    #"{"time":1,"withdrawable":"5","time":1}"#, #"{"error":"rate limited","withdrawable":"5"}"#,
    #"{"withdrawable":"5","error":null}"#, #"{"withdrawable":"5","user":"0x0000000000000000000000000000000000000001"}"#,
    #"{"withdrawable":"5","user":null}"#, #"{"withdrawable":"5","time":"1"}"#, #"{"withdrawable":"5","time":-1}"#,
    #"{"withdrawable":"5","time":1.5}"#, #"{"withdrawable":"5","time":9223372036855}"#,
    #"{"withdrawable":"5","time":null}"#,
  ])
  func `an answer that contradicts itself or is about something else is a fault`(_ body: String) throws {
    #expect(try read(body) == .failure(.unreadable))
  }

  @Test func `an answer may name the account that was asked for, in letters of any case`() throws {
    for user in [AccountTexts.address, AccountTexts.address.lowercased()] {
      #expect(try read(#"{"withdrawable":"5","user":"\#(user)"}"#) == .success(usd("5")))
    }
  }

  @Test(
    arguments: [
      // The exchange's time, the age now and 40 s later, each from the time that is further from now.
      (1_000_000, 0, 40_000), (999_000, 1000, 41_000), (400_000, 600_000, 640_000), (1_001_000, 0, 40_000),
      (1_002_000, 0, 40_000), (1_002_001, -2001, 40_000), (9_000_000, -8_000_000, -7_960_000),
    ] as [(Int64, Int64, Int64)])
  func `the exchange's own time counts where it is older, or too far ahead`(
    timeMs: Int64, ageMs: Int64, laterMs: Int64
  ) throws {
    var answer = try read(ExchangeTexts.account("5", timeMs: timeMs)).get()
    answer.receivedMs = 1_000_000
    let now = answer.balance(nowMs: 1_000_000)
    #expect(now.ageMs(now: 1_000_000) == ageMs)
    #expect(now.isStale(now: 1_000_000, maxAgeMs: 90_000) == (ageMs < -2000 || ageMs > 90_000))
    #expect(answer.balance(nowMs: 1_040_000).ageMs(now: 1_040_000) == laterMs)
  }
}

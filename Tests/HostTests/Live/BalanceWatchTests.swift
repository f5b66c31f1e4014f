import LoopbackExchange
import RuleEngine
import Testing

@testable import Host

/// When a balance is asked for, and what is kept and said of the answers.
@Suite struct BalanceWatchTests {
  @Test func `the first question is due at once, each further one 30 s after the one before`() {
    var watch = BalanceWatch()
    #expect(watch.msUntilDue(nowMs: 5000) == 0)
    watch.asked(nowMs: 5000)
    #expect(watch.msUntilDue(nowMs: 5000) == 30_000)
    // However it was answered, and however long that took.
    _ = watch.take(.failure(.network(.timedOut)), nowMs: 15_000)
    #expect(watch.msUntilDue(nowMs: 15_000) == 20_000)
    #expect(watch.msUntilDue(nowMs: 34_999) == 1)
    #expect(watch.msUntilDue(nowMs: 35_000) == 0)
    #expect(watch.msUntilDue(nowMs: 99_000) == 0)
  }

  @Test func `in an hour so little is asked that the limit of REST is not felt`() {
    var watch = BalanceWatch()
    var questions = 0
    for nowMs in stride(from: Int64(0), to: 3_600_000, by: 100) where watch.msUntilDue(nowMs: nowMs) == 0 {
      watch.asked(nowMs: nowMs)
      questions += 1
    }
    #expect(questions == 120)
    // A weight of 2 each, beside that of the books.
    #expect(MinuteBudget.bookWeight.limit + questions * 2 / 60 <= 1200)
  }

  @Test func `a balance grows old by the clock that does not jump, and a failure changes nothing of it`() {
    var watch = BalanceWatch()
    #expect(watch.balance(nowMs: 1_000_000, monotonicMs: 7000) == nil)
    _ = watch.take(.success("123.4"), nowMs: 7000)
    #expect(watch.balance(nowMs: 1_000_000, monotonicMs: 7000)?.ageMs(now: 1_000_000) == 0)
    _ = watch.take(.failure(.status(429)), nowMs: 37_000)
    let later = watch.balance(nowMs: 9_000_000, monotonicMs: 97_001)
    #expect(later?.amountUSD == "123.4")
    #expect(later?.ageMs(now: 9_000_000) == 90_001)
    _ = watch.take(.success("5"), nowMs: 98_000)
    #expect(
      watch.balance(nowMs: 9_000_000, monotonicMs: 98_000) == AvailableBalance(amountUSD: "5", receivedMs: 9_000_000))
  }

  @Test func `a change is said once, whichever way it goes`() {
    var watch = BalanceWatch()
    let answers: [Result<ExactDecimal, BalanceWatch.Fault>] = [
      .failure(.status(500)), .failure(.unreadable), .success("1"), .success("2"), .success("1"),
      .failure(.network(.timedOut)), .failure(.status(429)), .success("3"),
    ]
    let notices = answers.map { watch.take($0, nowMs: 0) }
    #expect(
      notices == [.failed(.status(500)), nil, .known, nil, nil, .failed(.network(.timedOut)), nil, .known])
  }

  private func read(_ body: String, status: Int = 200) -> Result<ExactDecimal, BalanceWatch.Fault> {
    BalanceWatch.read(RESTResponse(status: status, body: Array(body.utf8)))
  }

  @Test(arguments: [("13104.514502", "13104.514502"), ("0.0", "0"), ("0.00000001", "0.00000001"), ("-3.5", "-3.5")])
  func `what may be withdrawn is read to the last digit`(text: String, amount: String) throws {
    #expect(try read(ExchangeTexts.account(text, timeMs: 1)).get().description == amount)
  }

  @Test(arguments: [
    "", "null", "[]", "{}", #"{"withdrawable":null}"#, #"{"withdrawable":12.5}"#, #"{"withdrawable":""}"#,
    #"{"withdrawable":"NaN"}"#, #"{"withdrawable":"1e400"}"#, #"{"withdrawable":"12.5""#, "Failed to deserialize",
  ])
  func `an answer without a balance is a fault`(_ body: String) {
    #expect(read(body) == .failure(.unreadable))
  }

  @Test(arguments: [204, 302, 422, 429, 500]) func `another status is a fault, whatever stands below it`(_ status: Int)
  {
    #expect(read(ExchangeTexts.account("5", timeMs: 1), status: status) == .failure(.status(status)))
  }
}

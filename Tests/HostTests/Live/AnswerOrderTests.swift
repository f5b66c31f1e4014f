import TestSupport
import Testing

@testable import Host

/// Answers in the order of the questions.
@Suite struct AnswerOrderTests {
  private func line(_ number: Int) -> [UInt8] { Array("\(number)".utf8) }

  @Test func `an answer to the oldest question is sent at once, another waits for those before it`() {
    var order = AnswerOrder()
    let tickets = (0..<4).map { _ in order.ask() }
    #expect(order.answer(tickets[2], with: line(2)).isEmpty)
    #expect(order.openCount == 4)
    #expect(order.answer(tickets[0], with: line(0)) == [line(0)])
    #expect(order.openCount == 3)
    #expect(order.answer(tickets[1], with: line(1)) == [line(1), line(2)])
    #expect(order.openCount == 1)
    #expect(order.answer(tickets[3], with: line(3)) == [line(3)])
    #expect(order.openCount == 0)
  }

  @Test func `an empty answer keeps its place and holds nobody up`() {
    var order = AnswerOrder()
    let tickets = (0..<3).map { _ in order.ask() }
    #expect(order.answer(tickets[1], with: []).isEmpty)
    #expect(order.answer(tickets[2], with: line(2)).isEmpty)
    #expect(order.answer(tickets[0], with: line(0)) == [line(0), [], line(2)])
  }

  @Test func `a ticket that was answered and sent, or never given, changes nothing`() {
    var order = AnswerOrder()
    let first = order.ask()
    let second = order.ask()
    #expect(order.answer(first, with: line(0)) == [line(0)])
    #expect(order.answer(first, with: line(9)).isEmpty)
    #expect(order.answer(second + 1, with: line(9)).isEmpty)
    #expect(order.answer(second, with: line(1)) == [line(1)])
  }

  @Test func `whatever the order of finding, every answer is sent once and in the order of asking`() {
    var random = SplitMix64(seed: 32)
    for _ in 0..<200 {
      var order = AnswerOrder()
      var open: [(ticket: AnswerOrder.Ticket, number: Int)] = []
      var sent: [[UInt8]] = []
      var asked = 0
      for _ in 0..<60 {
        if Bool.random(using: &random) || open.isEmpty {
          open.append((order.ask(), asked))
          asked += 1
        } else {
          let (ticket, number) = open.remove(at: Int.random(in: 0..<open.count, using: &random))
          sent += order.answer(ticket, with: line(number))
        }
        // What is sent is everything before the oldest question without an answer.
        #expect(sent == (0..<(open.map(\.number).min() ?? asked)).map(line))
        #expect(order.openCount == asked - sent.count)
      }
    }
  }
}

/// Keeps the answers to one client in the order of its questions, whatever the order in which they are found.
struct AnswerOrder {
  /// The place of a question.
  typealias Ticket = Int

  private var answers: [[UInt8]?] = []
  private var firstTicket = 0

  /// How many questions are not answered yet, or wait behind one that is not.
  var openCount: Int { answers.count }

  /// Takes a question.
  mutating func ask() -> Ticket {
    answers.append(nil)
    return firstTicket + answers.count - 1
  }

  /// Takes the answer to a question, and gives all that may be sent now.
  mutating func answer(_ ticket: Ticket, with line: [UInt8]) -> [[UInt8]] {
    let index = ticket - firstTicket
    guard answers.indices.contains(index) else { return [] }
    answers[index] = line
    let ready = answers.prefix { $0 != nil }.compactMap(\.self)
    answers.removeFirst(ready.count)
    firstTicket += ready.count
    return ready
  }
}

internal import RuleEngine

/// A line that is no signal but a command: `{"command":"status"}`.
enum HostCommand: Hashable {
  /// With what was answered since the start, where that is asked for.
  case status(answers: Bool = false)
  case reload
  case verdicts(last: Int)
  case halt(why: String, untilMs: Int64?)
  case resume
  /// A command that is not known, or that says something wrong: the reason.
  case unknown(String)

  private static let names = ["status", "reload", "verdicts", "halt", "resume"]

  /// Reads a line; nil where it is no command.
  init?(_ line: UnsafeRawBufferPointer) {
    // A signal is not read twice: only what has the word in it can be a command.
    guard HostCommand.mentionsCommand(line), let value = try? JSONValue(parsing: line), let command = value["command"]
    else { return nil }
    switch command.string {
    case "status": self = .status(answers: value["answers"]?.bool == true)
    case "reload": self = .reload
    case "resume": self = .resume
    case "verdicts":
      let last = value["last"]
      guard let count = last.map(HostCommand.count) ?? 10 else {
        self = .unknown("\"last\" is a whole number from 1 to 10000")
        return
      }
      self = .verdicts(last: count)
    case "halt":
      guard let why = value["why"]?.string, !why.isEmpty else {
        self = .unknown("\"why\" is missing: say why entries are halted")
        return
      }
      let until = value["until"].flatMap { $0.isNull ? nil : $0 }
      guard let until else {
        self = .halt(why: why, untilMs: nil)
        return
      }
      guard let ms = until.whole, ms > 0, ms <= JSONScanner.maxTimeMs else {
        self = .unknown("\"until\" is milliseconds since 1970")
        return
      }
      self = .halt(why: why, untilMs: ms)
    case let name?: self = .unknown("no command named \"\(name)\"; \(NearestName(to: name, among: HostCommand.names))")
    case nil: self = .unknown("\"command\" is a string")
    }
  }

  /// Whether a line may be a command; a signal with that word in it is one of the few that may and are none.
  static func mentionsCommand(_ line: UnsafeRawBufferPointer) -> Bool {
    let word = Array("\"command\"".utf8)
    guard line.count >= word.count else { return false }
    for start in 0...(line.count - word.count) where line[start] == word[0] {
      if line[start..<start + word.count].elementsEqual(word) { return true }
    }
    return false
  }

  private static func count(_ value: JSONValue) -> Int? {
    guard let number = value.whole, (1...10_000).contains(number) else { return nil }
    return Int(number)
  }
}

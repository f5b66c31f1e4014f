internal import RuleEngine

/// How much a log line matters.
enum LogLevel: String, CaseIterable, Comparable {
  case debug, info, warning, error

  static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .debug: 0
    case .info: 1
    case .warning: 2
    case .error: 3
    }
  }
}

/// How log lines are written.
enum LogFormat: String, CaseIterable {
  case text, json
}

/// A message with the pipeline's now.
struct LogEntry: Hashable {
  let level: LogLevel
  let timeMs: Int64
  let message: String
  /// Whether it says what is wrong with a line of the input: that is written at every level, and as text begins with its
  /// place, as compilers write it for editors and scripts.
  var isReport = false
  /// The signal that it is about, where JSON is to name it; the text's messages are as the gates word them.
  var signalID: String?
}

/// Where log lines go.
protocol LogOutput {
  /// Takes a line with its end. A log that cannot be written stops nothing.
  func add(_ line: String)
}

extension TextOutput: LogOutput {
  func add(_ line: String) { try? write(line) }
}

/// A log that nobody reads.
struct NoLog: LogOutput {
  func add(_ line: String) {}
}

/// Writes log lines: `TIME LEVEL MESSAGE`, or a JSON object each.
struct Log {
  let level: LogLevel
  let format: LogFormat
  let output: any LogOutput

  /// Writes a line, where its level asks for it.
  func write(_ entry: LogEntry) {
    guard entry.level >= level || entry.isReport else { return }
    output.add(Log.line(entry, format))
  }

  static func line(_ entry: LogEntry, _ format: LogFormat) -> String {
    let time = CivilTime(ms: entry.timeMs).iso8601
    switch format {
    case .text where entry.isReport: return entry.message.printable + "\n"
    case .text: return "\(time) \(entry.level.rawValue.uppercased()) \(entry.message.printable)\n"
    case .json:
      var writer = JSONWriter()
      writer.object { writer in
        writer.member("time", time)
        writer.member("level", entry.level.rawValue)
        if let signalID = entry.signalID { writer.member("signal_id", signalID) }
        writer.member("message", entry.message)
      }
      return writer.text + "\n"
    }
  }
}

/// One client of the socket, as far as memory and order go: what it has said and not asked yet, how much of it is open,
/// and the answers that it has not taken.
struct ServedClient {
  /// How many questions of one client may be open: enough to share a transaction, and few enough that all clients' together
  /// are answered soon. Who asks next waits behind all of them.
  static let maxOpenQuestions = 64

  let descriptor: Int32
  /// Until when the client may stay although all places are taken; nil of one that has a place.
  var guestUntilMs: Int64?
  /// The answers on their way to the client.
  var backlog = AnswerBacklog()
  /// Whether the client has said all.
  private(set) var hasEnded = false

  /// Whether a command of the client is not answered yet.
  private(set) var isCommandOpen = false

  private var lines = LineAssembler()
  // Lines of at most one reading: while there are any, nothing is read.
  private var unasked: ArraySlice<(line: LineAssembler.Line, isCommand: Bool)> = []
  private var open = OpenQuestions(maxCount: maxOpenQuestions)

  init(descriptor: Int32, guestUntilMs: Int64? = nil) {
    self.descriptor = descriptor
    self.guestUntilMs = guestUntilMs
  }

  /// Whether the client has no place, and may ask commands alone.
  var isGuest: Bool { guestUntilMs != nil }

  /// Whether the next line is one that only who has a place may ask.
  var asksForVerdict: Bool { unasked.first?.isCommand == false }

  /// Whether the client waits for nothing.
  var isIdle: Bool { open.count == 0 && unasked.isEmpty && backlog.isEmpty }

  /// Whether more is to be read from the client.
  var mayRead: Bool { !hasEnded && unasked.isEmpty && mayAsk }

  /// Whether everything the client said is answered, and it has said all.
  var isDone: Bool { hasEnded && unasked.isEmpty && open.count == 0 && backlog.isEmpty }

  /// Takes what was read.
  mutating func take(_ bytes: UnsafeRawBufferPointer) { add(lines.take(bytes)) }

  /// Takes the end of what the client says.
  mutating func end() {
    hasEnded = true
    if let line = lines.takeRest() { add([line]) }
  }

  // Nothing answers a blank line: as an open question it would stay one.
  private mutating func add(_ new: [LineAssembler.Line]) {
    for line in new where !line.isBlank {
      unasked.append((line, line.bytes.withUnsafeBytes(HostCommand.mentionsCommand)))
    }
  }

  /// The next line, where it is no command and may be asked now.
  mutating func ask() -> LineAssembler.Line? {
    guard !isGuest, let next = unasked.first, !next.isCommand, mayAsk else { return nil }
    return askNext()
  }

  /// The next line, where it is a command and may be asked now: behind the answers to everything before it, and with
  /// nothing of this client behind it.
  mutating func command() -> LineAssembler.Line? {
    guard let next = unasked.first, next.isCommand, mayAsk, open.count == 0 else { return nil }
    isCommandOpen = true
    return askNext()
  }

  private mutating func askNext() -> LineAssembler.Line {
    defer { if unasked.isEmpty { unasked = [] } }
    let line = unasked.removeFirst().line
    open.ask(line)
    return line
  }

  private var mayAsk: Bool {
    !isCommandOpen && open.hasRoom && backlog.count < AnswerBacklog.pauseBytes
  }

  /// Takes the answers to some questions.
  mutating func answer(_ lines: [[UInt8]]) {
    open.answered(lines.count)
    if open.count == 0 { isCommandOpen = false }
    for line in lines { backlog.append(line) }
  }

  /// What a client that hung up has said and nobody has asked yet, without its commands, whose answers none would read.
  var lastWords: [LineAssembler.Line] { isGuest ? [] : unasked.filter { !$0.isCommand }.map(\.line) }
}

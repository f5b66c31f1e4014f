internal import RuleEngine

/// What the live host's one loop is told by the threads around it.
enum HostEvent: Sendable {
  /// A client said a line.
  case line(ClientID, LineAssembler.Line)
  /// A client will say no more.
  case closed(ClientID)
  /// Market data came or went: signals that wait for it may be looked at again.
  case market(MarketNotice)
  /// Something to log about what the threads do.
  case log(LogLevel, LocalizedText)
  /// The rules shall be read again, because a signal of the system said so, or the file changed.
  case reload
  /// The host shall end.
  case stop
}

extension HostEvent {
  var isStop: Bool { if case .stop = self { true } else { false } }
}

/// What happened to market data.
enum MarketNotice: Sendable {
  /// A feed came to live, or went down, which was logged.
  case feed(Feed, isLive: Bool)
  /// A feed's state changed; nothing to say.
  case changed
}

/// Who asked: standard input, or a client of the socket.
enum ClientID: Hashable, Sendable {
  case standardInput
  case socket(Int)

  /// What the client is called in messages.
  var name: String {
    switch self {
    case .standardInput: "<stdin>"
    case .socket(let number): "<client \(number)>"
    }
  }
}

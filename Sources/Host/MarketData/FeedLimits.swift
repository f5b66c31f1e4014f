/// The times and counts by which the market data connection is kept, in milliseconds unless said otherwise.
///
/// What the exchange does stands in its API documentation ("Websocket", "Timeouts and heartbeats", "Subscriptions").
enum FeedLimits {
  /// Between two pings. The server closes a connection to which it has sent nothing for 60 s, so that two of three pings
  /// may be lost.
  static let pingEveryMs: Int64 = 20_000
  /// How long a pong may take; after exactly that the connection is dead.
  static let pongWithinMs: Int64 = 10_000
  /// How long all feeds together may be silent; after exactly that the connection is dead. Books are sent again at least
  /// every 5.4 s even where nothing has changed, so this is nearly three books.
  static let allSilentMs: Int64 = 15_000
  /// How long one feed may at least be silent; longer, and it is subscribed to again.
  static let oneSilentMs: Int64 = 15_000
  /// How long a connection may take to open. A peer that accepts and says nothing would else be waited for forever.
  static let openWithinMs: Int64 = 10_000
  /// How long a connection has to last, with a live feed, for the next backoff to begin from the start.
  static let stableAfterMs: Int64 = 10_000

  /// A connection that closes up to so long after a subscription, before the coin's first frame, points to that coin. A
  /// server closes the socket about 100 ms after a coin that it does not know.
  static let suspectWithinMs: Int64 = 2000
  /// How often a coin has to be the only suspect to be set aside. One may be a coincidence: connections drop on their own.
  static let strikesToSetAside = 2
  /// How long a coin is set aside.
  static let setAsideForMs: Int64 = 300_000

  /// How long the connection has to be down, exceeded, for books to be polled by REST.
  static let downBeforePollingMs: Int64 = 5000
  /// Between two polls of one feed.
  static let pollEveryMs: Int64 = 1000
  /// How long an answer by REST may take before the request counts as failed.
  static let answerWithinMs: Int64 = 10_000
  /// The weight of one `l2Book` request.
  static let bookWeight = 2
  /// How often a coin is asked for by REST before it is set aside, where REST does not answer.
  static let proofAttempts = 6

  /// Messages a minute that are kept for pings: 3 regular ones, and one for each connection opened with caution.
  static let messagesForPings = 30
  /// How many intervals in a row tell that books come too slowly, or in time again. One long interval is a hiccup.
  static let slowIntervals = 3

  /// Between two looks at the exchange's lists while a feed's coin is not on them.
  static let resolveAgainMs: Int64 = 300_000
  /// How old the lists may grow before a reconnection asks for them again.
  static let resolvedForMs: Int64 = 3_600_000
  /// How often the lists are asked for in a row, where REST does not answer.
  static let resolveAttempts = 6
}

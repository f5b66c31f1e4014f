internal import RuleEngine

/// What the market data connection has to do, in the order given.
enum FeedAction: Hashable {
  /// Open a new connection of this number; a report about it carries the number.
  case connect(connection: Int)
  /// Send a text frame over the open connection.
  case send(String)
  /// Close a connection. Nothing that it still reports counts.
  case close(connection: Int, DisconnectCause)
  /// Forget every book: the connection is gone, or is given up.
  case killAllBooks
  /// Forget the book of one feed.
  case killBook(Feed)
  /// Keep this book in place of the one before. A book that is not named here is never kept, and does not belong into a
  /// recording: a replay keeps whatever it reads.
  case applyBook(BookFrame, Quote.Source)
  /// The feed has a book again, after `applyBook`; or it comes another way than before.
  case feedLive(Feed, Quote.Source)
  /// The feed has no book any more, after `killBook` or `killAllBooks`.
  case feedDown(Feed, FeedDownCause)
  /// The connection has been down for more than 5 s: polling begins. For log and status; each poll is asked for alone.
  case startRestPolling
  /// Every feed is live again: polling is over.
  case stopRestPolling
  /// Ask REST for the book, and report `polled`.
  case pollBook(coinID: String, request: Int)
  /// Ask REST for the book to see whether the exchange knows the coin, and report `proved`.
  case proveCoin(coinID: String, request: Int)
  /// Tell the operator; each state once.
  case warn(FeedWarning)
}

/// Why a connection ended.
enum DisconnectCause: Hashable {
  /// The peer or the network closed it.
  case closed(code: UInt16?)
  /// It did not open in time.
  case openTimeout
  /// A ping was not answered in time.
  case noPong
  /// No feed had a book for too long.
  case silent
  /// No feed is needed, or none can be subscribed to.
  case notNeeded
}

/// Why a feed has no book.
enum FeedDownCause: Hashable {
  case disconnected(DisconnectCause)
  /// The feed alone was silent for too long.
  case silent
  case setAside(SetAsideCause)
  /// The exchange's name of the book has changed, or is not known any more.
  case coinChanged
  /// No enabled entry needs it any more.
  case notNeeded
}

/// Why a coin is not subscribed to for a few minutes.
enum SetAsideCause: Hashable {
  /// REST does not know it.
  case unknownCoin
  /// REST does not answer.
  case noAnswer
  /// The socket closes when it is subscribed to.
  case closesSocket
  /// The server refuses the subscription with an error frame.
  case refused
}

/// What the operator has to know.
enum FeedWarning: Hashable {
  /// A coin is set aside; it is tried again every few minutes without another word.
  case setAside(Feed, coinID: String, SetAsideCause)
  /// Books come too slowly for the feed's `max_age_ms`: the server may ignore `fast`.
  case booksSlow(Feed, intervalMs: Int64, maxAgeMs: Int64)
  /// They come in time again.
  case booksInTime(Feed)
  /// An error frame that is not harmless, its first 200 characters; the first of each connection.
  case serverError(String)
}

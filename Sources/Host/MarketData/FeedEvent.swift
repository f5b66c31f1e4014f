internal import RuleEngine

/// A feed that enabled entries need.
struct FeedNeed: Hashable {
  let feed: Feed
  /// The exchange's name of the book; nil while it is not known.
  var coinID: String?
  /// The least `max_age_ms` of the entries that read the feed.
  var maxAgeMs: Int64
}

/// What a text frame of the WebSocket is to the connection.
enum FeedFrame: Hashable {
  /// A book of the `l2Book` channel.
  case book(BookFrame)
  /// `subscriptionResponse`. It repeats the subscription with defaults filled in and can come twice: it says that the
  /// server serves, and no more.
  case subscriptionAck
  /// The answer to a ping.
  case pong
  /// The text of the `error` channel.
  case error(String)
  /// Another channel, or what is no frame at all: greetings, garbage.
  case other
}

/// What happens to the market data connection.
enum FeedEvent: Hashable {
  /// The host begins: the connection is made when a coin is proved.
  case start([FeedNeed])
  /// After a reload: all that is needed now. Feeds that stay keep their books.
  case needsChanged([FeedNeed])
  /// The exchange's lists name a feed's book, another one than before, or none.
  case resolved(Feed, coinID: String?)
  /// A connection that was asked for stands.
  case opened(connection: Int)
  /// A text frame came.
  case frame(FeedFrame, connection: Int)
  /// A connection ended, or could not be made. The code is nil where the peer sent none.
  case closed(connection: Int, code: UInt16?)
  /// What REST said to `proveCoin`.
  case proved(request: Int, Proof)
  /// What REST said to `pollBook`: a book, or nil for anything else.
  case polled(request: Int, BookFrame?)
  /// Time has passed.
  case tick
  /// The host ends.
  case stop

  /// What a REST `l2Book` says of a coin.
  enum Proof: Hashable {
    /// A book, if an empty one.
    case known
    /// `null`: to subscribe to it would close the socket.
    case unknown
    /// No answer, or none that can be read.
    case failed
  }
}

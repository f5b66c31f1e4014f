internal import RuleEngine

/// The newest living book of each feed, as the connection's actions leave them: what live verdicts take their quotes from.
struct KeptBooks {
  /// A book with the monotonic time at which it came, in milliseconds.
  private struct Kept {
    let book: BookFrame
    let source: Quote.Source
    let receivedMs: Int64
  }

  private var kept: [Feed: Kept] = [:]

  /// Keeps or forgets what an action says.
  ///
  /// - Parameters:
  ///   - needs: which book serves which feed.
  ///   - nowMs: the monotonic time, in milliseconds.
  mutating func perform(_ action: FeedAction, needs: [FeedNeed], nowMs: Int64) {
    switch action {
    case .killAllBooks: kept.removeAll(keepingCapacity: true)
    case .killBook(let feed): kept[feed] = nil
    case .applyBook(let book, let source):
      for need in needs where need.coinID == book.coinID {
        kept[need.feed] = Kept(book: book, source: source, receivedMs: nowMs)
      }
    case .connect, .send, .close, .feedLive, .feedDown, .startRestPolling, .stopRestPolling, .pollBook, .proveCoin,
      .warn:
      break
    }
  }

  /// The living quotes of some feeds.
  ///
  /// Ages are measured by the clock that does not jump, and count back from the one on the wall.
  ///
  /// - Parameters:
  ///   - nowMs: the clock on the wall, in milliseconds since 1970 UTC.
  ///   - monotonicMs: the monotonic time of the same moment.
  func quotes(of feeds: [Feed], nowMs: Int64, monotonicMs: Int64) -> Quotes {
    var quotes = Quotes()
    for feed in feeds {
      guard let kept = kept[feed] else { continue }
      quotes[feed] = kept.book.quote(receivedMs: nowMs - (monotonicMs - kept.receivedMs), source: kept.source)
    }
    return quotes
  }
}

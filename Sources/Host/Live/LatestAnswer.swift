internal import RuleEngine

/// What was received at a moment, which is set when it is kept.
protocol Received: Sendable {
  /// In milliseconds since 1970 UTC.
  var receivedMs: Int64 { get set }
}

extension AssetContext: Received {}

/// The newest of the exchange's answers, and the one before, as long as the last snapshot's millisecond has not passed.
struct LatestAnswer<Answer: Received> {
  private(set) var newest: Answer
  private let before: Answer?

  /// - Parameters:
  ///   - old: what was kept so far.
  ///   - snapshotMs: the moment of the last snapshot.
  init(_ new: Answer, atMs: Int64, after old: LatestAnswer?, snapshotMs: Int64) {
    newest = new
    newest.receivedMs = atMs
    before = old.flatMap { $0.seen(atMs: snapshotMs) }
  }

  private init(_ newest: Answer) { (self.newest, before) = (newest, nil) }

  /// The answer that a snapshot of a moment sees.
  func seen(atMs nowMs: Int64) -> Answer? { newest.receivedMs <= nowMs ? newest : before }

  /// Both, in the order they came.
  var all: [Answer] { [before, newest].compactMap(\.self) }

  /// The newest alone, received so much later: its age stays what it is where the clock has jumped.
  func moved(byMs: Int64) -> LatestAnswer {
    var moved = newest
    moved.receivedMs += byMs
    return LatestAnswer(moved)
  }
}

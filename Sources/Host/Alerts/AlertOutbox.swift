/// The alerts that wait for their webhook, in a table of the store.
///
/// Two connections use it: the host's adds alerts in the transaction of the records they are about, the sender's takes
/// them away. The table is bounded: where it is full the oldest goes that is not about a signal, and it is counted.
final class AlertOutbox {
  /// How many alerts are kept, whatever became of them.
  static let maxRows: Int64 = 10_000

  private let connection: SQLiteConnection
  private let maxRows: Int64
  private let insert: SQLiteStatement
  private let selectFirst: SQLiteStatement
  private let selectSpan: SQLiteStatement
  private let count: SQLiteStatement

  /// An alert that waits.
  struct Row: Hashable {
    let number: Int64
    let message: AlertMessage
    /// How often the webhook has refused it.
    let attempts: Int64
  }

  /// How many alerts wait, and how many will not be sent: refused too often, or dropped because there were too many.
  struct Counts: Hashable {
    var pending: Int64 = 0
    var failed: Int64 = 0
  }

  init(_ connection: SQLiteConnection, maxRows: Int64 = AlertOutbox.maxRows) throws(SQLiteError) {
    self.connection = connection
    self.maxRows = maxRows
    insert = try connection.prepare("INSERT INTO outbox (time, kind, about_signal, text, json) VALUES (?,?,?,?,?)")
    selectFirst = try connection.prepare(
      """
      SELECT number, time, kind, text, json, attempts FROM outbox WHERE state = 'pending' ORDER BY number LIMIT 1
      """)
    selectSpan = try connection.prepare("SELECT max(number) - min(number) + 1 FROM outbox")
    count = try connection.prepare("SELECT count(*) FROM outbox")
  }

  /// Adds alerts. The caller begins the transaction and ends it.
  func add(_ messages: [AlertMessage]) throws(SQLiteError) {
    for message in messages {
      try insert.run([
        .integer(message.timeMs), .text(message.kind.rawValue), .integer(message.kind.isAboutSignal ? 1 : 0),
        .text(message.text), .text(message.json),
      ])
    }
    try trim()
  }

  private func trim() throws(SQLiteError) {
    // Numbers only grow, so that most of the time nothing needs to be counted.
    guard try value(selectSpan) > maxRows else { return }
    let excess = try value(count) - maxRows
    guard excess > 0 else { return }
    // 'failed' sorts before 'pending': what has failed already is the least loss.
    try connection.prepare(
      """
      DELETE FROM outbox WHERE number IN
        (SELECT number FROM outbox ORDER BY state, about_signal, number LIMIT ?)
      """
    ).run([.integer(excess)])
    try connection.prepare("UPDATE outbox_dropped SET count = count + ?").run([.integer(excess)])
  }

  private func value(_ statement: SQLiteStatement) throws(SQLiteError) -> Int64 {
    try statement.bind([])
    let value = try statement.step() ? statement.integer(0) : 0
    // A statement that is left in the middle of its rows would hold a read transaction open.
    try statement.bind([])
    return value
  }

  /// The oldest alert that waits.
  func first() throws(SQLiteError) -> Row? {
    try selectFirst.bind([])
    guard try selectFirst.step() else { return nil }
    let kind = AlertMessage.Kind(rawValue: selectFirst.text(2) ?? "") ?? .signal
    let row = Row(
      number: selectFirst.integer(0),
      message: AlertMessage(
        kind: kind, timeMs: selectFirst.integer(1), text: selectFirst.text(3) ?? "", json: selectFirst.text(4) ?? ""),
      attempts: selectFirst.integer(5))
    try selectFirst.bind([])
    return row
  }

  /// Takes away an alert that was delivered.
  func delivered(_ number: Int64) throws(SQLiteError) {
    try connection.prepare("DELETE FROM outbox WHERE number = ?").run([.integer(number)])
  }

  /// Counts a refusal of an alert; where it is the last, it is not tried again.
  func refused(_ number: Int64, isLast: Bool) throws(SQLiteError) {
    try connection.prepare("UPDATE outbox SET attempts = attempts + 1, state = ? WHERE number = ?")
      .run([.text(isLast ? "failed" : "pending"), .integer(number)])
  }

  func counts() throws(SQLiteError) -> Counts {
    let statement = try connection.prepare(
      """
      SELECT count(*) FILTER (WHERE state = 'pending'),
        count(*) FILTER (WHERE state = 'failed') + (SELECT count FROM outbox_dropped)
      FROM outbox
      """)
    guard try statement.step() else { return Counts() }
    return Counts(pending: statement.integer(0), failed: statement.integer(1))
  }
}

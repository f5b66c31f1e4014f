internal import RuleEngine

/// Which line of a recording goes into which file: a pure account of names, sizes and days.
struct RecordingFiles {
  /// Where a recording goes.
  enum Layout {
    /// Into files of a folder, a few for each recording: `20260325T005320123Z-1.market.00001.jsonl`.
    case folder
    /// Into one file, the market alone.
    case single(name: String)
  }

  /// What is to be done, in order. At most one file of each kind is open.
  enum Action: Hashable {
    case open(Kind, name: String)
    case write(Kind, [UInt8])
    /// The file is finished, and may be compressed.
    case close(Kind)
  }

  /// What stands in a file.
  enum Kind: String, CaseIterable {
    case market, signals
  }

  /// How large a file may become, in bytes: 64 MiB.
  static let maxPieceBytes = 64 << 20

  /// How many lines wait for the names of the spot books.
  static let maxHeadLines = 64

  private struct Piece {
    var bytes = 0
    let day: Int64
  }

  private struct Track {
    var session: Int
    var count = 0
    var piece: Piece?
  }

  private let layout: Layout
  private let maxPieceBytes: Int
  private var start: RecordingStart?
  private var spotCoins: [Coin: String] = [:]
  // Lines that wait for the first one that is not of the beginning: the spot books may have names by then.
  private var head: [RecordedLine] = []
  private var labels: [Int: String] = [:]
  private var market = Track(session: 0)
  private var signals = Track(session: 0)

  init(_ layout: Layout, maxPieceBytes: Int = maxPieceBytes) {
    self.layout = layout
    self.maxPieceBytes = maxPieceBytes
  }

  /// Takes an item.
  mutating func take(_ item: RecordedItem) -> [Action] {
    switch item {
    case .begin(let start): return begin(start)
    case .named(let names):
      guard names != spotCoins else { return [] }
      spotCoins = names
      // A file's first line names the books: what is named later begins another file.
      if case .folder = layout { return close(.market) }
      return []
    case .line(let line):
      if line.comesWithoutNames, spotCoins.isEmpty, !head.isEmpty, head.count < RecordingFiles.maxHeadLines {
        head.append(line)
        return []
      }
      return flushHead() + append(line.bytes, .market, atMs: line.atMs)
    case .signal(let signal):
      guard case .folder = layout, labels[signal.session] != nil else { return [] }
      var actions: [Action] = []
      // A recording without its market cannot be replayed, if nothing but its beginning stands there.
      if signal.session == start?.session { actions += flushHead() }
      if signals.session != signal.session {
        actions += close(.signals)
        signals = Track(session: signal.session)
        labels = labels.filter { $0.key >= signal.session }
      }
      return actions + append(signal.bytes, .signals, atMs: signal.nowMs)
    }
  }

  /// The end of all: the files are left as they are.
  mutating func finish() -> [Action] { flushHead() }

  /// Forgets the files, which could not be written.
  mutating func interrupted() {
    start = nil
    head = []
    labels = [:]
    market = Track(session: 0)
    signals = Track(session: 0)
  }

  private mutating func begin(_ start: RecordingStart) -> [Action] {
    var actions: [Action] = []
    if case .folder = layout {
      actions = flushHead() + close(.market)
      market = Track(session: start.session)
    }
    self.start = start
    spotCoins = start.spotCoins
    head = start.head
    labels[start.session] = CivilTime(ms: start.atMs).iso8601.filter { $0 != "-" && $0 != ":" && $0 != "." }
    return actions
  }

  private mutating func flushHead() -> [Action] {
    let lines = head
    head = []
    return lines.flatMap { append($0.bytes, .market, atMs: $0.atMs) }
  }

  private mutating func append(_ bytes: [UInt8], _ kind: Kind, atMs: Int64) -> [Action] {
    var actions: [Action] = []
    let day = atMs / 86_400_000
    if let piece = self[kind].piece, case .folder = layout,
      piece.day < day || piece.bytes > 0 && piece.bytes + bytes.count > maxPieceBytes
    {
      actions += close(kind)
    }
    if self[kind].piece == nil {
      self[kind].count += 1
      self[kind].piece = Piece(day: day)
      actions.append(.open(kind, name: name(kind)))
      if kind == .market { actions.append(.write(kind, header)) }
    }
    self[kind].piece?.bytes += bytes.count
    return actions + [.write(kind, bytes)]
  }

  private mutating func close(_ kind: Kind) -> [Action] {
    guard self[kind].piece != nil else { return [] }
    self[kind].piece = nil
    return [.close(kind)]
  }

  private func name(_ kind: Kind) -> String {
    if case .single(let name) = layout { return name }
    let track = self[kind]
    let number = String(track.count)
    let padded = String(repeating: "0", count: max(5 - number.count, 0)) + number
    return "\(labels[track.session] ?? "")-\(track.session).\(kind.rawValue).\(padded).jsonl"
  }

  private var header: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("recording", 1)
      if let network = start?.network { writer.member("network", network.rawValue) }
      if !spotCoins.isEmpty {
        writer.key("spot")
        writer.object { writer in
          for (coin, name) in spotCoins.sorted(by: { $0.key.name < $1.key.name }) {
            writer.member(named: coin.name, name)
          }
        }
      }
      if let chain = start?.chain { writer.member("chain", chain) }
    }
    return writer.bytes + [0x0A]
  }

  private subscript(_ kind: Kind) -> Track {
    get { kind == .market ? market : signals }
    set { if kind == .market { market = newValue } else { signals = newValue } }
  }
}

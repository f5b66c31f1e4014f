/// What waits to be written into a recording: bounded, so that a disk that does not keep up costs lines and not memory.
///
/// Once an item is lost none is taken until the queue is opened again, so that what has been taken is whole.
final class RecordingQueue: Sendable {
  private struct State {
    var items: [RecordedItem] = []
    var bytes = 0
    // The moment of the first item that was lost; nil while none is.
    var lostFromMs: Int64?
    var isFailing = false
    var isClosed = false
    var lostCount = 0
  }

  /// How much may wait, in bytes.
  let limitBytes: Int
  private let state = Lock(State())
  private let pipe: WakePipe

  init(limitBytes: Int = 32 << 20) throws(NetworkError) {
    self.limitBytes = limitBytes
    pipe = try WakePipe()
  }

  /// What a tape hands its items to.
  var sink: RecordingTape.Sink {
    RecordingTape.Sink(offer: { self.offer($0) }, reopen: { self.reopen() })
  }

  /// How many items were lost so far.
  var lostCount: Int { state.withLock { $0.lostCount } }

  /// Takes an item, or counts it as lost; never waits.
  func offer(_ item: RecordedItem) -> Bool {
    let (isTaken, isFirst) = state.withLock { state in
      guard state.lostFromMs == nil, !state.isClosed, state.bytes + item.byteCount <= limitBytes else {
        state.lostFromMs = state.lostFromMs ?? item.atMs ?? .max
        state.lostCount += 1
        return (false, false)
      }
      state.items.append(item)
      state.bytes += item.byteCount
      return (true, state.items.count == 1)
    }
    if isFirst { pipe.wake() }
    return isTaken
  }

  /// Takes items again, if there is room and they can be written: the moment of the first that was lost.
  func reopen() -> Int64? {
    state.withLock { state in
      guard let lostFromMs = state.lostFromMs, !state.isFailing, !state.isClosed, state.bytes <= limitBytes / 2 else {
        return nil
      }
      state.lostFromMs = nil
      return lostFromMs
    }
  }

  /// Takes all that waits; waits for it for at most `timeoutMs`. Nil at the end of all.
  func take(timeoutMs: Int64) -> [RecordedItem]? {
    if state.withLock({ $0.items.isEmpty && !$0.isClosed }) { pipe.wait(timeoutMs: timeoutMs) }
    return state.withLock { state in
      let items = state.items
      state.items = []
      state.bytes = 0
      return items.isEmpty && state.isClosed ? nil : items
    }
  }

  /// Notes that items could not be written: they are lost, and so is what waits.
  func failed(_ unwritten: [RecordedItem]) {
    state.withLock { state in
      let lost = unwritten + state.items
      state.items = []
      state.bytes = 0
      state.isFailing = true
      state.lostCount += lost.count
      let firstMs = lost.lazy.compactMap(\.atMs).first ?? .max
      state.lostFromMs = min(state.lostFromMs ?? .max, firstMs)
    }
  }

  /// Notes that items can be written again.
  func recovered() { state.withLock { $0.isFailing = false } }

  /// Takes nothing more; what waits is still written.
  func close() {
    state.withLock { $0.isClosed = true }
    pipe.wake()
  }
}

/// Several recordings as one, by receipt time; of equal times the recording named first comes first.
struct RecordingMerger {
  /// The recordings.
  let recordings: [Recording]

  init(_ recordings: [Recording]) { self.recordings = recordings }

  /// When the next event was received; nil at the end of all.
  var nextReceivedNs: Int64? { source?.next?.receivedNs }

  /// Takes the next event.
  func take() throws(HostError) -> Recording.Event? {
    guard let source, let event = source.next else { return nil }
    try source.advance()
    return event
  }

  private var source: Recording? {
    var earliest: Recording?
    for recording in recordings {
      guard let time = recording.next?.receivedNs else { continue }
      if let best = earliest?.next?.receivedNs, best <= time { continue }
      earliest = recording
    }
    return earliest
  }
}

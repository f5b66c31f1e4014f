/// Several recordings as one, by receipt time; of equal times the recording named first comes first.
struct RecordingMerger {
  /// The recordings.
  let recordings: [Recording]

  init(_ recordings: [Recording]) { self.recordings = recordings }

  /// When the next event was received; nil at the end of all.
  var nextReceivedNs: Int64? { source?.nextReceivedNs }

  /// Takes the next event, where it was received no later than `limitNs`.
  func take(until limitNs: Int64 = .max) throws(HostError) -> Recording.Event? {
    guard let source, let time = source.nextReceivedNs, time <= limitNs else { return nil }
    return try source.take()
  }

  private var source: Recording? {
    if recordings.count == 1 { return recordings[0] }
    var earliest: Recording?
    for recording in recordings {
      guard let time = recording.nextReceivedNs else { continue }
      if let best = earliest?.nextReceivedNs, best <= time { continue }
      earliest = recording
    }
    return earliest
  }
}

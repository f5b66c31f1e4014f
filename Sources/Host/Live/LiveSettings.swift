/// What can be set of a live host.
struct LiveSettings {
  var maxSignalAgeMs: Int64 = 30_000
  var maxSignalAheadMs: Int64 = 2000
  /// How long a signal waits for a feed that is dead.
  var feedWaitMs: Int64 = 2000
  /// How long signals wait for the first frames after the start.
  var startWaitMs: Int64 = 10_000
  /// From when on what an entry says is worth a word.
  var health = HealthLimits()
  /// Whose market data is read.
  var marketNetwork = Network.mainnet
  /// The WebSocket address it comes from, where that is not the network's own.
  var otherServer: String?
}

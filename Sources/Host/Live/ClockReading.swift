/// Both clocks of a host, read at one moment.
struct ClockReading {
  let wallMs: Int64
  let monotonicMs: Int64
  /// Whether the two were read together, and not with a pause of the thread between.
  var isSharp = true
}

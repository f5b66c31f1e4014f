#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The two clocks of a live host, passed to whoever needs them.
struct HostClock: Sendable {
  /// Milliseconds since 1970 UTC: what verdicts are dated with. It may jump.
  let wallMs: @Sendable () -> Int64
  /// Milliseconds since some moment: what durations are measured with. It never jumps, and goes on while the machine
  /// sleeps, so that what was known before is old afterwards.
  let monotonicMs: @Sendable () -> Int64

  /// The system's clocks.
  static let system = HostClock(
    wallMs: { HostClock.read(CLOCK_REALTIME) }, monotonicMs: { HostClock.read(HostClock.sleepless) })

  #if os(Linux)
    static let sleepless = clockid_t(CLOCK_BOOTTIME)
  #else
    // Darwin's goes on by itself.
    static let sleepless = CLOCK_MONOTONIC
  #endif

  /// How far apart the two clocks may be read to be compared, in milliseconds.
  private static let sharpMs: Int64 = 5

  /// How often they are read again where a pause of the thread came between.
  private static let rereads = 3

  /// Reads both.
  func read() -> ClockReading {
    var reading = readOnce()
    for _ in 0..<HostClock.rereads where !reading.isSharp { reading = readOnce() }
    return reading
  }

  private func readOnce() -> ClockReading {
    let beforeMs = monotonicMs()
    let wallMs = wallMs()
    let monotonicMs = monotonicMs()
    return ClockReading(
      wallMs: wallMs, monotonicMs: monotonicMs, isSharp: monotonicMs - beforeMs <= HostClock.sharpMs)
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}

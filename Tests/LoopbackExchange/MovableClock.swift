import Host

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The system's clocks, which a test may put forward, and a host's clock on the wall, which it may set wrong.
public final class MovableClock: Sendable {
  private let state = Lock((aheadMs: Int64(0), jumpMs: Int64(0)))

  /// Begins with the system's time.
  public init() {}

  /// What a host's clock on the wall says.
  public var wallMs: Int64 { MovableClock.read(CLOCK_REALTIME) + state.withLock { $0.aheadMs + $0.jumpMs } }
  /// What a host measures durations with.
  public var monotonicMs: Int64 { MovableClock.read(CLOCK_MONOTONIC) + state.withLock { $0.aheadMs } }
  /// What the exchange's clock says: nobody sets that one.
  public var exchangeMs: Int64 { MovableClock.read(CLOCK_REALTIME) + state.withLock { $0.aheadMs } }

  /// Lets time pass, everywhere.
  public func advance(_ ms: Int64) { state.withLock { $0.aheadMs += ms } }

  /// Sets the host's clock on the wall, as an operator or a time server does: other by so many milliseconds.
  public func jump(_ ms: Int64) { state.withLock { $0.jumpMs += ms } }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}

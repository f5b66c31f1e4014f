#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The clocks of the benchmarks.
enum BenchClock: String {
  /// The processor time of the thread: what other programs on the machine do hardly touches it.
  case processor
  /// The time that passes, for work that waits for a disk or for another thread.
  case wall

  /// Nanoseconds since some moment.
  func nowNs() -> Int64 {
    var time = timespec()
    clock_gettime(self == .processor ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

/// A seeded generator of random numbers: the same seed gives the same data on every machine and in every run.
///
/// The algorithm is Sebastiano Vigna's splitmix64, in the public domain.
struct BenchRandom {
  private var state: UInt64

  /// Begins a sequence.
  init(seed: UInt64) { state = seed }

  /// A whole number from 0 up to, but not including, `limit`.
  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  /// One of some elements.
  mutating func choice<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  /// A number of about a normal distribution around 0, in thousandths of its standard deviation.
  mutating func normalThousandths() -> Int { (0..<12).reduce(-6000) { sum, _ in sum + below(1001) } }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

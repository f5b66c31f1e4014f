import TestSupport

/// An input whose first bytes say how the rest is to be tried: a mode, then where the network cuts.
struct FuzzInput {
  let mode: UInt8
  let body: [UInt8]
  private let seed: UInt64

  init(_ input: [UInt8]) {
    mode = input.first ?? 0
    seed = UInt64(input.dropFirst().first ?? 0)
    body = Array(input.dropFirst(2))
  }

  /// The body in pieces; some are empty.
  var pieces: [[UInt8]] {
    var random = SplitMix64(seed: seed)
    var pieces: [[UInt8]] = []
    var rest = body[...]
    while !rest.isEmpty {
      let longest = [1, 3, 20, 400][Int.random(in: 0..<4, using: &random)]
      let count = Int.random(in: 0...longest, using: &random)
      pieces.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return pieces
  }

  /// The body byte by byte.
  var bytes: [[UInt8]] { body.map { [$0] } }
}

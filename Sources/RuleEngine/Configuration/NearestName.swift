/// The valid name that a wrong one was probably meant to be, or all of them where none is close.
public struct NearestName: Hashable, Sendable {
  /// The close name; nil where none is.
  public let nearest: String?
  /// All valid names, in the order given.
  public let valid: [String]

  /// Looks for the name closest to `wrong`.
  ///
  /// A name is close when its edit distance is at most a third of its length; among equals the first in the alphabet
  /// wins. Case is ignored, and two neighbours that changed places count as one edit (the optimal string alignment
  /// distance, a restriction of F. J. Damerau's of 1964).
  public init(to wrong: String, among valid: [String]) {
    self.valid = valid
    let target = Array(wrong.lowercased().unicodeScalars)
    var best: (distance: Int, name: String)?
    for name in valid.sorted() {
      let letters = Array(name.lowercased().unicodeScalars)
      let limit = letters.count / 3
      guard abs(letters.count - target.count) <= limit else { continue }
      let distance = NearestName.distance(letters, target)
      if distance <= limit, distance < best?.distance ?? .max { best = (distance, name) }
    }
    nearest = best?.name
  }

  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      for column in 0..<right.count {
        let substitution = last[column] + (left[row] == right[column] ? 0 : 1)
        var cost = min(substitution, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}

extension NearestName: CustomStringConvertible {
  /// `nearest is "min_spread"`, or `valid are "a", "b"`.
  public var description: String {
    if let nearest { return "nearest is \"\(nearest)\"" }
    if valid.isEmpty { return "none is valid here" }
    return "valid are " + valid.map { "\"\($0)\"" }.joined(separator: ", ")
  }
}

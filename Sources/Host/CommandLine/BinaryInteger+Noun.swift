extension BinaryInteger {
  /// The number with what it counts: `1 record`, `2 records`.
  func of(_ noun: String) -> String { self == 1 ? "1 \(noun)" : "\(self) \(noun)s" }
}

internal import RuleEngine

/// The first place in which two texts of JSON differ.
struct JSONDifference: Hashable {
  /// The path to the place, `outcomes[0].margin`; the number of a byte where the values are the same.
  let path: String
  /// What stands there in either text; nil where nothing does.
  let left: String?
  let right: String?

  /// Nil where the texts are the same, byte for byte.
  init?(_ left: [UInt8], _ right: [UInt8]) {
    guard left != right else { return nil }
    if let left = try? JSONValue(parsing: left), let right = try? JSONValue(parsing: right),
      let difference = JSONDifference.first(left, right, "")
    {
      self = difference
      return
    }
    let offset = zip(left, right).prefix { $0 == $1 }.count
    self.init(
      path: "byte \(offset + 1)", left: JSONDifference.text(left, offset), right: JSONDifference.text(right, offset))
  }

  private init(path: String, left: String?, right: String?) {
    self.path = path
    self.left = left
    self.right = right
  }

  private static func text(_ bytes: [UInt8], _ offset: Int) -> String? {
    offset < bytes.count ? String(decoding: bytes[offset...].prefix(40), as: UTF8.self) : nil
  }

  private static func first(_ left: JSONValue, _ right: JSONValue, _ path: String) -> JSONDifference? {
    switch (left.content, right.content) {
    case (.array(let left), .array(let right)):
      for index in 0..<max(left.count, right.count) {
        let one = index < left.count ? left[index] : nil
        let other = index < right.count ? right[index] : nil
        if let found = first(one, other, "\(path)[\(index)]") { return found }
      }
      return nil
    case (.object(let left), .object(let right)): return first(left, right, path.isEmpty ? "" : "\(path).")
    case (.scalar(let one), .scalar(let other)) where one == other: return nil
    default: return JSONDifference(path: path, left: left.oneLine, right: right.oneLine)
    }
  }

  private static func first(
    _ left: [JSONValue.Member], _ right: [JSONValue.Member], _ path: String
  ) -> JSONDifference? {
    for (one, other) in zip(left, right) {
      guard one.key == other.key else {
        // The key that stands on one side alone.
        let isExtra = !left.contains { $0.key == other.key }
        return isExtra ? first(nil, other.value, path + other.key) : first(one.value, nil, path + one.key)
      }
      if let found = first(one.value, other.value, path + one.key) { return found }
    }
    if let extra = left.dropFirst(right.count).first { return first(extra.value, nil, path + extra.key) }
    return right.dropFirst(left.count).first.flatMap { first(nil, $0.value, path + $0.key) }
  }

  private static func first(_ left: JSONValue?, _ right: JSONValue?, _ path: String) -> JSONDifference? {
    guard let left, let right else { return JSONDifference(path: path, left: left?.oneLine, right: right?.oneLine) }
    return first(left, right, path)
  }
}

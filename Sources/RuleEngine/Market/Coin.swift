/// A coin as the exchange spells it: `PURR`, `kPEPE`, `xyz:SP500`. Case matters.
public struct Coin: Hashable, Sendable {
  /// The name, matching `([a-z0-9]+:)?[A-Za-z0-9]+`.
  public let name: String

  // FNV-1a of the name's bytes, made while they are checked anyway: whoever looks coins up need not hash again.
  let nameHash: UInt64

  /// Makes a coin from its name.
  ///
  /// - Returns: nil where the name does not match `([a-z0-9]+:)?[A-Za-z0-9]+`.
  public init?(_ name: some StringProtocol) {
    guard let hash = Coin.hash(ofValid: name.utf8) else { return nil }
    self.name = String(name)
    nameHash = hash
  }

  /// The coin of a symbol: the text before the first `/`, else the symbol less a final `-PERP`.
  ///
  /// - Returns: nil where what remains is no coin's name.
  public init?(symbol: String) {
    if let slash = symbol.utf8.firstIndex(of: UInt8(ascii: "/")) {
      self.init(symbol[..<slash])
    } else if symbol.utf8.hasSuffix("-PERP") {
      // By bytes: a character may join the hyphen with the scalar before it.
      self.init(symbol[..<symbol.utf8.index(symbol.endIndex, offsetBy: -5)])
    } else {
      self.init(symbol)
    }
  }

  /// Whether two coins are the same.
  public static func == (left: Coin, right: Coin) -> Bool {
    left.nameHash == right.nameHash && left.name == right.name
  }

  /// Feeds the coin to a hasher: by its name, since `nameHash` could be made to collide by whoever chooses the names.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }

  static func isValid(_ name: some Sequence<UInt8>) -> Bool { hash(ofValid: name) != nil }

  /// The FNV-1a hash (G. Fowler, L. C. Noll, K.-P. Vo, 64 bits) of a valid name; nil of another one.
  private static func hash(ofValid name: some Sequence<UInt8>) -> UInt64? {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var hasVenue = false
    var count = 0
    var isLowercase = true
    for byte in name {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): count += 1
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        isLowercase = false
        count += 1
      case UInt8(ascii: ":"):
        guard !hasVenue, isLowercase, count > 0 else { return nil }
        hasVenue = true
        count = 0
      default: return nil
      }
    }
    return count > 0 ? hash : nil
  }
}

extension Coin: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}

extension Substring.UTF8View {
  fileprivate func hasSuffix(_ suffix: String) -> Bool { reversed().starts(with: suffix.utf8.reversed()) }
}

extension String.UTF8View {
  fileprivate func hasSuffix(_ suffix: String) -> Bool {
    count >= suffix.utf8.count && self[...].hasSuffix(suffix)
  }
}

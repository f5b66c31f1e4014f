/// A coin as the exchange spells it: `PURR`, `kPEPE`, `xyz:SP500`. Case matters.
public struct Coin: Hashable, Sendable {
  /// The name, matching `([a-z0-9]+:)?[A-Za-z0-9]+`.
  public let name: String

  // FNV-1a of the name's bytes, made while they are checked anyway: whoever looks coins up need not hash again.
  let nameHash: UInt64
  // The same of the name in lower case.
  let foldedHash: UInt64

  /// Makes a coin from its name.
  ///
  /// - Returns: nil where the name does not match `([a-z0-9]+:)?[A-Za-z0-9]+`.
  public init?(_ name: some StringProtocol) { self.init(owned: String(name)) }

  private init?(owned name: String) {
    var name = name
    guard let hashes = name.withUTF8({ Coin.hashes(ofValid: $0) }) else { return nil }
    self.name = name
    (nameHash, foldedHash) = hashes
  }

  /// Makes a coin from the bytes of its name; see `init(_:)`.
  public init?(_ name: UnsafeRawBufferPointer) {
    guard let hashes = Coin.hashes(ofValid: name.assumingMemoryBound(to: UInt8.self)) else { return nil }
    // A valid name is of ASCII.
    self.name = String(ascii: name)
    (nameHash, foldedHash) = hashes
  }

  /// The coin of a symbol: the text before the first `/`, else the symbol less a final `-PERP`.
  ///
  /// - Returns: nil where what remains is no coin's name.
  public init?(symbol: String) {
    var symbol = symbol
    guard let coin = symbol.withUTF8({ Coin(symbol: UnsafeRawBufferPointer($0)) }) else { return nil }
    self = coin
  }

  /// The coin of a symbol's bytes; see `init(symbol:)`.
  public init?(symbol: UnsafeRawBufferPointer) {
    var end = symbol.count
    if let slash = symbol.firstIndex(of: UInt8(ascii: "/")) {
      end = slash
    } else if symbol.count >= 5, symbol.suffix(5).elementsEqual("-PERP".utf8) {
      end -= 5
    }
    self.init(UnsafeRawBufferPointer(rebasing: symbol[..<end]))
  }

  /// Whether the name has these bytes.
  public func isNamed(_ bytes: UnsafeRawBufferPointer) -> Bool {
    // A string of Swift's own lends its bytes; the lengths are compared first, so none is read behind an end.
    name.utf8.withContiguousStorageIfAvailable { own in
      guard own.count == bytes.count else { return false }
      for index in 0..<own.count where own[index] != bytes[index] { return false }
      return true
    } ?? name.utf8.elementsEqual(bytes)
  }

  /// Whether two coins are the same.
  public static func == (left: Coin, right: Coin) -> Bool {
    left.nameHash == right.nameHash && left.name == right.name
  }

  /// Feeds the coin to a hasher: by its name, since `nameHash` could be made to collide by whoever chooses the names.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }

  static func isValid(_ name: some StringProtocol) -> Bool { Coin(name) != nil }

  private static let hashStart: UInt64 = 0xcbf2_9ce4_8422_2325
  private static let hashFactor: UInt64 = 0x100_0000_01b3

  private static func isCapital(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "A") < 26 }

  /// The FNV-1a hash of a name whose capital letters count as small ones.
  static func foldedHash(of name: String) -> UInt64 {
    var hash = hashStart
    for byte in name.utf8 { hash = (hash ^ UInt64(isCapital(byte) ? byte | 0x20 : byte)) &* hashFactor }
    return hash
  }

  /// The FNV-1a hash (G. Fowler, L. C. Noll, K.-P. Vo, 64 bits) of a valid name, and of its lower-case form; nil of
  /// another one.
  private static func hashes(ofValid name: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64)? {
    var (hash, folded) = (hashStart, hashStart)
    var hasVenue = false
    var count = 0
    var isLowercase = true
    for byte in name {
      hash = (hash ^ UInt64(byte)) &* hashFactor
      folded = (folded ^ UInt64(isCapital(byte) ? byte | 0x20 : byte)) &* hashFactor
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
    return count > 0 ? (hash, folded) : nil
  }
}

extension Coin: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}

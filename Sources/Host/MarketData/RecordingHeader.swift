internal import RuleEngine

/// The first line of a recording: `{"recording":1,"network":"mainnet","spot":{"PURR":"PURR/USDC"}}`.
struct RecordingHeader: Hashable {
  /// The exchange's names of spot books, by coin; empty where the header names none.
  let spotCoins: [Coin: String]

  /// Reads the header that stands next.
  init(next scanner: inout JSONScanner) throws {
    let value = try JSONValue(next: &scanner)
    guard value["recording"]?.number.flatMap({ ExactDecimal($0) }) == 1 else { throw RecordingFault.unknownVersion }
    let keys = (value.members ?? []).map(\.key)
    guard Set(keys).count == keys.count else { throw RecordingFault.duplicateKey }
    if let network = value["network"], !network.isNull {
      guard network.string.flatMap({ Network(rawValue: $0) }) != nil else { throw RecordingFault.unknownNetwork }
    }
    var spotCoins: [Coin: String] = [:]
    if let spot = value["spot"], !spot.isNull {
      guard let members = spot.members else { throw RecordingFault.malformedSpotCoins }
      for member in members {
        guard let coin = Coin(member.key), let id = member.value.string, !id.isEmpty, spotCoins[coin] == nil else {
          throw RecordingFault.malformedSpotCoins
        }
        spotCoins[coin] = id
      }
    }
    self.spotCoins = spotCoins
  }
}

/// Why a recording cannot be followed.
enum RecordingFault: Error, Hashable {
  /// Its first line names another version than 1.
  case unknownVersion
  /// Its first line names a key twice.
  case duplicateKey
  /// Its first line's `network` is neither mainnet nor testnet.
  case unknownNetwork
  /// Its first line's `spot` is not an object from coins to names.
  case malformedSpotCoins
  /// Two recordings name different spot books for a coin.
  case contradictorySpotCoins(Coin)
}

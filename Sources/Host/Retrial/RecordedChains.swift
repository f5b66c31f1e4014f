internal import RuleEngine

/// The chains that judged the records of a store, by their digests: made of the texts that the store keeps, or handed in.
struct RecordedChains {
  /// Why there is no chain for a digest.
  enum Absence: Error, Hashable {
    /// The store has no text of it, and it was not handed in.
    case unknown(digest: String)
    /// The text cannot be loaded: it names a rule that this program has not, or one that takes other parameters now.
    case unreadable(digest: String, why: String)
    /// The text is not the one that the digest names.
    case changed(digest: String)
  }

  private var chains: [String: Result<RuleChain, Absence>] = [:]

  /// The digests whose texts the store keeps.
  let stored: Set<String>
  /// The digests whose texts in the store are not what they name.
  private(set) var changed: [String] = []

  /// Loads what the store keeps; chains that are handed in come first.
  init(_ reader: StoreReader, handedIn: [RuleChain] = [], registry: RuleRegistry) throws(StoreError) {
    let loader = ChainLoader(registry: registry, environment: [:])
    let texts = try reader.rulesTexts()
    stored = Set(texts.map(\.digest))
    for (digest, text) in texts {
      guard "sha256:" + SHA256.hex(text) == digest else {
        changed.append(digest)
        chains[digest] = .failure(.changed(digest: digest))
        continue
      }
      chains[digest] = Result { () throws(Absence) in
        do {
          return try loader.load(canonical: text, name: digest)
        } catch {
          throw .unreadable(digest: digest, why: "\(error)")
        }
      }
    }
    for chain in handedIn { chains[chain.digest] = .success(chain) }
  }

  /// The chain with a digest.
  subscript(digest: String) -> Result<RuleChain, Absence> { chains[digest] ?? .failure(.unknown(digest: digest)) }

  /// Every chain, or why there is none.
  var all: [Result<RuleChain, Absence>] { Array(chains.values) }
}

internal import RuleEngine

/// The text of the rules that judged a record: what the digest in its verdict names.
///
/// It is kept once, with the first record that names the digest, so that a verdict can be evaluated again when the file of
/// rules is long another one.
struct RulesText: Hashable {
  /// `sha256:` and 64 hexadecimal digits.
  let digest: String
  /// The canonical text: the effective rules, without variables, descriptions and white space.
  let bytes: [UInt8]

  init(_ chain: RuleChain) {
    digest = chain.digest
    bytes = chain.canonicalText
  }
}

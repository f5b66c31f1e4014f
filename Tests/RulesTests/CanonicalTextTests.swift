import RuleEngine
import Rules
import TestSupport
import Testing

/// The canonical text of a chain, from which it can be loaded again.
@Suite struct CanonicalTextTests {
  private static let loader = try? ChainLoader(registry: RuleRegistry(BuiltInRules.all), environment: [:])

  private func expectSame(_ rules: String) throws {
    let loader = try #require(Self.loader)
    let chain = try loader.load(SourceText(name: "rules.json", bytes: Array(rules.utf8)))
    let text = chain.canonicalText
    #expect("sha256:" + SHA256.hex(text) == chain.digest)
    let again = try loader.load(canonical: text, name: chain.digest)
    #expect(again.digest == chain.digest && again.canonicalText == text, "\(rules)")
  }

  /// Every rule with the parameters of each of its examples.
  private static let leaves = BuiltInRules.all.flatMap { type in
    type.examples.map { "\"rule\":\"\(type.identifier)\",\"params\":\($0.parameters)" }
  }

  @Test(arguments: leaves)
  func `a rule is loaded from it as it was`(leaf: String) throws {
    try expectSame(#"{"version":1,"chain":[{\#(leaf),"scope":{"coins":["PURR"]}}]}"#)
  }

  @Test(arguments: 0..<200)
  func `any chain is loaded from it as it was`(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    var names = 0
    func node(_ depth: Int) -> String {
      names += 1
      var members = ["\"id\":\"n-\(names)\""]
      let coins = ["[\"PURR\"]", "[\"HYPE\",\"PURR\",\"xyz:TSLA\"]"].randomElement(using: &random) ?? ""
      var scope = ["\"coins\":\(coins)"]
      if Bool.random(using: &random) { scope.append(#""pairs":["PURR|*","HYPE"]"#) }
      if Bool.random(using: &random) { scope.append(#""strategies":["b \"期\"","a*"]"#) }
      if Bool.random(using: &random) { scope.append(#""directions":["short"]"#) }
      members.append("\"scope\":{\(scope.joined(separator: ","))}")
      if Bool.random(using: &random) { members.append(#""description":"why""#) }
      let kind = depth > 2 ? 0 : Int.random(in: 0..<6, using: &random)
      switch kind {
      case 3: members.append("\"not\":\(node(depth + 1))")
      case 4, 5:
        let children = (0..<Int.random(in: 1...3, using: &random)).map { _ in node(depth + 1) }
        members.append("\"\(kind == 4 ? "all" : "any")\":[\(children.joined(separator: ","))]")
      default: members.append(Self.leaves.randomElement(using: &random) ?? "")
      }
      if depth == 0 {
        if Bool.random(using: &random) { members.append(#""enabled":{"env":"X","default":false}"#) }
        if Bool.random(using: &random) { members.append(#""mode":"shadow","review_by":"2099-01-01""#) }
        if Bool.random(using: &random) { members.append(#""on_unavailable":"allow""#) }
      }
      return "{\(members.joined(separator: ","))}"
    }
    func list() -> String { (0..<Int.random(in: 1...3, using: &random)).map { _ in node(0) }.joined(separator: ",") }
    let review = Bool.random(using: &random) ? ",\"risk_review\":[\(list())]" : ""
    try expectSame("{\"version\":1,\"chain\":[\(list())]\(review)}")
  }
}

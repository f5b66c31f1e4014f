import RuleEngine
import Testing

/// The digest changes with the effective rules and with nothing else.
@Suite struct ChainLoaderDigestTests {
  /// A file with one of everything.
  private static let reference = #"""
    {"$schema":"s","version":1,"chain":[
    {"id":"l","rule":"limit","enabled":true,"mode":"enforce","on_unavailable":"reject","scope":{"coins":["PURR","HYPE"],
    "pairs":["PURR|*"],"directions":["long"],"strategies":["x","y"]},
    "params":{"max":0.01,"share":0.5,"count":3,"ceiling":2,"side":"short","letters":["a","b"]}},
    {"id":"c","any":[{"id":"s1","rule":"say","params":{"says":"reject"}},{"id":"s2","not":{"id":"s3","rule":"say"}}]}],
    "risk_review":[{"id":"r","rule":"say","scope":{"coins":["PURR"]}}]}
    """#

  private func digest(replacing old: String, by new: String, _ environment: [String: String] = [:]) throws -> String {
    let reference = ChainLoaderDigestTests.reference
    try #require(reference.contains(old), "the reference has no \(old)")
    let parts = reference.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    return try Loading.chain(parts.joined(separator: new), environment).digest
  }

  @Test func `is sha256 and 64 hexadecimal digits, the same each time`() throws {
    let digest = try Loading.chain(ChainLoaderDigestTests.reference).digest
    let digits = digest.dropFirst("sha256:".count)
    #expect(digest.hasPrefix("sha256:") && digits.count == 64)
    #expect(digits.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
    #expect(try Loading.chain(ChainLoaderDigestTests.reference).digest == digest)
  }

  @Test(arguments: [
    (#""$schema":"s","#, ""), (#""$schema":"s""#, #""$schema":"other""#),
    ("{\"id\":\"l\"", "\n\t { \"id\" :\r\n\"l\" "),
    (#""version":1"#, #""version":1.0"#), (#"{"id":"l","#, #"{"id":"l","description":"why","#),
    (#"{"id":"s1","#, #"{"description":"why","id":"s1","#),
    (#"{"id":"l","rule":"limit","#, #"{"rule":"limit","id":"l","#),
    (#""max":0.01,"share":0.5"#, #""share":0.5,"max":0.01"#), (#""max":0.01"#, #""max":1e-2"#),
    (#""max":0.01"#, #""max":0.010000000"#), (#""count":3"#, #""count":3.0"#),
    (#"["PURR","HYPE"]"#, #"["HYPE","PURR"]"#),
    (#"["PURR","HYPE"]"#, #"["HYPE","PURR","HYPE"]"#), (#"["x","y"]"#, #"["y","x"]"#), (#"["a","b"]"#, #"["b","a"]"#),
    (#"["a","b"]"#, #"["b","a","b"]"#), (#""enabled":true,"#, ""), (#""mode":"enforce","#, ""),
    (#""on_unavailable":"reject","#, ""), (#"{"id":"s3","rule":"say"}"#, #"{"id":"s3","rule":"say","params":{}}"#),
    (#"{"id":"s3","rule":"say"}"#, #"{"id":"s3","rule":"say","params":{"says":"pass"}}"#),
    (#"{"id":"s3","rule":"say"}"#, #"{"id":"s3","rule":"say","scope":{}}"#),
    (#"{"id":"s3","rule":"say"}"#, #"{"id":"s3","rule":"\u0073ay"}"#),
    (#"{"id":"s3","rule":"say"}"#, #"{"rule":"say","id":"s3"}"#),
  ])
  func `does not change with the way the file is written`(old: String, new: String) throws {
    #expect(try digest(replacing: old, by: new) == Loading.chain(ChainLoaderDigestTests.reference).digest)
  }

  @Test(arguments: [
    (#""max":0.01"#, #""max":{"env":"V"}"#, "0.01"), (#""max":0.01"#, #""max":{"env":"V","default":7}"#, "1e-2"),
    (#""max":0.01"#, #""max":{"env":"V","default":0.01}"#, ""), (#""enabled":true"#, #""enabled":{"env":"V"}"#, "TRUE"),
    (#""mode":"enforce""#, #""mode":{"env":"V","default":"shadow"}"#, "enforce"),
    (#""letters":["a","b"]"#, #""letters":{"env":"V","default":["c"]}"#, "b,a"),
    (#""side":"short""#, #""side":{"env":"V"}"#, "short"),
  ])
  func `does not tell a variable from a literal`(old: String, new: String, value: String) throws {
    #expect(
      try digest(replacing: old, by: new, ["V": value]) == Loading.chain(ChainLoaderDigestTests.reference).digest)
  }

  @Test(arguments: [
    (#""id":"l""#, #""id":"l2""#), (#""id":"s3""#, #""id":"s4""#), (#""enabled":true"#, #""enabled":false"#),
    (#""mode":"enforce""#, #""mode":"shadow""#), (#""on_unavailable":"reject""#, #""on_unavailable":"allow""#),
    (#""max":0.01"#, #""max":0.010000001"#), (#""share":0.5,"#, ""), (#""ceiling":2"#, #""ceiling":null"#),
    (#""side":"short""#, #""side":"long""#), (#"["a","b"]"#, #"["a"]"#), (#"["PURR","HYPE"]"#, #"["PURR"]"#),
    (#"["PURR","HYPE"]"#, #"["PURR","HYPE*"]"#), (#""pairs":["PURR|*"],"#, ""), (#"["long"]"#, #"["short"]"#),
    (#"["x","y"]"#, #"["x","Y"]"#), (#""any":"#, #""all":"#), (#""says":"reject""#, #""says":"unavailable""#),
    (#"{"id":"s3","rule":"say"}"#, #"{"id":"s3","rule":"say","scope":{"coins":["PURR"]}}"#),
    (#"{"id":"s3","rule":"say"}"#, #"{"id":"s3","rule":"paired","params":{"low":1}}"#),
    (#"{"id":"s1","rule":"say","params":{"says":"reject"}},"#, ""), (#"}],"#, #"},{"rule":"say"}],"#),
    ("]}],\n\"risk_review\":[", "]},"),
  ])
  func `changes with every effective change`(old: String, new: String) throws {
    #expect(try digest(replacing: old, by: new) != Loading.chain(ChainLoaderDigestTests.reference).digest)
  }

  @Test func `changes with the order of entries and of children`() throws {
    func file(_ ids: [String]) -> String {
      ids.map { "{\"id\":\"\($0)\",\"rule\":\"say\"}" }.joined(separator: ",")
    }
    #expect(
      try Loading.chain(Loading.file(file(["a", "b"]))).digest != Loading.chain(Loading.file(file(["b", "a"]))).digest)
    let children = [file(["a", "b"]), file(["b", "a"])].map { Loading.file("{\"all\":[\($0)]}") }
    #expect(try Loading.chain(children[0]).digest != Loading.chain(children[1]).digest)
  }

  @Test func `tells an id that is given from none by its text alone`() throws {
    let given = try Loading.chain(Loading.file(#"{"id":"say","rule":"say"}"#))
    #expect(try Loading.chain(Loading.file(#"{"rule":"say"}"#)).digest == given.digest)
  }
}

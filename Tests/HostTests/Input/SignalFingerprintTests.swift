@testable import Host
import RuleEngine
import TestSupport
import Testing

/// When two signals with one id are the same signal.
@Suite struct SignalFingerprintTests {
  private func fingerprint(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    SignalFingerprint.of(try SignalTexts.signal(text, sourceLocation: sourceLocation))
  }

  private static let members = [
    #""id":"s-1""#, #""time":1000"#, #""symbol":"PURR/USDC:USDC""#, #""base_symbol":"HYPE""#, #""direction":"long""#,
    #""strategy":"bands""#, #""z_score":-2.31"#, #""notional_usd":500"#, #""a":1"#, #""b":"x""#, #""c":true"#,
    #""d":null"#,
  ]
  private static let original = "{\(members.joined(separator: ","))}"

  @Test func `is that of the same fields in any order, with any white space`() throws {
    let original = try fingerprint(SignalFingerprintTests.original)
    #expect(original.count == 64)
    var random = SplitMix64(seed: 461)
    for _ in 0..<50 {
      let separator = [",", " , ", ",\t"].randomElement(using: &random) ?? ","
      let members = SignalFingerprintTests.members.shuffled(using: &random).joined(separator: separator)
      #expect(try fingerprint("{ \(members) }") == original)
    }
  }

  @Test(
    arguments: [
      (#""time":1000"#, #""time":2000"#), (#""time":1000"#, #""time":1e3"#),
      (#""z_score":-2.31"#, #""z_score":-231e-2"#),
      (#""z_score":-2.31"#, #""z_score":-2.3100"#), (#""notional_usd":500"#, #""notional_usd":5E2"#),
      (#""notional_usd":500"#, #""notional_usd":500.00"#), (#""a":1"#, #""a":1.0"#), (#""a":1"#, #""a":10e-1"#),
      (#""b":"x""#, #""b":"\u0078""#), (#""b":"x""#, #""\u0062":"x""#),
      (#""symbol":"PURR/USDC:USDC""#, #""symbol":"PURR\/USDC:USDC""#), (#""d":null"#, #""d":null,"event":"entry""#),
      (#""d":null"#, #""d":null,"reduce_only":false"#), (#""d":null"#, #""d":null,"market":{"perp":{"PURR":1}}"#),
    ])
  func `is that of the same fields however they are written, and at any time`(part: String, other: String) throws {
    let changed = SignalFingerprintTests.original.replacing(part, with: other)
    try #require(changed != SignalFingerprintTests.original)
    #expect(try fingerprint(changed) == fingerprint(SignalFingerprintTests.original))
  }

  @Test func `differs with every other field, and with the field one stands in`() throws {
    let changes = [
      (#""symbol":"PURR/USDC:USDC""#, #""symbol":"PURR/USDC""#),
      (#""symbol":"PURR/USDC:USDC""#, #""symbol":"PURR-PERP""#),
      (#""base_symbol":"HYPE""#, #""base_symbol":"BTC""#), (#""base_symbol":"HYPE","#, ""),
      (#""base_symbol":"HYPE""#, #""base":"HYPE""#), (#""direction":"long""#, #""direction":"short""#),
      (#""strategy":"bands""#, #""strategy":"Bands""#), (#""strategy":"bands","#, ""),
      (#""strategy":"bands""#, #""strategy":"""#),
      (#""z_score":-2.31"#, #""z_score":2.31"#), (#""z_score":-2.31"#, #""z_score":-2.310000000000000001"#),
      (#""z_score":-2.31,"#, ""), (#""z_score":-2.31"#, #""zscore":-2.31"#),
      (#""notional_usd":500"#, #""notional_usd":500.01"#),
      (#""notional_usd":500,"#, ""), (#""a":1"#, #""a":2"#), (#""a":1"#, #""a":"1""#), (#""a":1"#, #""a":true"#),
      (#""a":1"#, #""A":1"#), (#""a":1,"b":"x""#, #""b":1,"a":"x""#), (#""a":1,"#, ""),
      (#""b":"x""#, #""b":"x\u0000""#),
      (#""b":"x""#, #""b":"null""#), (#""c":true"#, #""c":false"#), (#""c":true"#, #""c":"true""#),
      (#""c":true"#, #""c":null"#),
      (#""d":null"#, #""d":0"#), (#""d":null"#, #""d":null,"e":null"#), (#""d":null"#, #""e":null"#),
    ]
    var seen: [String: String] = [try fingerprint(SignalFingerprintTests.original): SignalFingerprintTests.original]
    for (part, other) in changes {
      let changed = SignalFingerprintTests.original.replacing(part, with: other)
      try #require(changed != SignalFingerprintTests.original, "\(part)")
      let fingerprint = try fingerprint(changed)
      #expect(seen[fingerprint] == nil, "\(part) to \(other)")
      seen[fingerprint] = changed
    }
  }

  @Test func `tells whole numbers apart that a double does not`() throws {
    let big = { (text: String) in try fingerprint(SignalTexts.line(#""order":\#(text)"#)) }
    #expect(try big("9007199254740993") != big("9007199254740992"))
    #expect(try big("123456789012345678901234567890") != big("123456789012345678901234567891"))
    #expect(try big("0.1000000000000000000001") != big("0.1"))
    #expect(try big("1e400") != big("1e401"))
  }

  @Test func `cannot be made with a key that looks like another field`() throws {
    #expect(
      try fingerprint(SignalTexts.line(#""attribute x":1"#)) != fingerprint(SignalTexts.line(#""x":1"#)))
    #expect(
      try fingerprint(SignalTexts.line(#""a":"x\",\"attribute b\":\"y""#))
        != fingerprint(SignalTexts.line(#""a":"x","b":"y""#)))
  }
}

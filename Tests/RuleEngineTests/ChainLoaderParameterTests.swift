import RuleEngine
import Testing

/// Every fault of a parameter, and every fault of a value that comes from the environment.
@Suite struct ChainLoaderParameterTests {
  private static let maxWords = "expected a number from 0 to 100 (USD)"
  private static let switchWords = "chain[0].enabled: expected true or false"

  static let parameters = [
    FaultCase("‸{}", #": missing "max""#),
    FaultCase(#"‸{"share":0.5}"#, #": missing "max""#),
    FaultCase(#"{"max":1,‸"shar":0.1}"#, #".shar: unknown key; nearest is "share""#),
    FaultCase(
      #"{"max":1,‸"zzzzzz":1}"#,
      #".zzzzzz: unknown key; valid are "max", "share", "count", "ceiling", "side", "letters""#),
    FaultCase(#"{"max":1,‸"max":2}"#, ".max: duplicate key; each key stands once in an object"),
    FaultCase(#"{"max":‸"5"}"#, #".max: \#(maxWords), found the string "5""#),
    FaultCase(#"{"max":‸true}"#, ".max: \(maxWords), found true"),
    FaultCase(#"{"max":‸null}"#, ".max: \(maxWords), found null"),
    FaultCase(#"{"max":‸[5]}"#, ".max: \(maxWords), found a list"),
    FaultCase(#"{"max":‸-0.000000001}"#, ".max: \(maxWords), found -0.000000001"),
    FaultCase(#"{"max":‸100.000000001}"#, ".max: \(maxWords), found 100.000000001"),
    FaultCase(#"{"max":‸1e999}"#, ".max: \(maxWords), found 1e999"),
    FaultCase(#"{"max":‸1.0000000001}"#, ".max: \(maxWords), with at most 9 decimals, found 1.0000000001"),
    FaultCase(#"{"max":‸1e-10}"#, ".max: \(maxWords), with at most 9 decimals, found 1e-10"),
    FaultCase(#"{"max":0}"#), FaultCase(#"{"max":100}"#), FaultCase(#"{"max":1e2}"#),
    FaultCase(#"{"max":0.000000001}"#),
    FaultCase(
      #"{"max":1,"share":‸1}"#, ".share: expected a number above 0 and below 1 (fraction), found 1; 0.005 is 0.5 %"),
    FaultCase(
      #"{"max":1,"share":‸0}"#, ".share: expected a number above 0 and below 1 (fraction), found 0; 0.005 is 0.5 %"),
    FaultCase(#"{"max":1,"share":0.999999999}"#),
    FaultCase(#"{"max":1,"count":‸1.5}"#, ".count: expected a whole number from 1 to 10 (entries), found 1.5"),
    FaultCase(#"{"max":1,"count":‸11}"#, ".count: expected a whole number from 1 to 10 (entries), found 11"),
    FaultCase(#"{"max":1,"count":1.0}"#), FaultCase(#"{"max":1,"count":1e1}"#),
    FaultCase(#"{"max":1,"ceiling":‸0}"#, ".ceiling: expected a number above 0, up to 10, or null for none, found 0"),
    FaultCase(
      #"{"max":1,"ceiling":‸"null"}"#,
      #".ceiling: expected a number above 0, up to 10, or null for none, found the string "null""#),
    FaultCase(#"{"max":1,"ceiling":null}"#), FaultCase(#"{"max":1,"ceiling":10}"#),
    FaultCase(
      #"{"max":1,"side":‸"lnog"}"#,
      #".side: expected "long" or "short", found the string "lnog"; nearest is "long""#),
    FaultCase(#"{"max":1,"side":‸1}"#, #".side: expected "long" or "short", found 1"#),
    FaultCase(#"{"max":1,"letters":‸[]}"#, #".letters: expected a list of "a", "b" or "c", found an empty list"#),
    FaultCase(#"{"max":1,"letters":‸"a"}"#, #".letters: expected a list of "a", "b" or "c", found the string "a""#),
    FaultCase(
      #"{"max":1,"letters":["a",‸"d",‸1]}"#, #".letters[1]: expected "a", "b" or "c", found the string "d""#,
      #".letters[2]: expected "a", "b" or "c", found 1"#),
  ]

  @Test(arguments: parameters) func `checks every parameter`(example: FaultCase) throws {
    let entry = "{\"rule\":\"limit\",\"params\":\(example.text)}"
    try Loading.expect(Loading.file(entry), example.messages.map { "chain[0].params\($0)" })
  }

  @Test func `wants a missing parameter at the entry where there are no parameters at all`() throws {
    try Loading.expect(Loading.file(#" ‸{"rule":"limit"}"#), [#"chain[0].params: missing "max""#])
  }

  @Test(arguments: [
    ("\"9:30\"", "\"24:01\""), ("\"09:60\"", "\"25:00\""), ("\"24:00\"", "\"00:00 \""), ("\"09.30\"", "\"\""),
    ("\"+9:30\"", "\"-1:00\""), ("\"٠٩:٣٠\"", "\"09:3\""), ("930", "null"),
  ])
  func `checks times of day`(from: String, to: String) throws {
    func found(_ value: String) -> String { value.hasPrefix("\"") ? "the string \(value)" : value }
    try Loading.expect(
      Loading.file("{\"rule\":\"clock\",\"params\":{\"from\":‸\(from),\"to\":‸\(to)}}"),
      [
        #"chain[0].params.from: expected a time "HH:MM" from "00:00" to "23:59" (UTC), found \#(found(from))"#,
        #"chain[0].params.to: expected a time "HH:MM" from "00:00" to "24:00" (UTC), found \#(found(to))"#,
      ])
  }

  @Test func `accepts times of day from midnight to midnight`() throws {
    let values = try Loading.parameters(
      Loading.file(#"{"rule":"clock","params":{"from":{"env":"V","default":"00:00"},"to":"24:00"}}"#), ["V": "23:59"])
    #expect(values.map(\.value) == [.word("23:59"), .word("24:00")])
  }

  static let together = [
    FaultCase("‸{}", #"missing one of "low" and "high""#),
    FaultCase(#"{"low":‸5,"high":3}"#, ".low: expected a number up to high, found 5"),
    FaultCase(#"‸{"low":3,"high":3}"#, "low and high are the same"),
    FaultCase(#"{"low":‸10,"high":3}"#, ".low: expected a number from 0 to 9, or null for none, found 10"),
    FaultCase(#"{"low":3}"#), FaultCase(#"{"low":3,"high":4}"#),
  ]

  @Test(arguments: together) func `checks parameters that must go together`(example: FaultCase) throws {
    let entry = "{\"rule\":\"paired\",\"params\":\(example.text)}"
    let messages = example.messages.map { $0.hasPrefix(".") ? "chain[0].params\($0)" : "chain[0].params: \($0)" }
    try Loading.expect(Loading.file(entry), messages)
  }

  static let variables = [
    FaultCase(
      #"{"rule":"say","enabled":‸{"env":"V","default":false}}"#, #"\#(switchWords), found "yes" in the variable V"#,
      environment: ["V": "yes"]),
    FaultCase(
      #"{"rule":"say","enabled":‸{"env":"V","default":false}}"#, #"\#(switchWords), found " true" in the variable V"#,
      environment: ["V": " true"]),
    FaultCase(
      #"{"rule":"say","enabled":‸{"env":"V"}}"#, #"chain[0].enabled: missing "default"; the variable V is not set"#),
    FaultCase(
      #"{"rule":"say","enabled":‸{"env":"V"}}"#, #"chain[0].enabled: missing "default"; the variable V is not set"#,
      environment: ["V": ""]),
    FaultCase(
      #"{"rule":"say","enabled":{"env":"V","default":‸"false"}}"#,
      #"chain[0].enabled.default: expected true or false, found the string "false""#, environment: ["V": "true"]),
    FaultCase(
      #"{"rule":"say","enabled":‸{"env":"V","default":‸0}}"#, #"\#(switchWords), found "1" in the variable V"#,
      "chain[0].enabled.default: expected true or false, found 0", environment: ["V": "1"]),
    FaultCase(#"{"rule":"say","enabled":‸{"default":true}}"#, #"chain[0].enabled: missing "env""#),
    FaultCase(
      #"{"rule":"say","enabled":‸{"default":‸1}}"#, #"chain[0].enabled: missing "env""#,
      "chain[0].enabled.default: expected true or false, found 1"),
    FaultCase(
      #"{"rule":"say","enabled":{"env":‸5,"default":true}}"#,
      "chain[0].enabled.env: expected the name of an environment variable, found 5"),
    FaultCase(
      #"{"rule":"say","enabled":{"env":"V","default":true,‸"defualt":1}}"#,
      #"chain[0].enabled.defualt: unknown key; nearest is "default""#),
    FaultCase(
      #"{"rule":"say","mode":‸{"env":"V","default":"enforce"}}"#,
      #"chain[0].mode: expected "enforce" or "shadow", found "SHADOW" in the variable V; nearest is "shadow""#,
      environment: ["V": "SHADOW"]),
    FaultCase(
      #"{"rule":"limit","params":{"max":‸{"env":"V","default":1}}}"#,
      #"chain[0].params.max: \#(maxWords), found "0,5" in the variable V"#, environment: ["V": "0,5"]),
    FaultCase(
      #"{"rule":"limit","params":{"max":‸{"env":"V","default":1}}}"#,
      #"chain[0].params.max: \#(maxWords), found "101" in the variable V"#, environment: ["V": "101"]),
    FaultCase(
      #"{"rule":"limit","params":{"max":‸{"env":"TRADING_ALERT_WEBHOOK_URL","default":1}}}"#,
      #"chain[0].params.max: \#(maxWords), found a text that is not shown in the variable TRADING_ALERT_WEBHOOK_URL"#,
      environment: ["TRADING_ALERT_WEBHOOK_URL": "https://hooks.example/T0"]),
    FaultCase(
      #"{"rule":"say","mode":‸{"env":"My_Api_Key","default":"enforce"}}"#,
      #"chain[0].mode: expected "enforce" or "shadow", found a text that is not shown in the variable My_Api_Key; nearest is "shadow""#,
      environment: ["My_Api_Key": "shadov"]),
    FaultCase(
      #"{"rule":"limit","params":{"max":‸{"env":"V","default":1}}}"#,
      #"chain[0].params.max: \#(maxWords), found "null" in the variable V"#, environment: ["V": "null"]),
    FaultCase(
      #"{"rule":"limit","params":{"max":{"env":"V","default":‸"1"}}}"#,
      #"chain[0].params.max.default: \#(maxWords), found the string "1""#, environment: ["V": "5"]),
    FaultCase(
      #"{"rule":"limit","params":{"max":‸{"env":"V"}}}"#,
      #"chain[0].params.max: missing "default"; the variable V is not set"#, environment: ["v": "5"]),
    FaultCase(
      #"{"rule":"limit","params":{"max":1,"letters":‸{"env":"V","default":["a"]}}}"#,
      #"chain[0].params.letters: expected "a", "b" or "c", found "a,d" in the variable V"#, environment: ["V": "a,d"]),
    FaultCase(
      #"{"rule":"say","scope":{"coins":‸{"env":"V","default":["PURR"]}}}"#,
      "chain[0].scope.coins: expected a list of one or more names, found an object", environment: ["V": "PURR"]),
  ]

  @Test(arguments: variables) func `checks the variable's text and the default`(example: FaultCase) throws {
    try Loading.expect(Loading.file(example.text), example.messages, environment: example.environment)
  }

  @Test(
    arguments: [
      ([:], false), (["V": ""], false), (["V": "true"], true), (["V": "TRUE"], true), (["V": "tRuE"], true),
      (["V": "false"], false), (["V": "False"], false), (["V": "FALSE"], false),
    ] as [([String: String], Bool)])
  func `reads a switch from a variable without regard to case`(environment: [String: String], enabled: Bool) throws {
    let file = Loading.file(#"{"rule":"say","enabled":{"env":"V","default":false}}"#)
    #expect(try Loading.chain(file, environment).entries.map(\.isEnabled) == [enabled])
  }

  @Test(
    arguments: [
      ([:], "1"), (["V": ""], "1"), (["V": "2.50"], "2.5"), (["V": "1e1"], "10"),
    ] as [([String: String], ExactDecimal)])
  func `reads a number from a variable`(environment: [String: String], number: ExactDecimal) throws {
    let file = Loading.file(#"{"rule":"limit","params":{"max":{"env":"V","default":1}}}"#)
    #expect(try Loading.parameters(file, environment).first?.value == .number(number))
  }

  @Test func `has every parameter with the value in force, in the order of declaration`() throws {
    let file = Loading.file(
      #"{"rule":"limit","params":{"letters":{"env":"L"},"side":{"env":"S"},"ceiling":{"env":"C"},"max":7}}"#)
    let parameters = try Loading.parameters(file, ["L": "c, a,c", "S": "short", "C": "null"])
    #expect(parameters.map(\.name) == ["max", "share", "count", "ceiling", "side", "letters"])
    #expect(
      parameters.map(\.value) == [
        .number(7), .number("0.01"), .number(5), .none, .word("short"), .words(["a", "c"]),
      ])
  }
}

import Foundation
import RuleEngine
import Testing

/// What the JSON Schema says of rule types, those of another package included.
@Suite struct RulesSchemaTests {
  private let definitions: [String: Any]

  init() throws {
    let text = RulesSchema(try RuleRegistry(Loading.types)).text
    let schema = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    definitions = try #require(schema?["$defs"] as? [String: Any])
  }

  private func parameters(_ rule: String) throws -> [String: Any] {
    try #require(definitions["\(rule).params"] as? [String: Any])
  }

  /// A parameter's schema, less its description.
  private func parameter(_ name: String) throws -> NSDictionary {
    let properties = try #require(try parameters("limit")["properties"] as? [String: Any])
    var schema = try #require(properties[name] as? [String: Any])
    #expect((schema.removeValue(forKey: "description") as? String)?.contains(" It is ") == true)
    return schema as NSDictionary
  }

  private func setting(_ value: String, default text: String? = nil) throws -> NSDictionary {
    let fallback = #"{"description":"What holds where the variable is unset.",\#(value)}"#
    let variable = ##"{"env":{"$ref":"#/$defs/env"},"default":\##(fallback)}"##
    let object = #"{"type":"object","required":["env"],"additionalProperties":false,"properties":\#(variable)}"#
    let json = "{\(text.map { "\"default\":\($0)," } ?? "")\"anyOf\":[{\(value)},\(object)]}"
    return try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? NSDictionary)
  }

  @Test func `a parameter has its type, its range and its default, itself and from a variable`() throws {
    #expect(try parameter("max") == setting(#""type":"number","minimum":0,"maximum":100"#))
    #expect(
      try parameter("share")
        == setting(#""type":"number","exclusiveMinimum":0,"exclusiveMaximum":1"#, default: "0.01"))
    #expect(try parameter("count") == setting(#""type":"integer","minimum":1,"maximum":10"#, default: "5"))
    #expect(
      try parameter("ceiling")
        == setting(#""type":["number","null"],"exclusiveMinimum":0,"maximum":10"#, default: "null"))
    #expect(try parameter("side") == setting(#""enum":["long","short"]"#, default: #""long""#))
    #expect(
      try parameter("letters")
        == setting(#""type":"array","minItems":1,"items":{"enum":["a","b","c"]}"#, default: #"["a","b","c"]"#))
  }

  @Test func `what must be given is required, and so is one of several`() throws {
    #expect(try parameters("limit")["required"] as? [String] == ["max"])
    #expect(try parameters("limit")["additionalProperties"] as? Bool == false)
    let alternatives = try #require(try parameters("paired")["allOf"] as? [[String: Any]])
    let names = try #require(alternatives.first?["anyOf"] as? [[String: Any]]).map { $0["required"] as? [String] }
    #expect(names == [["low"], ["high"]])
    #expect(try parameters("book")["required"] == nil)
  }

  @Test func `each rule is named with its own parameters`() throws {
    let body = try #require(definitions["body"] as? [String: Any])
    let branches = try #require(body["allOf"] as? [[String: Any]])
    #expect(branches.count == Loading.types.count)
    for (branch, name) in zip(branches, ["book", "clock", "limit", "paired", "say"]) {
      let then = try #require(branch["then"] as? [String: Any])
      #expect("\(branch["if"] ?? "")".contains(name))
      #expect("\(then["properties"] ?? "")".contains("#/$defs/\(name).params"))
      #expect((then["required"] != nil) == ["clock", "limit", "paired"].contains(name))
    }
  }
}

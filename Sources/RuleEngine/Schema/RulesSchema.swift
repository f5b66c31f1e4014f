/// The JSON Schema of `rules.json` (draft 2020-12), made of the registered rule types: for editors, which complete and
/// explain by it, and for other programs that write the file.
///
/// What it accepts the loader accepts, up to what no schema can say: see docs/rules-json.md. A value that may come from
/// the environment is an `anyOf` with the value itself first, for editors complete from alternatives and explain a fault
/// by the first; the parameters hang on the rule's name by `if` and `then`, so that only its own are offered and blamed.
public struct RulesSchema: Sendable {
  private let types: [any EntryRule.Type]

  /// Describes files that may name the rules of a registry.
  public init(_ registry: RuleRegistry) { types = registry.types }

  /// The schema's text, indented.
  public var text: String {
    var writer = JSONWriter(capacity: 1 << 15)
    write(&writer)
    // What a JSONWriter writes is JSON.
    return (try? JSONValue(parsing: writer.bytes))?.indented() ?? writer.text
  }

  private func write(_ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("$schema", "https://json-schema.org/draft/2020-12/schema")
      writer.member("title", "The rules of an entry gate")
      writer.member(
        "description",
        "A chain of rules that every wish to enter has to pass, and a second one for the risk review. "
          + "Numbers have at most 9 decimals.")
      writer.member("type", "object")
      writer.words("required", ["version", "chain"])
      writer.member("additionalProperties", false)
      writer.properties { writer in
        writer.property("$schema", "Where this schema stands.") { $0.member("type", "string") }
        writer.property("version", "The version of the format.") { $0.member("const", 1) }
        writer.property("chain", "The entries, in order; the first that blocks decides.") { $0.entries("entry") }
        writer.property("risk_review", "A second chain, asked only about what the first approved.") {
          $0.entries("entry")
        }
      }
      writer.key("$defs")
      writer.object { writer in
        writer.property("entry", "An entry of the chain: a rule, or a combination of entries.") { writer in
          node(&writer) { $0.entrySettings() }
        }
        writer.property("child", "An entry below a combination.") { node(&$0) }
        writer.property("body", "Exactly one of rule, all, any and not; and the rule's own parameters.", body)
        writer.property("id", "The unique name; the rule's name unless given, where that is free.") { writer in
          writer.member("type", "string")
          writer.member("pattern", "^[a-z0-9][a-z0-9_-]*$")
        }
        writer.property("rule", "The rule that is asked.") { writer in
          // Alternatives rather than an `enum`, so that each name has its description.
          writer.key("oneOf")
          writer.array { writer in
            for type in types {
              writer.object { writer in
                writer.member("const", type.identifier)
                writer.member("description", type.documentation.summary)
              }
            }
          }
        }
        writer.property("scope", "For which signals: all lists that are given must match.") { $0.scope() }
        writer.property("env", "The name of an environment variable; an empty one counts as unset.") { writer in
          writer.member("type", "string")
          writer.member("minLength", 1)
        }
        for type in types {
          writer.key(named: "\(type.identifier).params")
          parameters(of: type, &writer)
        }
      }
    }
  }

  /// What entries and their children have in common.
  private func node(_ writer: inout JSONWriter, more: (inout JSONWriter) -> Void = { _ in }) {
    writer.member("type", "object")
    writer.member("additionalProperties", false)
    writer.properties { writer in
      writer.property("id") { $0.member("$ref", "#/$defs/id") }
      writer.property("description", "A note to the reader.") { $0.member("type", "string") }
      writer.property("scope") { $0.member("$ref", "#/$defs/scope") }
      writer.property("rule") { $0.member("$ref", "#/$defs/rule") }
      writer.property("params", "The rule's parameters.") { $0.member("type", "object") }
      writer.property("all", "Rejects if any of these rejects.") { $0.entries("child") }
      writer.property("any", "Passes if any of these passes.") { $0.entries("child") }
      writer.property("not", "Passes if this rejects, and rejects if it passes.") {
        $0.member("$ref", "#/$defs/child")
      }
      more(&writer)
    }
    writer.member("$ref", "#/$defs/body")
  }

  /// What an entry does, and for each rule which parameters it has.
  private func body(_ writer: inout JSONWriter) {
    writer.key("oneOf")
    writer.array { writer in
      for body in ["rule"] + Combinator.allCases.map(\.rawValue) { writer.object { $0.words("required", [body]) } }
    }
    writer.key("dependentRequired")
    writer.object { $0.words("params", ["rule"]) }
    writer.key("allOf")
    writer.array { writer in
      for type in types {
        writer.object { writer in
          writer.key("if")
          writer.object { writer in
            writer.properties { writer in
              writer.property("rule") { $0.member("const", type.identifier) }
            }
            writer.words("required", ["rule"])
          }
          writer.key("then")
          writer.object { writer in
            writer.properties { writer in
              writer.property("params") { $0.member("$ref", "#/$defs/\(type.identifier).params") }
            }
            let reader = ParameterReader.describing(type)
            let needsSome = !reader.alternatives.isEmpty || reader.declarations.contains { $0.defaultValue == nil }
            if needsSome { writer.words("required", ["params"]) }
          }
        }
      }
    }
  }

  private func parameters(of type: any EntryRule.Type, _ writer: inout JSONWriter) {
    let reader = ParameterReader.describing(type)
    let documentation = type.documentation
    writer.object { writer in
      writer.member("title", documentation.title[.en])
      writer.member(
        "description", [documentation.summary, documentation.details].filter { !$0.isEmpty }.joined(separator: "\n\n"))
      writer.member("type", "object")
      writer.member("additionalProperties", false)
      let required = reader.declarations.filter { $0.defaultValue == nil }.map(\.name)
      if !required.isEmpty { writer.words("required", required) }
      writer.properties { writer in
        for declaration in reader.declarations { writer.parameter(declaration) }
      }
      guard !reader.alternatives.isEmpty else { return }
      writer.key("allOf")
      writer.array { writer in
        for names in reader.alternatives { writer.object { $0.alternatives(names) } }
      }
    }
  }
}

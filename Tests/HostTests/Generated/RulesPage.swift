import RuleEngine

/// The manual of all rule types as one page of Markdown.
struct RulesPage {
  let registry: RuleRegistry

  init(_ registry: RuleRegistry) { self.registry = registry }

  var text: String {
    let overview = registry.types.map { type in
      [Self.link(type.identifier), Self.escaped(type.documentation.summary)]
    }
    return """
      <!-- Made of the rules themselves: REGENERATE=1 swift test --filter Generated -->

      # The built-in rules

      What each accepts in its `params`, and with which codes it rejects or is unavailable. `entrygate rules NAME` shows the
      same on a terminal; [rules.schema.json](rules.schema.json) is for editors. Every parameter may also be
      `{ "env": NAME, "default": VALUE }`.

      \(Self.table(["Rule", "What it does"], overview))

      """ + registry.types.map(page).joined()
  }

  private func page(_ type: any EntryRule.Type) -> String {
    let documentation = type.documentation
    var text = "\n## \(type.identifier)\n\n\(Self.escaped(documentation.summary))"
    if !documentation.details.isEmpty { text += "\n\n\(Self.escaped(documentation.details))" }
    let parameters = ParameterReader.describe(type).map { parameter in
      [
        "`\(parameter.name)`", parameter.expectation, parameter.defaultText ?? "must be given", parameter.summary,
      ].map(Self.escaped)
    }
    text += "\n\n" + Self.table(["Parameter", "Accepts", "Default", "What it does"], parameters)
    let codes = documentation.codes.map { ["`\($0.code)`", $0.kind.rawValue, $0.meaning].map(Self.escaped) }
    text += "\n\n" + Self.table(["Code", "Outcome", "When"], codes)
    text += "\n\nWhen it cannot know, and `on_unavailable` is not given: \(type.onUnavailable.rawValue).\n"
    guard let example = type.examples.first else { return text }
    return text + "\n```json\n{ \"rule\": \"\(type.identifier)\", \"params\": \(example.parameters) }\n```\n"
  }

  private static func table(_ headings: [String], _ rows: [[String]]) -> String {
    let rule = headings.map { _ in "---" }
    return ([headings, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }

  private static func link(_ identifier: String) -> String { "[`\(identifier)`](#\(identifier))" }

  /// A bar would end a cell, and an angle bracket begin a tag.
  private static func escaped(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("<", with: "&lt;")
  }
}

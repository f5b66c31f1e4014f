// The parts that the schema of `rules.json` is made of.

extension JSONWriter {
  /// A member that is a list of words.
  mutating func words(_ name: StaticString, _ words: [String]) {
    key(name)
    array { writer in for word in words { writer.string(word) } }
  }

  /// A schema's properties.
  mutating func properties(_ body: (inout JSONWriter) -> Void) {
    key("properties")
    object(body)
  }

  /// A member that is a schema.
  mutating func property(_ name: String, _ description: String? = nil, _ body: (inout JSONWriter) -> Void) {
    key(named: name)
    object { writer in
      if let description { writer.member("description", description) }
      body(&writer)
    }
  }

  /// A list of one or more entries.
  mutating func entries(_ definition: String) {
    list { $0.member("$ref", "#/$defs/\(definition)") }
  }

  private mutating func list(_ element: (inout JSONWriter) -> Void) {
    member("type", "array")
    member("minItems", 1)
    property("items") { element(&$0) }
  }

  /// A value, or a variable of the environment whose text is read as one.
  private mutating func setting(_ value: (inout JSONWriter) -> Void) {
    key("anyOf")
    array { writer in
      writer.object(value)
      writer.object { writer in
        writer.member("type", "object")
        writer.words("required", ["env"])
        writer.member("additionalProperties", false)
        writer.properties { writer in
          writer.property("env") { $0.member("$ref", "#/$defs/env") }
          writer.property("default", "What holds where the variable is unset.", value)
        }
      }
    }
  }

  // MARK: Entries

  /// What top-level entries alone have.
  mutating func entrySettings() {
    property("enabled", "Whether the entry is asked at all.") { writer in
      writer.member("default", true)
      writer.setting { $0.member("type", "boolean") }
    }
    property("mode", "A shadow is evaluated and recorded, and cannot change a verdict.") { writer in
      writer.member("default", EntryMode.enforce.rawValue)
      writer.setting { $0.words("enum", EntryMode.allCases.map(\.rawValue)) }
    }
    property("on_unavailable", "What the entry does when it cannot know; the rule's own default unless given.") {
      $0.setting { $0.words("enum", UnavailablePolicy.allCases.map(\.rawValue)) }
    }
    property("review_by", "The day, UTC, by which a shadow is to be reviewed; check warns once it has passed.") {
      $0.day()
    }
  }

  private mutating func day() {
    member("type", "string")
    member("format", "date")
    member("pattern", "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")
  }

  private static var coin: String { "([a-z0-9]+:)?[A-Za-z0-9]+" }

  /// A coin's name, or the beginning of one with a star behind it.
  private static var coinPattern: String { "([a-z0-9]+:)?([A-Za-z0-9]+|[A-Za-z0-9]*\\*)" }

  /// The members of a scope's schema.
  mutating func scope() {
    member("type", "object")
    member("additionalProperties", false)
    properties { writer in
      writer.names("coins", "Coins, as PURR, or beginnings of names, as k*.") { writer in
        writer.member("pattern", "^\(JSONWriter.coinPattern)$")
      }
      writer.names("pairs", "Pairs of coins, as PURR|HYPE, or beginnings of pairs.") { writer in
        writer.member("pattern", "^(\(JSONWriter.coin)\\|)?\(JSONWriter.coinPattern)$")
      }
      writer.names("directions", "Directions.") { $0.directions() }
      writer.names("strategies", "Names of strategies, or beginnings of names, as trend*.") { writer in
        writer.member("minLength", 1)
      }
    }
  }

  private mutating func names(_ name: String, _ description: String, _ element: (inout JSONWriter) -> Void) {
    property(name, description) { writer in
      writer.list { writer in
        writer.member("type", "string")
        element(&writer)
      }
    }
  }

  private mutating func directions() {
    let names = Signal.Direction.allCases.map(\.rawValue)
    key("anyOf")
    array { writer in
      writer.object { $0.words("enum", names) }
      // A star stands for any rest, as in the other lists.
      let beginnings = names.flatMap { name in (1...name.count).map { String(name.prefix($0)) } }
      writer.object { $0.member("pattern", "^(\(beginnings.joined(separator: "|")))?\\*$") }
    }
  }

  // MARK: Parameters

  /// A parameter's schema.
  mutating func parameter(_ declaration: ParameterDeclaration) {
    property(declaration.name, "\(declaration.summary) It is \(declaration.expectation).") { writer in
      if let value = declaration.defaultValue {
        writer.key("default")
        writer.value(value)
      }
      if case .fact(let facts, let bounds) = declaration.type {
        writer.fact(facts, orNumber: bounds)
      } else {
        writer.setting { $0.type(declaration.type) }
      }
    }
  }

  /// A fact by its bare name, or as an object with its arguments; or a number, which alone may come from the environment.
  private mutating func fact(_ facts: [FactDeclaration], orNumber bounds: ParameterBounds?) {
    // Facts with the same arguments share one object.
    var groups: [[FactDeclaration]] = []
    for fact in facts {
      if let index = groups.firstIndex(where: { $0[0].arguments == fact.arguments }) {
        groups[index].append(fact)
      } else {
        groups.append([fact])
      }
    }
    key("anyOf")
    array { writer in
      for fact in facts where fact.arguments.allSatisfy({ $0.defaultValue != nil }) {
        writer.object { writer in
          writer.member("const", fact.name)
          writer.member("description", fact.summary)
        }
      }
      for group in groups {
        writer.object { writer in
          writer.member("type", "object")
          writer.words("required", ["fact"] + group[0].arguments.filter { $0.defaultValue == nil }.map(\.name))
          writer.member("additionalProperties", false)
          writer.properties { writer in
            writer.property("fact") { $0.words("enum", group.map(\.name)) }
            for argument in group[0].arguments { writer.parameter(argument) }
          }
        }
      }
      guard let bounds else { return }
      writer.object { writer in
        writer.setting { $0.type(.number(bounds, .none, isWhole: false, isNullable: false)) }
      }
    }
  }

  private mutating func type(_ type: ParameterType) {
    switch type {
    case .number(let bounds, _, let isWhole, let isNullable):
      let name = isWhole ? "integer" : "number"
      if isNullable { words("type", [name, "null"]) } else { member("type", name) }
      number(bounds.includesLower ? "minimum" : "exclusiveMinimum", bounds.lower)
      number(bounds.includesUpper ? "maximum" : "exclusiveMaximum", bounds.upper)
    case .word(let words): self.words("enum", words)
    case .words(let words): list { $0.words("enum", words) }
    case .timeOfDay(let allows24):
      let time = "([01][0-9]|2[0-3]):[0-5][0-9]"
      member("type", "string")
      member("pattern", allows24 ? "^(\(time)|24:00)$" : "^\(time)$")
    case .coin:
      words("type", ["string", "null"])
      member("pattern", "^\(JSONWriter.coin)$")
    case .coinPatterns:
      list { writer in
        writer.member("type", "string")
        writer.member("pattern", "^\(JSONWriter.coinPattern)$")
      }
    case .feed:
      member("type", "string")
      member("pattern", "^(perp|spot):\(JSONWriter.coin)$")
    case .text(let taken):
      member("type", "string")
      member("minLength", 1)
      property("not") { $0.words("enum", taken) }
    case .fact(let facts, let bounds): fact(facts, orNumber: bounds)
    }
  }

  private mutating func number(_ name: StaticString, _ number: ExactDecimal) {
    key(name)
    raw(number.description.utf8)
  }

  /// One at least of some parameters is given, and none of those that are given for it is null.
  mutating func alternatives(_ names: [String]) {
    key("anyOf")
    array { writer in
      for name in names {
        writer.object { writer in
          writer.words("required", [name])
          writer.properties { $0.property(name) { $0.property("not") { $0.member("type", "null") } } }
        }
      }
    }
  }
}

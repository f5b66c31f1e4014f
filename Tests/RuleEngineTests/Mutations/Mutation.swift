import RuleEngine
import Rules

/// A change to a text, and the faults that it makes.
struct Mutation {
  /// A fault, at a scalar of the text as it was, or of what was put into it.
  struct Fault {
    enum Place {
      case original(Int)
      case inserted(Int)
    }

    let place: Place
    /// What is said behind the place.
    let message: String

    init(at offset: Int, _ message: String) {
      place = .original(offset)
      self.message = message
    }

    init(inserted offset: Int, _ message: String) {
      place = .inserted(offset)
      self.message = message
    }
  }

  let name: String
  let range: Range<Int>
  let replacement: [Unicode.Scalar]
  let faults: [Fault]
  var environment: [String: String] = [:]

  init(_ name: String, replacing range: Range<Int>, by replacement: String, _ faults: Fault...) {
    self.init(name, replacing: range, by: replacement, faults)
  }

  init(_ name: String, replacing range: Range<Int>, by replacement: String, _ faults: [Fault]) {
    self.name = name
    self.range = range
    self.replacement = Array(replacement.unicodeScalars)
    self.faults = faults
  }
}

/// A text with mutations in it, and what `check` has to say of it.
struct MutatedText {
  let text: String
  /// `rules.json:LINE:COLUMN: error: MESSAGE`, in the order of the text.
  let expected: [String]
  let environment: [String: String]

  /// Makes changes that do not overlap.
  init(_ original: [Unicode.Scalar], _ mutations: [Mutation]) {
    let ordered = mutations.sorted { $0.range.lowerBound < $1.range.lowerBound }
    var scalars: [Unicode.Scalar] = []
    var read = 0
    var found: [(offset: Int, message: String)] = []
    for mutation in ordered {
      scalars += original[read..<mutation.range.lowerBound]
      for fault in mutation.faults {
        guard case .inserted(let offset) = fault.place else { continue }
        found.append((scalars.count + offset, fault.message))
      }
      scalars += mutation.replacement
      read = mutation.range.upperBound
    }
    scalars += original[read...]
    for fault in ordered.flatMap(\.faults) {
      guard case .original(let offset) = fault.place else { continue }
      let before = ordered.filter { $0.range.upperBound <= offset }
      found.append((before.reduce(offset) { $0 + $1.replacement.count - $1.range.count }, fault.message))
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    text = String(view)
    expected = found.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }.map {
      let (line, column) = MutatedText.place(of: $1.offset, in: scalars)
      return "rules.json:\(line):\(column): error: \($1.message)"
    }
    environment = mutations.reduce(into: [:]) { $0.merge($1.environment) { first, _ in first } }
  }

  private static func place(of offset: Int, in scalars: [Unicode.Scalar]) -> (line: Int, column: Int) {
    let before = scalars[..<offset]
    let lineStart = before.lastIndex(of: "\n").map { $0 + 1 } ?? 0
    return (before.count { $0 == "\n" } + 1, offset - lineStart + 1)
  }

  /// What the loader of `check` says of the text.
  func found() throws -> [String] {
    let loader = ChainLoader(registry: try RuleRegistry(BuiltInRules.all), environment: environment)
    do {
      _ = try loader.load(SourceText(name: "rules.json", bytes: Array(text.utf8)))
      return []
    } catch {
      return error.diagnostics.map(\.description)
    }
  }
}

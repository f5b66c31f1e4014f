#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// The process's variables over those of `.env` in the working directory.
struct Environment {
  /// All variables.
  let variables: [String: String]

  /// Reads both.
  static func current() throws(HostError) -> Environment {
    var variables: [String: String] = [:]
    var status = stat()
    // Of a link that leads nowhere, too: whoever put it there meant it to be read.
    if lstat(".env", &status) == 0 { variables = try DotEnv.read(path: ".env") }
    var entry = environ
    while let text = entry.pointee {
      let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      // An empty variable counts as unset, so it does not hide a line of the file either.
      if parts.count == 2, !parts[1].isEmpty { variables[String(parts[0])] = String(parts[1]) }
      entry += 1
    }
    return Environment(variables: variables)
  }

  /// A variable; nil where it is unset or empty.
  subscript(name: String) -> String? {
    guard let text = variables[name], !text.isEmpty else { return nil }
    return text
  }

  /// A variable as a word of a type; nil where it is unset or empty.
  func choice<Choice: RawRepresentable & CaseIterable>(_ name: String) throws(HostError) -> Choice?
  where Choice.RawValue == String {
    guard let text = self[name] else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let words = Choice.allCases.map(\.rawValue).joined(separator: " or ")
      throw .variable(name: name, text: text, expected: words)
    }
    return choice
  }

  /// What records are labelled with: `TRADING_NETWORK`, mainnet unless set.
  func network() throws(HostError) -> Network { try choice("TRADING_NETWORK") ?? .mainnet }
}

/// A file of variables: `KEY=VALUE` a line, an optional `export` before it, single or double quotes around the value;
/// ` #` begins a comment outside quotes.
enum DotEnv {
  static func read(path: String) throws(HostError) -> [String: String] {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw .dotEnv(path: path, line: 1, problem: "this is not a file")
    }
    let reader = try LineReader(path: path, takesPipes: false)
    var variables: [String: String] = [:]
    while let line = try reader.next() {
      if line.isTooLong { throw .dotEnv(path: path, line: line.number, problem: "this line is too long") }
      let text = String(decoding: line.bytes, as: UTF8.self)
      do {
        if let (name, value) = try parse(text) { variables[name] = value }
      } catch {
        throw .dotEnv(path: path, line: line.number, problem: error.rawValue)
      }
    }
    return variables
  }

  enum Fault: String, Error {
    case carriageReturn = "a carriage return stands in this line; end lines with line feeds"
    case noEqualsSign = "there is no = in this line"
    case badName = "the name before = is not of letters, digits and _"
    case openQuote = "the quotation mark is not closed"
    case afterQuote = "something stands behind the closing quotation mark"
  }

  /// Reads a line; nil of a blank one and of a comment.
  static func parse(_ line: String) throws(Fault) -> (name: String, value: String)? {
    var text = line.trimmed
    // A file whose lines end in carriage returns alone would be one comment, or one value.
    if text.unicodeScalars.contains("\r") { throw .carriageReturn }
    if text.isEmpty || text.hasPrefix("#") { return nil }
    for separator in ["export ", "export\t"] where text.hasPrefix(separator) {
      text = text.dropFirst(separator.count).trimmed
    }
    guard let equals = text.firstIndex(of: "=") else { throw .noEqualsSign }
    let name = text[..<equals].trimmed
    let isName = name.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "_") || Coin.isLetterOrDigit(byte)
    }
    guard isName, let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
      throw .badName
    }
    return (String(name), try value(text[text.index(after: equals)...]))
  }

  private static func value(_ behindEquals: Substring) throws(Fault) -> String {
    let text = behindEquals.trimmed
    guard let quote = text.first, quote == "\"" || quote == "'" else {
      return String(withoutComment(behindEquals).trimmed)
    }
    let body = text.dropFirst()
    guard let close = body.firstIndex(of: quote) else { throw .openQuote }
    let rest = body[body.index(after: close)...].trimmed
    guard rest.isEmpty || rest.hasPrefix("#") else { throw .afterQuote }
    return String(body[..<close])
  }

  private static func withoutComment(_ text: Substring) -> Substring {
    var previous: Character = "x"
    for index in text.indices {
      if text[index] == "#", previous == " " || previous == "\t" { return text[..<index] }
      previous = text[index]
    }
    return text
  }
}

extension StringProtocol where SubSequence == Substring {
  fileprivate var trimmed: Substring {
    let isSpace = { (character: Character) in character == " " || character == "\t" || character == "\r" }
    let start = drop(while: isSpace)
    guard let last = start.lastIndex(where: { !isSpace($0) }) else { return "" }
    return start[...last]
  }
}

extension Coin {
  fileprivate static func isLetterOrDigit(_ byte: UInt8) -> Bool { Coin(String(UnicodeScalar(byte))) != nil }
}

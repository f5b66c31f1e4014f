import Foundation
import RuleEngine
import Testing

/// The JSON reader against an independent one, Foundation's.
@Suite struct JSONAgreementTests {
  @Test func `says the same of every tricky text as Foundation`() {
    #expect(Set(JSONCorpus.all).count >= 300)
    for text in JSONCorpus.all {
      let ours = (try? JSONValue(parsing: text)).map { PlainJSON($0) }
      let theirs = PlainJSON(foundation: text)
      #expect(
        ours == theirs, "\(text.shown): ours \(String(describing: ours)), Foundation \(String(describing: theirs))")
    }
  }

  @Test func `finds valid and invalid texts among the tricky ones`() {
    let valid = JSONCorpus.all.filter { (try? JSONValue(parsing: $0)) != nil }.count
    #expect(valid >= 100)
    #expect(JSONCorpus.all.count - valid >= 200)
  }
}

/// Where the reader and Foundation's part on purpose. What is said of Foundation's holds for swift-foundation.
@Suite struct JSONDifferenceTests {
  @Test(arguments: ["[1,]", "[-1,]", #"{"a":1,}"#, "[\"a\",\n]", "[[1,2],[3,4],]", #"{"a":[1,2,],"b":3}"#])
  func `refuses a comma before a closing bracket, as RFC 8259 does`(text: String) {
    #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
    #expect(PlainJSON(foundation: Array(text.utf8)) != nil)
  }

  @Test(
    arguments: [
      [0xEF, 0xBB, 0xBF, 0x31], [0xFE, 0xFF, 0x00, 0x31], [0xFF, 0xFE, 0x31, 0x00], [0x00, 0x31], [0x31, 0x00],
      [0x00, 0x00, 0x00, 0x31], [0x31, 0x00, 0x00, 0x00],
    ] as [[UInt8]])
  func `reads UTF-8 without a byte order mark and nothing else`(text: [UInt8]) {
    #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    #expect(PlainJSON(foundation: text) == .number(1))
  }

  @Test(arguments: [129, 512]) func `refuses to nest deeper than 128 levels`(depth: Int) {
    let arrays = Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    #expect(throws: JSONError.self) { try JSONValue(parsing: arrays) }
    #expect(PlainJSON(foundation: arrays) != nil)
  }

  @Test(arguments: ["1e309", "-1e400", "1e99999", "2e-324", "1e-400", "0e5", "0E5"])
  func `keeps the text of a number that Foundation refuses`(text: String) throws {
    #expect(try JSONValue(parsing: Array(text.utf8)).number == text)
    #expect(PlainJSON(foundation: Array(text.utf8)) == nil)
  }

  @Test func `keeps all digits of a number that Foundation rounds`() throws {
    let text = "0.1234567890123456789012345678901234567890"
    #expect(try JSONValue(parsing: Array(text.utf8)).number == text)
    #expect(PlainJSON(foundation: Array(text.utf8)) == .number(0.12345678901234568))
  }

  @Test func `keeps both of two equal keys where Foundation keeps one`() throws {
    let text = Array(#"{"a":1,"a":2}"#.utf8)
    let members = try #require(try JSONValue(parsing: text).members)
    #expect(members.map(\.key) == ["a", "a"])
    #expect(members.compactMap(\.value.number) == ["1", "2"])
    let kept = try #require(PlainJSON(foundation: text))
    #expect([1, 2].map { PlainJSON.object([[0x61]: .number($0)]) }.contains(kept))
  }
}

/// A document without places, numbers as the nearest Double, strings as bytes so that equality is exact.
enum PlainJSON: Hashable {
  case null
  case bool(Bool)
  case number(Double)
  case string([UInt8])
  case array([PlainJSON])
  case object([[UInt8]: PlainJSON])

  init(_ value: JSONValue) {
    switch value.content {
    case .scalar(.null): self = .null
    case .scalar(.bool(let value)): self = .bool(value)
    case .scalar(.number(let text)): self = .number(Double(text) ?? .nan)
    case .scalar(.string(let text)): self = .string(Array(text.utf8))
    case .array(let elements): self = .array(elements.map { PlainJSON($0) })
    case .object(let members):
      self = .object(Dictionary(members.map { (Array($0.key.utf8), PlainJSON($0.value)) }) { first, _ in first })
    }
  }

  init?(foundation text: [UInt8]) {
    guard let decoded = try? JSONDecoder().decode(FoundationJSON.self, from: Data(text)) else { return nil }
    self = decoded.plain
  }
}

/// What Foundation's decoder makes of a document.
private struct FoundationJSON: Decodable {
  let plain: PlainJSON

  struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: AnyKey.self) {
      let members = try object.allKeys.map { key in
        (Array(key.stringValue.utf8), try object.decode(FoundationJSON.self, forKey: key).plain)
      }
      plain = .object(Dictionary(members) { first, _ in first })
    } else if var array = try? decoder.unkeyedContainer() {
      var elements: [PlainJSON] = []
      while !array.isAtEnd { elements.append(try array.decode(FoundationJSON.self).plain) }
      plain = .array(elements)
    } else {
      let scalar = try decoder.singleValueContainer()
      if scalar.decodeNil() {
        plain = .null
      } else if let value = try? scalar.decode(Bool.self) {
        plain = .bool(value)
      } else if let value = try? scalar.decode(Double.self) {
        plain = .number(value)
      } else {
        plain = .string(Array(try scalar.decode(String.self).utf8))
      }
    }
  }
}

extension [UInt8] {
  /// The text as a message shows it: printable ASCII as it is, everything else as hexadecimal bytes.
  var shown: String {
    map { (0x20..<0x7F).contains($0) ? String(Unicode.Scalar($0)) : "<" + String($0, radix: 16) + ">" }.joined()
  }
}

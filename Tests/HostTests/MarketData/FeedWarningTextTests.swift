import RuleEngine
import Testing

@testable import Host

/// What the log says of feeds, in both languages.
@Suite struct FeedWarningTextTests {
  static let warnings: [FeedWarning] = [
    .setAside(.spot("BAD"), coinID: "@0", .unknownCoin), .setAside(.spot("BAD"), coinID: "@0", .noAnswer),
    .setAside(.spot("BAD"), coinID: "@0", .closesSocket), .setAside(.spot("BAD"), coinID: "@0", .refused),
    .booksSlow(.perp("PURR"), intervalMs: 5400, maxAgeMs: 5000), .booksInTime(.perp("PURR")),
    .serverError("Invalid subscription"),
  ]

  @Test(arguments: warnings)
  func `a warning is Chinese in Chinese and English in English, with the same numbers`(_ warning: FeedWarning) {
    let text = warning.text
    let isHan = { (scalar: Unicode.Scalar) in (0x4E00...0x9FFF).contains(scalar.value) }
    #expect(text.zh.unicodeScalars.contains(where: isHan))
    #expect(!text.en.unicodeScalars.contains(where: isHan))
    let numbers = { (text: String) in text.matches(of: #/[0-9]+/#).map { String($0.output) } }
    #expect(numbers(text.zh) == numbers(text.en))
    // Beside what is said of each cause, one language holds no sentence of the other.
    let words = text.zh.split { !($0.isASCII && $0.isLetter) }.map(String.init)
    #expect(Set(words).isSubset(of: ["spot", "perp", "BAD", "PURR", "ms", "max", "age", "Invalid", "subscription"]))
  }

  @Test func `no two warnings say the same`() {
    #expect(Set(Self.warnings.map(\.text.zh)).count == Self.warnings.count)
    #expect(Set(Self.warnings.map(\.text.en)).count == Self.warnings.count)
  }
}

import Testing

@testable import Host

/// Which texts name an account.
@Suite struct AccountAddressTests {
  private static let digits = String(AccountTexts.address.dropFirst(2))

  private func address(_ text: String?) throws -> AccountAddress? {
    var variables: [String: String] = [:]
    variables[AccountAddress.variable] = text
    return try AccountAddress(Environment(variables: variables))
  }

  @Test func `an address is 0x and 40 hexadecimal digits, and a log shows eight of them`() throws {
    #expect(try address(nil) == nil)
    #expect(try address("") == nil)
    let found = try #require(try address(AccountTexts.address))
    #expect(found.text == "0xabcd0000000000000000000000000000000012ef")
    #expect(found.short == "0xabcd…12ef")
  }

  static let wrong: [String] = {
    let cut = String(digits.dropLast())
    let wide = String(repeating: "٠", count: 20)
    let key = digits + digits.prefix(24)
    return ["0x", digits, "0X\(digits)", "0x\(digits)0", "0x\(cut)", "0x\(cut)g", " 0x\(digits)", "0x\(digits)\n"]
      + ["0x\(wide)", "0x\(key)"]
  }()

  @Test(arguments: wrong)
  func `another text is an error of the configuration that says what to do and does not repeat it`(
    _ text: String
  ) throws {
    do {
      _ = try address(text)
      Issue.record("no error")
    } catch let error as HostError {
      #expect(error.exitCode == .configuration)
      let sentence = error.description
      #expect(sentence.contains("TRADING_ACCOUNT_ADDRESS") && sentence.contains("0x and 40 hexadecimal digits"))
      #expect(!sentence.contains(Self.digits.dropLast()))
    }
  }
}

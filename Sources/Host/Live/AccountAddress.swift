internal import RuleEngine

/// The account whose balance is asked for, as `TRADING_ACCOUNT_ADDRESS` says.
///
/// An address is public, but whoever reads a log need not learn whose host it is: there it is shortened.
struct AccountAddress: Hashable, Sendable {
  static let variable = "TRADING_ACCOUNT_ADDRESS"

  /// All of it, in small letters.
  let text: String

  /// Reads `0x` and 40 hexadecimal digits, in any case; nil of anything else.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 42, bytes.starts(with: Array("0x".utf8)), bytes[2...].allSatisfy(AccountAddress.isHexDigit)
    else { return nil }
    self.text = text.lowercased()
  }

  /// Reads the environment; nil where no account is named.
  init?(_ environment: Environment) throws(HostError) {
    guard let text = environment[AccountAddress.variable] else { return nil }
    guard let address = AccountAddress(text) else {
      // Who mistakes a private key for the address must not find it in the log.
      throw .variable(
        name: AccountAddress.variable, text: "…",
        expected: "the account's public address, 0x and 40 hexadecimal digits, or nothing (what is there is not shown, "
          + "as it may be a key)")
    }
    self = address
  }

  /// The first and the last four digits: `0x1234…abcd`.
  var short: String { "\(text.prefix(6))…\(text.suffix(4))" }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}

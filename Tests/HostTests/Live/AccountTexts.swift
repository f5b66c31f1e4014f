/// An account for tests of its balance.
enum AccountTexts {
  static let address = "0xAbCd0000000000000000000000000000000012eF"

  /// A rule of the risk review that wants so many dollars.
  static func floor(_ usd: String) -> String {
    #"{"id":"funds","rule":"min_available_balance","params":{"min_usd":\#(usd)}}"#
  }
}

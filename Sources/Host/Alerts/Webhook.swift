#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import RuleEngine

/// Where alerts are posted, as `TRADING_ALERT_WEBHOOK_URL`, `TRADING_ALERT_FORMAT` and `TRADING_ALERT_CA_FILE` say.
///
/// The URL is a secret: nothing here puts it into a text.
struct Webhook: Sendable {
  private let url: String
  /// The server's name, which may be shown.
  let host: String
  let formatter: AlertFormatter
  /// How it is reached. What is trusted of the exchange is no reason to trust a webhook, nor the other way round.
  var network: NetworkOptions

  static let urlVariable = "TRADING_ALERT_WEBHOOK_URL"
  static let formatVariable = "TRADING_ALERT_FORMAT"
  static let caFileVariable = "TRADING_ALERT_CA_FILE"

  private static let timeoutMs = 10_000
  private static let maxAnswerBytes = 1 << 20

  /// Reads the environment; nil where no webhook is set.
  init?(_ environment: Environment) throws(HostError) {
    let format: AlertFormat = try environment.choice(Webhook.formatVariable) ?? .json
    guard let url = environment[Webhook.urlVariable] else { return nil }
    guard let address = WebURL(url) else {
      throw .variable(name: Webhook.urlVariable, text: "…", expected: "a whole URL that begins with https://")
    }
    var chatID = ""
    if format == .telegram {
      guard let found = Webhook.queryValue("chat_id", of: url), !found.isEmpty else {
        throw .variable(
          name: Webhook.urlVariable, text: "…", expected: "a URL with ?chat_id=… for the format telegram")
      }
      chatID = found
    }
    let caFile = environment[Webhook.caFileVariable]
    if let caFile, access(caFile, R_OK) != 0 {
      throw .variable(name: Webhook.caFileVariable, text: "…", expected: "a file of certificates that can be read")
    }
    self.url = url
    host = address.host
    formatter = AlertFormatter(format: format, chatID: chatID)
    network = NetworkOptions(caFile: caFile)
  }

  /// What posts alerts, for one thread; nil where libcurl cannot be used.
  func poster(_ cancellation: Cancellation) -> AlertSender.Post? {
    guard let client = try? RESTClient(network, cancellation: cancellation) else { return nil }
    return { message in
      guard
        let answer = try? client.post(
          formatter.body(message), to: url, timeoutMs: Webhook.timeoutMs, maxBytes: Webhook.maxAnswerBytes)
      else { return .unavailable }
      return DeliverySchedule.outcome(
        status: answer.status, isAccepted: formatter.isAccepted(status: answer.status, body: answer.body))
    }
  }

  /// A value of a URL's query, its percent signs resolved.
  static func queryValue(_ name: String, of url: String) -> String? {
    let parts = url.prefix { $0 != "#" }.split(separator: "?", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    for pair in parts[1].split(separator: "&") where pair.hasPrefix(name + "=") {
      return unescaped(pair.dropFirst(name.count + 1))
    }
    return nil
  }

  private static func unescaped(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

internal import RuleEngine

/// Why the exchange's answer to a question by REST is none.
enum ExchangeFault: Error, Hashable {
  case network(NetworkError.Kind)
  /// The HTTP status, where it is not 200.
  case status(Int)
  /// The answer does not say what was asked for.
  case unreadable
}

extension ExchangeFault {
  /// The cause in words.
  var text: LocalizedText {
    switch self {
    case .status(let status):
      LocalizedText(zh: "交易所返回状态 \(status)", en: "the exchange answered with status \(status)")
    case .unreadable: LocalizedText(zh: "回答无法使用", en: "the answer cannot be used")
    case .network(.timedOut): LocalizedText(zh: "超时", en: "no answer in time")
    case .network(.cannotResolve): LocalizedText(zh: "无法解析域名", en: "its name cannot be resolved")
    case .network(.cannotConnect): LocalizedText(zh: "无法连接", en: "it cannot be connected to")
    case .network(.certificate), .network(.caFile), .network(.tls):
      LocalizedText(zh: "TLS 证书不可信", en: "its certificate is not to be trusted")
    case .network(.tooLarge): LocalizedText(zh: "回答过长", en: "the answer is longer than it may be")
    case .network: LocalizedText(zh: "网络错误", en: "the network failed")
    }
  }
}

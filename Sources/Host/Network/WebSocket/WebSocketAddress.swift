/// Where a WebSocket is: the parts of a `ws` or `wss` URL, RFC 6455, section 3.
struct WebSocketAddress: Hashable, Sendable {
  /// Whether the connection is by TLS.
  let isSecure: Bool
  /// The host, and the port where the URL names one: what stands in the `Host` header.
  let authority: String
  /// The path and the query: what is asked for. It may hold a secret, and belongs in no message.
  let target: String

  /// The URL under which libcurl finds the server. It is without path and query: libcurl only makes the connection.
  var transportURL: String { (isSecure ? "https://" : "http://") + authority + "/" }

  /// Reads a URL; nil where it is none, has no host, or names a user or a fragment.
  init?(_ url: String) {
    guard let colon = url.firstRange(of: "://") else { return nil }
    switch url[..<colon.lowerBound].lowercased() {
    case "ws": isSecure = false
    case "wss": isSecure = true
    default: return nil
    }
    let rest = url[colon.upperBound...]
    // Neither white space nor a control character can get from here into the request.
    guard rest.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !rest.contains("#") else { return nil }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    guard WebSocketAddress.isAuthority(authority) else { return nil }
    self.authority = String(authority)
    let target = rest[authority.endIndex...]
    self.target = target.hasPrefix("/") ? String(target) : "/" + target
  }

  private static func isAuthority(_ text: Substring) -> Bool {
    let host: Substring
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return false }
      host = text[...end]
      guard host.count > 2, host.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else {
        return false
      }
    } else {
      host = text.prefix { $0 != ":" }
      guard !host.isEmpty, host.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." || $0 == "_" }) else {
        return false
      }
    }
    let port = text[host.endIndex...]
    guard !port.isEmpty else { return true }
    return port.hasPrefix(":") && port.dropFirst().allSatisfy(\.isWholeNumber) && UInt16(port.dropFirst()) ?? 0 > 0
  }
}

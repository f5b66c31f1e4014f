internal import CCurl

/// What libcurl makes of a URL of HTTP, before anything is sent there.
struct WebURL: Hashable, Sendable {
  /// The server's name or number, without its port and whatever else may be a secret.
  let host: String

  /// Reads a URL as libcurl does when it posts; nil where it would refuse it, or use another protocol.
  init?(_ text: String) {
    // A null byte would end the text for libcurl, and of three slashes it drops one: a path would become the server's name.
    guard ["https://", "http://"].contains(where: { text.hasPrefix($0) && !text.hasPrefix($0 + "/") }),
      !text.utf8.contains(0), let url = curl_url()
    else { return nil }
    defer { curl_url_cleanup(url) }
    guard curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK else { return nil }
    var part: UnsafeMutablePointer<CChar>?
    guard curl_url_get(url, CURLUPART_HOST, &part, 0) == CURLUE_OK, let part else { return nil }
    defer { curl_free(part) }
    host = String(cString: part)
    if host.isEmpty { return nil }
  }
}

internal import CCurl

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Why the network did not do what it was asked for.
///
/// It never holds a URL, nor libcurl's own message about one: a webhook's URL is a secret.
struct NetworkError: Error, Hashable, Sendable {
  /// What an owner may act upon.
  enum Kind: Hashable, Sendable {
    /// The URL is none, or not one of HTTP.
    case badURL
    case cannotResolve
    case cannotConnect
    /// A proxy is named that cannot be used.
    case proxy
    /// The server's certificate is not one to trust.
    case certificate
    /// The file of certificates cannot be read.
    case caFile
    /// TLS did not come about for another cause.
    case tls
    case timedOut
    /// The connection ended in the middle.
    case cutOff
    /// The answer is longer than it may be.
    case tooLarge
    case cancelled
    /// The operating system refuses a pipe or a thread.
    case system
    case other
  }

  let kind: Kind
  /// libcurl's `CURLcode`; 0 where the error is not its.
  let code: UInt32
  /// The operating system's `errno`; 0 where there is none.
  let errno: Int32

  /// The operating system's error.
  static func system(errno: Int32) -> NetworkError { NetworkError(kind: .system, code: 0, errno: errno) }

  /// No memory for a handle, or a libcurl that was built without what is needed.
  static let noHandle = NetworkError(kind: .other, code: CURLE_FAILED_INIT.rawValue, errno: 0)
}

extension NetworkError {
  /// libcurl's error.
  init(_ result: CURLcode, errno: Int32) {
    let kind: Kind =
      switch result {
      case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .badURL
      case CURLE_COULDNT_RESOLVE_HOST: .cannotResolve
      case CURLE_COULDNT_CONNECT: .cannotConnect
      case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxy
      case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR: .certificate
      case CURLE_SSL_CACERT_BADFILE: .caFile
      case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER: .tls
      case CURLE_OPERATION_TIMEDOUT: .timedOut
      case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR: .cutOff
      case CURLE_FILESIZE_EXCEEDED: .tooLarge
      case CURLE_ABORTED_BY_CALLBACK: .cancelled
      default: .other
      }
    self.init(kind: kind, code: result.rawValue, errno: errno)
  }
}

extension NetworkError: CustomStringConvertible {
  /// What went wrong, in libcurl's and the operating system's words.
  var description: String {
    let system = errno == 0 ? "" : String(cString: strerror(errno))
    guard code != 0 else { return system }
    let text = String(cString: curl_easy_strerror(CURLcode(rawValue: code)))
    return system.isEmpty ? text : "\(text) (\(system))"
  }
}

internal import CCurl

/// What a server answered, whatever its status says.
struct RESTResponse: Hashable, Sendable {
  /// The HTTP status: 200.
  let status: Int
  let body: [UInt8]
}

/// Posts JSON and waits for the answer. It keeps its connection between requests; one thread uses it at a time.
///
/// Redirections are not followed: a body goes to the server it is meant for, or nowhere.
final class RESTClient {
  /// The longest answer that is read unless another limit is given: 16 MiB. What is made of one takes many times as much.
  static let maxResponseBytes = 16 << 20

  private let handle: CurlHandle
  private let options: NetworkOptions

  /// - Parameter cancellation: ends a request from another thread, within a second.
  init(_ options: NetworkOptions = NetworkOptions(), cancellation: Cancellation = Cancellation()) throws(NetworkError) {
    handle = try CurlHandle(cancellation)
    self.options = options
  }

  /// Posts a body of JSON.
  ///
  /// - Parameters:
  ///   - url: may hold a secret; no error repeats it.
  ///   - timeoutMs: how long all of it may take, in milliseconds.
  ///   - maxBytes: how long the answer's body may be.
  func post(
    _ body: [UInt8], to url: String, timeoutMs: Int, maxBytes: Int = RESTClient.maxResponseBytes
  ) throws(NetworkError) -> RESTResponse {
    try handle.begin(url: url, options)
    try handle.set(CURLOPT_TIMEOUT_MS, timeoutMs)
    try handle.set(CURLOPT_USERAGENT, "entrygate")
    // Refuses an answer that says beforehand that it is too long; the collector refuses what does not say.
    try handle.set(CURLOPT_MAXFILESIZE_LARGE, bytes: maxBytes)
    // The empty header keeps libcurl from asking for leave before it sends a long body.
    let headers = curl_slist_append(curl_slist_append(nil, "Content-Type: application/json"), "Expect:")
    defer { curl_slist_free_all(headers) }
    try handle.set(CURLOPT_HTTPHEADER, headers)
    try handle.setBody(body)
    let collector = Collector(limit: maxBytes)
    try handle.setWriter(
      { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let collector = Unmanaged<Collector>.fromOpaque(context).takeUnretainedValue()
        return collector.append(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
      }, Unmanaged.passUnretained(collector).toOpaque())
    do throws(NetworkError) {
      try withExtendedLifetime(collector) { () throws(NetworkError) in try handle.perform() }
    } catch {
      throw collector.isOverfull ? NetworkError(CURLE_FILESIZE_EXCEEDED, errno: 0) : error
    }
    return RESTResponse(status: handle.number(CURLINFO_RESPONSE_CODE), body: collector.bytes)
  }

  // What libcurl hands over as it comes.
  private final class Collector {
    private let limit: Int
    private(set) var bytes: [UInt8] = []
    private(set) var isOverfull = false

    init(limit: Int) { self.limit = limit }

    func append(_ more: UnsafeRawBufferPointer) -> Bool {
      guard more.count <= limit - bytes.count else {
        isOverfull = true
        return false
      }
      bytes.append(contentsOf: more)
      return true
    }
  }
}

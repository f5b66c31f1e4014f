internal import CCurl
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How connections are made.
struct NetworkOptions: Hashable, Sendable {
  /// A file of certificates in PEM to trust and no others; nil: the system's.
  var caFile: String?
  /// The proxy's URL; nil: what `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` say; empty: none.
  var proxy: String?
  /// How long a connection may take to come about, TLS included, in milliseconds.
  var connectTimeoutMs = 10_000
}

/// Tells another thread that what it does is not wanted any more.
final class Cancellation: Sendable {
  private let flag = Atomic(false)

  var isCancelled: Bool { flag.load(ordering: .relaxed) }

  func cancel() { flag.store(true, ordering: .relaxed) }
}

/// One of libcurl's easy handles, used by one thread at a time.
final class CurlHandle {
  private let handle: UnsafeMutableRawPointer
  // libcurl asks it from inside a transfer, by an address that must stay good as long as the handle.
  private let cancellation: Cancellation

  // Only what needs the network pays for it, and only once a process.
  private static let isLibraryReady: Bool = {
    // With NOSIGNAL, libcurl leaves it to the program that a write to a peer that went away is an error and not an end.
    signal(SIGPIPE, SIG_IGN)
    return curl_global_init(CLong(CURL_GLOBAL_DEFAULT)) == CURLE_OK
  }()

  init(_ cancellation: Cancellation) throws(NetworkError) {
    guard CurlHandle.isLibraryReady, let handle = curl_easy_init() else { throw .noHandle }
    self.handle = handle
    self.cancellation = cancellation
  }

  deinit { curl_easy_cleanup(handle) }

  /// Forgets the last request, but not its connection, and prepares the next.
  func begin(url: String, _ options: NetworkOptions) throws(NetworkError) {
    curl_easy_reset(handle)
    try set(CURLOPT_URL, url)
    try check(entrygate_curl_allow_http_only(handle))
    try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    try set(CURLOPT_NOSIGNAL, 1)
    try set(CURLOPT_CONNECTTIMEOUT_MS, options.connectTimeoutMs)
    try set(CURLOPT_SSL_VERIFYPEER, 1)
    try set(CURLOPT_SSL_VERIFYHOST, 2)
    try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if let file = options.caFile {
      try set(CURLOPT_CAINFO, file)
      // Else the system's folder of certificates would be trusted beside the file. Not every TLS library has one.
      _ = entrygate_curl_set_text(handle, CURLOPT_CAPATH, nil)
    }
    if let proxy = options.proxy { try set(CURLOPT_PROXY, proxy) }
    try check(entrygate_curl_leave_resolver(handle))
    try set(CURLOPT_NOPROGRESS, 0)
    try set(CURLOPT_XFERINFODATA, Unmanaged.passUnretained(cancellation).toOpaque())
    try check(
      entrygate_curl_set_progress(handle) { context, _, _, _, _ in
        guard let context else { return 0 }
        return Unmanaged<Cancellation>.fromOpaque(context).takeUnretainedValue().isCancelled ? 1 : 0
      })
  }

  func set(_ option: CURLoption, _ value: Int) throws(NetworkError) {
    try check(entrygate_curl_set_long(handle, option, value))
  }

  func set(_ option: CURLoption, _ value: String) throws(NetworkError) {
    try check(entrygate_curl_set_text(handle, option, value))
  }

  func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) throws(NetworkError) {
    try check(entrygate_curl_set_pointer(handle, option, value))
  }

  func set(_ option: CURLoption, _ value: UnsafeMutablePointer<curl_slist>?) throws(NetworkError) {
    try check(entrygate_curl_set_list(handle, option, value))
  }

  func set(_ option: CURLoption, bytes: Int) throws(NetworkError) {
    try check(entrygate_curl_set_size(handle, option, curl_off_t(bytes)))
  }

  /// Sets what is posted; libcurl copies it.
  func setBody(_ body: [UInt8]) throws(NetworkError) {
    try set(CURLOPT_POSTFIELDSIZE_LARGE, bytes: body.count)
    // An address must be there for an empty body too, hence the byte behind it.
    var bytes = body + [0]
    try check(entrygate_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, &bytes))
  }

  func setWriter(_ writer: @escaping curl_write_callback, _ context: UnsafeMutableRawPointer) throws(NetworkError) {
    try check(entrygate_curl_set_write(handle, writer))
    try set(CURLOPT_WRITEDATA, context)
  }

  /// Does the request, or in CONNECT_ONLY mode makes the connection.
  func perform() throws(NetworkError) { try check(curl_easy_perform(handle)) }

  func number(_ info: CURLINFO) -> Int {
    var value = 0
    return entrygate_curl_get_long(handle, info, &value) == CURLE_OK ? value : 0
  }

  /// The descriptor of a connection that CONNECT_ONLY made; nil where it is gone.
  var socket: Int32? {
    var socket = CURL_SOCKET_BAD
    return entrygate_curl_get_socket(handle, &socket) == CURLE_OK && socket != CURL_SOCKET_BAD ? socket : nil
  }

  /// Takes what has come, without waiting.
  ///
  /// - Returns: how many bytes are in the buffer, 0 at the end; nil where there is nothing yet.
  func receive(into buffer: inout [UInt8]) throws(NetworkError) -> Int? {
    let room = buffer.count
    var count = 0
    let result = curl_easy_recv(handle, &buffer, room, &count)
    if result == CURLE_AGAIN { return nil }
    try check(result)
    return count
  }

  /// Sends what can be sent without waiting. TLS wants a buffer that was refused offered again as it is.
  ///
  /// - Returns: how many bytes are gone; 0 where the connection takes none now.
  func send(_ bytes: UnsafeRawBufferPointer) throws(NetworkError) -> Int {
    var count = 0
    let result = curl_easy_send(handle, bytes.baseAddress, bytes.count, &count)
    if result == CURLE_AGAIN { return 0 }
    try check(result)
    return count
  }

  private func check(_ result: CURLcode) throws(NetworkError) {
    guard result != CURLE_OK else { return }
    throw NetworkError(result, errno: Int32(truncatingIfNeeded: number(CURLINFO_OS_ERRNO)))
  }
}

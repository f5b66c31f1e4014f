/// A client's opening handshake: RFC 6455, section 4.1.
struct WebSocketHandshake: Sendable {
  private let address: WebSocketAddress
  private let key: String

  /// What the server's `Sec-WebSocket-Accept` must say: section 4.2.2, step 5, no. 4.
  let accept: String

  /// - Parameter nonce: 16 random bytes, fresh for each connection.
  init(_ address: WebSocketAddress, nonce: [UInt8]) {
    self.address = address
    key = Base64.encode(nonce)
    accept = WebSocketHandshake.accept(key: key)
  }

  /// The request. It offers no extension and no subprotocol, so a server may agree to none.
  var request: [UInt8] {
    Array(
      """
      GET \(address.target) HTTP/1.1\r
      Host: \(address.authority)\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Key: \(key)\r
      Sec-WebSocket-Version: 13\r
      User-Agent: entrygate\r
      \r\n
      """.utf8)
  }

  /// The answer to a key that proves a server which means WebSocket.
  static func accept(key: String) -> String {
    Base64.encode(SHA1.hash(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)))
  }
}

/// Why a server's answer does not open a WebSocket.
enum WebSocketHandshakeFault: Error, Hashable, Sendable {
  /// The answer is not HTTP/1.1 as RFC 9112 writes it.
  case notHTTP
  /// The answer's head is above `WebSocketResponseParser.maxHeadBytes`.
  case tooLong
  /// The server says something other than 101.
  case status(Int)
  /// A header that must be there is missing, or says something else.
  case header(String)
}

/// Reads a server's answer to the opening handshake: RFC 6455, section 4.1, and RFC 9112, sections 4 and 5.
struct WebSocketResponseParser {
  /// The longest head that is read, in bytes.
  static let maxHeadBytes = 16 << 10

  private let accept: String
  private var head: [UInt8] = []

  /// - Parameter accept: what `Sec-WebSocket-Accept` must say.
  init(accept: String) { self.accept = accept }

  /// Reads bytes.
  ///
  /// - Returns: how many of them belong to the answer, once it is complete and opens a WebSocket; nil before that.
  /// - Throws: what is wrong with the answer. After that the parser must not be used.
  mutating func read(_ bytes: RawSpan) throws(WebSocketHandshakeFault) -> Int? {
    for index in 0..<bytes.byteCount {
      guard head.count < WebSocketResponseParser.maxHeadBytes else { throw .tooLong }
      // `index` is below the count.
      head.append(bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self))
      // What speaks another protocol is met at its first bytes, not when it falls silent.
      let version = "HTTP/1.1 ".utf8
      if head.count <= version.count, !version.starts(with: head) { throw .notHTTP }
      if head.last == 0x0A, head.suffix(4).elementsEqual([0x0D, 0x0A, 0x0D, 0x0A]) {
        try check()
        return index + 1
      }
    }
    return nil
  }

  private func check() throws(WebSocketHandshakeFault) {
    var lines = head.dropLast(4).split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    // Every line but the last, whose end is already off, ends with CR LF; neither stands anywhere else.
    for index in lines.indices.dropLast() {
      guard lines[index].popLast() == 0x0D else { throw .notHTTP }
    }
    guard lines.allSatisfy({ $0.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 } }) else { throw .notHTTP }
    try checkStatus(lines.removeFirst())
    var fields: [String: [String]] = [:]
    for line in lines {
      let (name, value) = try WebSocketResponseParser.field(line)
      fields[name, default: []].append(value)
    }
    guard fields["upgrade"]?.map({ $0.lowercased() }) == ["websocket"] else { throw .header("Upgrade") }
    let connection = (fields["connection"] ?? []).flatMap { $0.lowercased().split(separator: ",") }
    guard connection.contains(where: { WebSocketResponseParser.trimmed($0[...]) == "upgrade" }) else {
      throw .header("Connection")
    }
    guard fields["sec-websocket-accept"] == [accept] else { throw .header("Sec-WebSocket-Accept") }
    // Nothing was offered that could be agreed to.
    guard fields["sec-websocket-extensions"] == nil else { throw .header("Sec-WebSocket-Extensions") }
    guard fields["sec-websocket-protocol"] == nil else { throw .header("Sec-WebSocket-Protocol") }
  }

  // "HTTP/1.1 " has been seen; three digits follow, and a reason that may be empty.
  private func checkStatus(_ line: [UInt8]) throws(WebSocketHandshakeFault) {
    let rest = line.dropFirst(9)
    let digits = rest.prefix { $0 != 0x20 }
    guard digits.count == 3, let status = Int(String(decoding: digits, as: UTF8.self)), status >= 100 else {
      throw .notHTTP
    }
    guard status == 101 else { throw .status(status) }
  }

  private static func field(_ line: [UInt8]) throws(WebSocketHandshakeFault) -> (name: String, value: String) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0, line[..<colon].allSatisfy(isTokenByte),
      let value = String(validating: line[(colon + 1)...], as: UTF8.self)
    else { throw .notHTTP }
    return (String(decoding: line[..<colon], as: UTF8.self).lowercased(), String(trimmed(value[...])))
  }

  // The characters of a header's name: RFC 9110, section 5.6.2.
  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let start = text.drop { $0 == " " || $0 == "\t" }
    guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return start[...last]
  }
}

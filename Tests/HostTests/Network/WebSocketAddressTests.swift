import Testing

@testable import Host

/// URLs of WebSockets: RFC 6455, section 3.
@Suite struct WebSocketAddressTests {
  @Test(arguments: [
    ("wss://api.hyperliquid.xyz/ws", "https://api.hyperliquid.xyz/", "api.hyperliquid.xyz", "/ws"),
    ("ws://127.0.0.1:8080", "http://127.0.0.1:8080/", "127.0.0.1:8080", "/"),
    ("WS://localhost:1/a/b?c=d&e=/f", "http://localhost:1/", "localhost:1", "/a/b?c=d&e=/f"),
    ("wss://[::1]:65535?key=1", "https://[::1]:65535/", "[::1]:65535", "/?key=1"),
    ("ws://my_node-1.lan/", "http://my_node-1.lan/", "my_node-1.lan", "/"),
  ])
  func `takes a URL apart`(url: String, transport: String, authority: String, target: String) throws {
    let address = try #require(WebSocketAddress(url))
    #expect(address.transportURL == transport)
    #expect(address.authority == authority)
    #expect(address.target == target)
    #expect(address.isSecure == transport.hasPrefix("https"))
  }

  @Test(arguments: [
    "", "ws", "ws:", "ws:/host", "ws://", "ws:///path", "http://host/", "https://host/", "wsx://host/",
    "ws://host#part",
    "ws://user@host/", "ws://user:word@host/", "ws://host:/", "ws://host:0/", "ws://host:65536/", "ws://host:x/",
    "ws://host:+1/", "ws://[::1/", "ws://[]/", "ws://[g]/", "ws://[::1]x/", "ws://ho st/", "ws://host/a b",
    "ws://host/\r\nX: y", "ws://host/\u{0}", "ws://höst/", "ws://host/é", "ws://ho%73t/", "ws://host\\@other/",
  ])
  func `refuses what is no such URL`(url: String) {
    #expect(WebSocketAddress(url) == nil)
  }
}

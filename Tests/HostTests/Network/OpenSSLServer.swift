import Foundation
import LoopbackExchange
import Testing

@testable import Host

/// A TLS server with a certificate that it signed itself: `openssl s_server`, whose input is what the client gets.
final class OpenSSLServer {
  /// The `openssl` of this machine; nil where there is none.
  static let tool = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    .map { $0 + "/openssl" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  let port: UInt16
  /// The certificate, in PEM.
  let certificate: String
  private let folder: URL
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  /// - Parameter name: what the certificate is for, as OpenSSL writes it: `IP:127.0.0.1`.
  init(for name: String) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "entrygate-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let tool = URL(filePath: try #require(OpenSSLServer.tool))
    let key = folder.appending(path: "key.pem").path
    certificate = folder.appending(path: "certificate.pem").path
    let request = Process()
    request.executableURL = tool
    request.arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
      "/CN=entrygate test", "-addext", "subjectAltName=\(name)", "-keyout", key, "-out", certificate,
    ]
    request.standardError = FileHandle.nullDevice
    try request.run()
    request.waitUntilExit()
    try #require(request.terminationStatus == 0)

    process.executableURL = tool
    process.arguments = ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key]
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var text = OpenSSLServer.read(output, until: #/ACCEPT [^\n]*:[0-9]+\n/#)
    text.removeFirst(text.range(of: "ACCEPT ").map { text.distance(from: text.startIndex, to: $0.upperBound) } ?? 0)
    port = try #require(UInt16(text.prefix { $0 != "\n" }.split(separator: ":").last ?? ""))
  }

  deinit {
    // A process that is started from a thread of the test runner is deaf to gentler signals. Foundation reaps it.
    kill(process.processIdentifier, SIGKILL)
    try? FileManager.default.removeItem(at: folder)
  }

  /// Waits for the head of a request, and agrees to a WebSocket; then sends more.
  func agree(andSend more: [UInt8]) {
    _ = OpenSSLServer.read(output, until: #/GET [^\n]*\r\n(?s:.*)\r\n\r\n/#)
    input.fileHandleForWriting.write(Data(switchingProtocols() + more))
  }

  /// Waits for the head of a question, and answers.
  func answerPost(with response: String) {
    _ = OpenSSLServer.read(output, until: #/POST [^\n]*\r\n(?s:.*)\r\n\r\n/#)
    input.fileHandleForWriting.write(Data(response.utf8))
  }

  // What the server prints until something stands in it.
  private static func read(_ pipe: Pipe, until pattern: some RegexComponent) -> String {
    var bytes = Data()
    while String(decoding: bytes, as: UTF8.self).firstMatch(of: pattern) == nil {
      guard Loopback.wait(pipe.fileHandleForReading.fileDescriptor, POLLIN) else { break }
      let more = pipe.fileHandleForReading.availableData
      if more.isEmpty { break }
      bytes += more
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

import Foundation
import RuleEngine
import Testing

@testable import Host

/// Which certificates a webhook is trusted by, and a webhook that cannot be used.
@Suite(.serialized, .timeLimit(.minutes(1))) struct RunWebhookTests {
  private static let secret = "s3cr3t"

  private func webhook(port: UInt16, caFile: String?) throws -> Webhook {
    var variables = [Webhook.urlVariable: "https://127.0.0.1:\(port)/\(Self.secret)"]
    variables[Webhook.caFileVariable] = caFile
    var webhook = try #require(try Webhook(Environment(variables: variables)))
    webhook.network.proxy = ""
    return webhook
  }

  private func post(_ webhook: Webhook) throws -> Mailbox<DeliverySchedule.Outcome> {
    let outcomes: Mailbox<DeliverySchedule.Outcome> = try Mailbox()
    let message = AlertMessage(.resumed, timeMs: 0, language: .en)
    try HostThread.start {
      if let post = webhook.poster(Cancellation()) { outcomes.post(post(message)) }
    }
    return outcomes
  }

  @Test(.enabled(if: OpenSSLServer.tool != nil, "openssl is missing here: TLS is not tested"))
  func `a webhook's certificate is checked by a file of its own`() throws {
    let server = try OpenSSLServer(for: "IP:127.0.0.1")
    let trusting = try post(webhook(port: server.port, caFile: server.certificate))
    server.answerPost(with: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    #expect(trusting.take(timeoutMs: -1) == [.delivered])
  }

  @Test(.enabled(if: OpenSSLServer.tool != nil, "openssl is missing here: TLS is not tested"))
  func `without one it is checked by those of the system, which know no such server`() throws {
    let server = try OpenSSLServer(for: "IP:127.0.0.1")
    let webhook = try webhook(port: server.port, caFile: nil)
    #expect(webhook.network.caFile == nil)
    #expect(try post(webhook).take(timeoutMs: -1) == [.unavailable])
  }

  @Test func `a webhook beside a store in memory is named when the host starts, without its address`() throws {
    let gate = GateProcess(folder: try ScratchFolder())
    try gate.folder.file("rules.json", Fixture.rules(Fixture.longOnly("longs")))
    for (language, word) in [("en", "WARNING ⚠️ no alert is posted"), ("zh", "WARNING ⚠️ 告警不会推送")] {
      let run = try gate.run(
        ["run", "--store", ":memory:", "--lang", language], input: Fixture.liveLine("a") + "\n",
        environment: [Webhook.urlVariable: "https://hooks.example/\(Self.secret)"])
      #expect(run.code == 0 && run.lines.count == 1)
      #expect(run.errors.contains(word), "\(run.errors)")
      #expect(!run.errors.contains(Self.secret))
    }
  }
}

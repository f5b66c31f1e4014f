import RuleEngine
import Testing

@testable import Host

/// Which alerts go to the webhook by themselves, and which variables make one.
@Suite struct WebhookAlertsTests {
  private static let secret = "hooks.example/T0/s3cr3t"

  @Test func `states and what the store refused are added; recorded signals come with their records`() throws {
    let folder = try ScratchFolder()
    let journal = try Journal(folder)
    let log = LogAlerts(log: Log(level: .info, format: .text, output: journal.output), language: .en)
    var added: [AlertMessage.Kind] = []
    let clock = HostClock(wallMs: { 0 }, monotonicMs: { 0 })
    let alerts = WebhookAlerts(log: log, language: .en, clock: clock) { added.append($0.kind) }
    let signal = try AlertFixture.signal()
    let refused = Ruling.Rejection(stage: .store, rule: nil, code: "store_unavailable", reason: "full")
    let sent: [Alert] = [
      .signal(signal), .rejected(signal, AlertFixture.rejection, availableBalanceUSD: nil), .signal(signal),
      .rejected(signal, refused, availableBalanceUSD: nil), .gateSkipped(signal, AlertFixture.skip()),
      .gateSkipped(signal, AlertFixture.skip()), .feed(.perp("PURR"), isLive: true),
      .feed(.perp("PURR"), isLive: false), .reloadFailed("x"), .halted(Halt(why: "y", sinceMs: 0, untilMs: nil)),
      .resumed,
    ]
    for alert in sent { alerts.send(alert, nowMs: 0) }
    #expect(added == [.signal, .rejected, .gateSkipped, .feedDown, .reloadFailed, .halted, .resumed])
    #expect(try journal.lines().count == 4)
  }

  private func webhook(_ url: String?, _ format: String?) throws -> Webhook? {
    var variables: [String: String] = [:]
    variables[Webhook.urlVariable] = url
    variables[Webhook.formatVariable] = format
    return try Webhook(Environment(variables: variables))
  }

  @Test func `the variables say where to and how`() throws {
    #expect(try webhook(nil, "slack") == nil)
    #expect(try webhook("", nil) == nil)
    #expect(try webhook("https://h", nil)?.formatter == AlertFormatter(format: .json))
    #expect(try webhook("https://h", "feishu")?.formatter == AlertFormatter(format: .feishu))
    let telegram = try webhook("https://h/bot1:x/sendMessage?a=b&chat_id=%40my_channel#c", "telegram")
    #expect(telegram?.formatter == AlertFormatter(format: .telegram, chatID: "@my_channel"))
  }

  @Test(arguments: [
    (secret, nil), ("ftp://\(secret)", "slack"), ("https://\(secret)", "telegram"),
    ("https://\(secret)?chat_id=", "telegram"), ("https://\(secret)", "pager"), ("https://", nil),
    ("https:///s3cr3t", nil), ("http://[::1/s3cr3t", nil), ("https://bad host/s3cr3t", nil),
    ("https://hooks.example/\r\nX: s3cr3t", nil), ("https://hooks.example\n/s3cr3t", nil),
    ("file:///etc/s3cr3t", nil),
    ("https://hooks.example/s3cr3t\0", nil), ("https://hooks.example:port/s3cr3t", nil), ("json", "s3cr3t.example"),
  ])
  func `an error about a webhook does not repeat its URL`(_ url: String, _ format: String?) throws {
    do {
      _ = try webhook(url, format)
      Issue.record("no error")
    } catch let error as HostError {
      let text = error.description
      #expect(!text.contains("s3cr3t") && !text.contains("example") && text.contains("TRADING_ALERT_"))
      #expect(text.contains("a text that is not shown") && error.exitCode == .configuration)
    }
  }

  @Test(arguments: [
    ("https://h", "h"), ("https://user:s3cr3t@hooks.example:8443/x?y#z", "hooks.example"),
    ("http://[::1]:80/x", "[::1]"),
    ("http://127.0.0.1/x", "127.0.0.1"),
  ])
  func `of a URL nothing but the server's name is for others to see`(_ url: String, _ host: String) throws {
    #expect(try webhook(url, nil)?.host == host)
  }

  @Test func `a file of certificates that cannot be read is found before the first alert`() throws {
    let folder = try ScratchFolder()
    try folder.file("ca.pem", "")
    func webhook(_ caFile: String) throws -> Webhook? {
      try Webhook(Environment(variables: [Webhook.urlVariable: "https://h", Webhook.caFileVariable: caFile]))
    }
    #expect(try webhook(folder.path("ca.pem"))?.network.caFile == folder.path("ca.pem"))
    do {
      _ = try webhook(folder.path("s3cr3t.pem"))
      Issue.record("no error")
    } catch let error as HostError {
      #expect(error.exitCode == .configuration && error.description.contains(Webhook.caFileVariable))
      #expect(!error.description.contains("s3cr3t"))
    }
  }
}

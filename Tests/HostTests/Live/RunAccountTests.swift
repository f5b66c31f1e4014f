import Foundation
import LoopbackExchange
import RuleEngine
import Testing

@testable import Host

/// An account's balance in the record and the status of a running host.
@Suite(.timeLimit(.minutes(5))) struct RunAccountTests {
  private let folder: ScratchFolder
  private let exchange: LoopbackExchange

  init() throws {
    folder = try ScratchFolder()
    exchange = try LoopbackExchange()
    try folder.file(
      "rules.json", Fixture.rules(Fixture.longOnly("longs"), riskReview: [AccountTexts.floor("100")]))
  }

  private func host(_ environment: [String: String]) throws -> RunningHost {
    let local = ["no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"]
    return try RunningHost(
      folder,
      ["--rest-url", "http://127.0.0.1:\(exchange.port)", "--ws-url", "ws://127.0.0.1:\(exchange.port)/ws"],
      environment: local.merging(environment) { $1 })
  }

  private func evidence() throws -> [String] {
    let connection = try SQLiteConnection(path: folder.path("store.sqlite"), .readWrite, busyTimeoutMs: 10_000)
    return try StoreFixture.rows("SELECT evidence FROM verdicts ORDER BY seq", connection, columns: 1)
      .map { $0[0] ?? "" }
  }

  @Test func `the record holds the balance under its hash, and one without it is what it was`() throws {
    defer { exchange.stop() }
    exchange.with { $0.withdrawable = [AccountTexts.address.lowercased(): "123.4"] }
    let first = try host([:])
    #expect(VerdictText(try first.connect().ask(Fixture.liveLine("a"))).word == "balance_missing")
    first.signal(SIGTERM)
    #expect(first.waitForEnd() == 0)
    #expect(exchange.with { $0.requests }.isEmpty)

    let second = try host([AccountAddress.variable: AccountTexts.address])
    try second.wait { $0["account"]?["available_usd"]?.string == "123.4" }
    let client = try second.connect()
    #expect(VerdictText(try client.ask(Fixture.liveLine("b"))).word == "approved")
    #expect(VerdictText(try client.ask(Fixture.liveLine("b", "short"))).word == "id_conflict")
    second.signal(SIGTERM)
    #expect(second.waitForEnd() == 0)

    let evidence = try evidence()
    #expect(evidence.count == 3)
    #expect(evidence[0] == #"{"inputs":[]}"#)
    let account = #/"account":\{"available_usd":"123\.4","age_ms":[0-9]+,"received":[0-9]{13}\}\}$/#
    #expect(evidence[1].contains(account) && evidence[1].contains(#""entry":{"coin":"PURR""#), "\(evidence[1])")
    #expect(evidence[2].contains(account))
    let left = try LeftStore(folder)
    #expect(left.brokenLinks == 0 && left.verdicts.count == 3)
    #expect(left.verdicts.allSatisfy { !$0.contains("account") })
  }

  @Test func `status tells the balance with its age, as JSON and as a table, and never the whole address`() throws {
    defer { exchange.stop() }
    let host = try host([AccountAddress.variable: AccountTexts.address])
    try host.wait { $0["account"]?["address"]?.string == "0xabcd…12ef" && $0["account"]?["available_usd"] == nil }
    let table = try host.gate.run(["status", "--listen", "s"])
    #expect(table.output.contains(#/balance +unknown, of 0xabcd…12ef/#), "\(table.output)")
    host.signal(SIGTERM)
    _ = host.waitForEnd()
    exchange.with { $0.withdrawable = [AccountTexts.address.lowercased(): "77.25"] }
    let again = try self.host([AccountAddress.variable: AccountTexts.address])
    try again.wait { status in
      status["account"]?.members?.map(\.key) == ["address", "available_usd", "age_ms"]
        && status["account"]?["available_usd"]?.string == "77.25"
    }
    let known = try again.gate.run(["status", "--listen", "s"])
    #expect(known.output.contains(#/balance +\$77\.25, [0-9]+ ms old, of 0xabcd…12ef/#), "\(known.output)")
    #expect(!known.output.lowercased().contains(AccountTexts.address.lowercased()))
  }

  @Test func `a wrong address ends the host before it begins, with 78 and what to do`() throws {
    defer { exchange.stop() }
    let run = try GateProcess(folder: folder).run(
      ["run", "--store", "other.sqlite"], environment: [AccountAddress.variable: "0x1234"])
    #expect(run.code == 78)
    #expect(run.errors.contains("TRADING_ACCOUNT_ADDRESS") && run.errors.contains("correct it"), "\(run.errors)")
    #expect(!folder.exists("other.sqlite"))
  }

  @Test(arguments: [
    ("mainnet", "https://api.hyperliquid.xyz/info"), ("testnet", "https://api.hyperliquid-testnet.xyz/info"),
  ])
  func `the balance is that of the network whose market data is read`(network: String, url: String) throws {
    defer { exchange.stop() }
    let arguments = try Arguments(
      ["--market-network", network], options: RunCommand.help.options, command: "run")
    var settings = LiveSettings()
    #expect(try RunCommand.endpoints(arguments, &settings).rest == url)
  }
}

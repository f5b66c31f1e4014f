#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Foundation
import LoopbackExchange
import TestSupport
import Testing

@testable import Host

/// Hosts that are killed while eight clients ask, with live books of both legs.
@Suite(.timeLimit(.minutes(15))) struct RunKillTests {
  private let folder: ScratchFolder
  private let exchange: LoopbackExchange

  // Each pair may enter once in an hour, so that whoever asks again learns whether the first time is remembered.
  private static let rules = Fixture.rules(
    Fixture.rate(1, per: "pair"),
    Fixture.arb(#","on_unavailable":"reject""#, params: #""max_age_ms":60000,"max_skew_ms":60000"#))

  init() throws {
    folder = try ScratchFolder()
    try folder.file("rules.json", RunKillTests.rules)
    exchange = try LoopbackExchange()
  }

  private static func line(_ id: String, pair: String) -> String {
    #"{"id":"\#(id)","symbol":"PURR/USDC:USDC","base_symbol":"\#(pair)","direction":"long"}"#
  }

  private func start() throws -> RunningHost {
    let url = "127.0.0.1:\(exchange.port)"
    return try RunningHost(folder, ["--rest-url", "http://\(url)", "--ws-url", "ws://\(url)/ws"])
  }

  /// Has eight clients ask until the host is killed, which it is after so many answers.
  private func killUnderLoad(_ host: RunningHost, round: Int, after enough: Int) throws -> [String] {
    let count = AnswerCount()
    let connections = try (0..<8).map { _ in try host.connect() }
    let wait = RunClients.start(connections) { index, connection -> [String] in
      var answers: [String] = []
      // Every entry is one of a pair of its own.
      while let answer = try? connection.ask(
        RunKillTests.line("r\(round)-c\(index)-\(answers.count)", pair: "R\(round)C\(index)N\(answers.count)"))
      {
        answers.append(answer)
        count.add()
      }
      return answers
    }
    var steps = 0
    while count.now < enough, steps < 10_000 {
      exchange.publish(["PURR": .init(bid: "0.0012\(steps % 4)", ask: "0.00124")])
      count.wait(for: min(count.now + 20, enough))
      steps += 1
    }
    host.signal(SIGKILL)
    _ = host.waitForEnd()
    return try wait().flatMap(\.self)
  }

  /// Asks again for pairs that were let through, of the host that came after.
  private func expectRemembered(_ answers: [String], by host: RunningHost, round: Int) throws {
    let client = try host.connect()
    for (index, answer) in answers.enumerated() {
      let pair = try #require(answer.firstMatch(of: /"pair":"PURR\|([A-Z0-9]+)"/)).1
      let again = try client.ask(RunKillTests.line("again-\(round)-\(index)", pair: String(pair)))
      #expect(VerdictText(again).word == "rate_exceeded", "\(again)")
    }
  }

  @Test func `kill -9 under load: every verdict a client received is stored, and counts for the next host's limits`()
    throws
  {
    defer { exchange.stop() }
    var random = SplitMix64(seed: 20)
    var received: [String] = []
    var last: [String] = []
    for round in 0..<StormSize.kills {
      let host = try start()
      try expectRemembered(last, by: host, round: round)
      let enough = Int.random(in: 20...150, using: &random)
      let answers = try killUnderLoad(host, round: round, after: enough)
      #expect(answers.count >= enough)
      #expect(answers.allSatisfy { VerdictText($0).word == "approved" && $0.contains(#""feed":"spot:PURR""#) })
      last = Array(answers.shuffled(using: &random).prefix(16))
      received += answers
    }
    let host = try start()
    try expectRemembered(last, by: host, round: StormSize.kills)
    host.signal(SIGTERM)
    #expect(host.waitForEnd() == 0)
    let left = try LeftStore(folder)
    #expect(left.integrity == "ok")
    #expect(left.brokenLinks == 0)
    let approved = left.verdicts.filter { VerdictText($0).word == "approved" }
    let missing = Set(received).subtracting(approved)
    #expect(missing.isEmpty, "\(missing.count) of \(received.count) are lost")
    // What is stored and was not received: at most the one question of each client that was open.
    #expect(approved.count - received.count <= StormSize.kills * 8)
    print(
      "kills: \(StormSize.kills), \(received.count) verdicts received, \(missing.count) lost,",
      "\(approved.count - received.count) stored and not received, \(left.brokenLinks) broken links")
  }
}

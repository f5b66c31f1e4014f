import Foundation
import LoopbackExchange
import Synchronization
import TestSupport

/// Runs the exchange of the tests as a program of its own, until it is told to stop.
enum ExchangeProgram {
  // A handler of a system signal may do next to nothing, and can be told of a place to write to in no other way.
  private static let isStopping = Atomic<Bool>(false)

  static func main(_ arguments: [String]) {
    let options: ExchangeOptions
    do {
      options = try ExchangeOptions(arguments.dropFirst())
    } catch {
      fail("\(error.text); see Scripts/exchange --help", code: 64)
    }
    if options.wantsHelp { return say(ExchangeOptions.help) }
    listenForSignals()
    do {
      let exchange = try LoopbackExchange(port: options.port)
      exchange.with { state in
        state.ignoresFast = options.ignoresFast
        state.otherWithdrawable = "\(options.balanceUSD).0"
      }
      greet(exchange, gate: folder(of: arguments.first ?? "") + "entrygate")
      var round = ExchangeRound(exchange: exchange, options: options)
      while !isStopping.load(ordering: .relaxed), let waitMs = round.next() {
        for line in round.takeNews() { say(line) }
        // A signal ends the wait, where it comes to this thread.
        _ = poll(nil, 0, Int32(clamping: waitMs))
      }
      exchange.stop()
      say("exchange: stopped")
    } catch {
      fail("port \(options.port): \(error)", code: 74)
    }
  }

  private static func greet(_ exchange: LoopbackExchange, gate: String) {
    say(
      """
      exchange: listening on 127.0.0.1:\(exchange.port); Ctrl-C ends it
      exchange: in another terminal, start a gate on it:

        mkdir -p live && cp rules.json live/rules.json
        TRADING_FUTURES_SPOT_ARB_ENABLED=true \(gate) run --rules live/rules.json --watch --lang en \\
          --store live/entrygate.sqlite --listen live/entrygate.sock \\
          --rest-url http://127.0.0.1:\(exchange.port) --ws-url ws://127.0.0.1:\(exchange.port)/ws

      """)
  }

  private static func folder(of program: String) -> String {
    program.lastIndex(of: "/").map { String(program[...$0]) } ?? ""
  }

  private static func listenForSignals() {
    // Whoever started this may have left them blocked, or ignored.
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGTERM, SIGINT] {
      sigaddset(&set, number)
      signal(number) { _ in ExchangeProgram.isStopping.store(true, ordering: .relaxed) }
    }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  private static func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

  private static func fail(_ text: String, code: Int32) -> Never {
    FileHandle.standardError.write(Data("exchange: \(text)\n".utf8))
    exit(code)
  }
}

/// What the exchange's command line asks for.
struct ExchangeOptions {
  struct Fault: Error {
    let text: String
  }

  static let help = """
    An exchange on this machine, to try `entrygate run` against: REST and WebSocket on 127.0.0.1, PURR and HYPE moving.

    Usage: Scripts/exchange [options]

      --port N             where it listens (18080)
      --seed N             another market (1)
      --drop-every S       ends every connection each S seconds, in turn with a close frame, without one and by a reset
      --silence-every S    each S seconds keeps the connections that stand open and says nothing more to them
      --ignore-fast        sends books every 5.4 s, like a server that does not know `fast`
      --balance USD        what every account has free (1000), for TRADING_ACCOUNT_ADDRESS
      --for S              ends after S seconds instead of at Ctrl-C
      --help               this

    Example: Scripts/exchange --port 18080 --drop-every 30
    """

  var port: UInt16 = 18080
  var seed: UInt64 = 1
  var balanceUSD: UInt32 = 1000
  var dropEveryMs: Int64?
  var silenceEveryMs: Int64?
  var forMs: Int64?
  var ignoresFast = false
  var wantsHelp = false

  init(_ arguments: some Sequence<String>) throws(Fault) {
    var rest = Array(arguments)[...]
    while let name = rest.popFirst() {
      switch name {
      case "--help", "-h": wantsHelp = true
      case "--ignore-fast": ignoresFast = true
      case "--port": port = try Self.number(rest.popFirst(), of: name)
      case "--seed": seed = try Self.number(rest.popFirst(), of: name)
      case "--balance": balanceUSD = try Self.number(rest.popFirst(), of: name)
      case "--drop-every": dropEveryMs = try Self.milliseconds(rest.popFirst(), of: name)
      case "--silence-every": silenceEveryMs = try Self.milliseconds(rest.popFirst(), of: name)
      case "--for": forMs = try Self.milliseconds(rest.popFirst(), of: name)
      default: throw Fault(text: "unknown option \(name)")
      }
    }
  }

  private static func number<Number: FixedWidthInteger>(
    _ text: String?, of name: String
  ) throws(Fault) -> Number {
    guard let text, let number = Number(text), number > 0 else {
      throw Fault(text: "\(name) needs a whole number above 0")
    }
    return number
  }

  private static func milliseconds(_ text: String?, of name: String) throws(Fault) -> Int64 {
    let seconds: UInt32 = try number(text, of: name)
    return Int64(seconds) * 1000
  }
}

@testable import Host
import RuleEngine
import TestSupport
import Testing

/// A recording file, line by line.
@Suite struct RecordingTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  static func frame(_ timeMs: Int64, _ coin: String = "PURR") -> String {
    #"{"channel":"l2Book","data":{"coin":"\#(coin)","time":\#(timeMs),"levels":[[],[]]}}"#
  }

  /// Every event in words: what it is, and when it was received.
  static func events(_ recording: Recording) throws -> [String] {
    var events: [String] = []
    while let event = recording.next {
      switch event.body {
      case .book(let book, let source): events.append("\(book.coinID) \(source.rawValue) \(event.receivedNs)")
      case .context(let coin, _): events.append("context \(coin) \(event.receivedNs)")
      case .balance: events.append("balance \(event.receivedNs)")
      case .trail(let coinID, _): events.append("trail \(coinID) \(event.receivedNs)")
      case .marker: events.append("marker \(event.receivedNs)")
      case .skipped(let kind): events.append("\(kind) \(event.receivedNs)")
      }
      try recording.advance()
    }
    return events
  }

  private func events(_ text: String) throws -> [String] {
    try RecordingTests.events(Recording(path: folder.file("r.jsonl", text)))
  }

  @Test func `receives a plain frame when it was made, but never before the line above`() throws {
    let frame = RecordingTests.frame
    let lines = [
      frame(1000, "A"), frame(900, "B"), "1500000001 \(frame(1400, "C"))", frame(1500, "D"), frame(1501, "E"),
      #"{"received":2000,"event":"disconnected"}"#, frame(1800, "F"), #"{"received":2100,"frame":{"channel":"bbo"}}"#,
      frame(2050, "G"), #"{"received":2200,"frame":{"channel":"l2Book","data":null}}"#, frame(2150, "H"),
      "2300000000 pong", frame(2250, "I"), #"{"received":2400,"event":"rebooted"}"#, frame(2350, "J"),
      "1000000000 \(frame(10, "K"))", #"{"received":3,"source":"rest","frame":\#(frame(3, "L"))}"#, frame(2401, "M"),
    ]
    #expect(
      try events(lines.joined(separator: "\n") + "\n") == [
        "A ws 1000000000", "B ws 1000000000", "C ws 1500000001", "D ws 1500000001", "E ws 1501000000",
        "marker 2000000000", "F ws 2000000000", #"channel("bbo") 2100000000"#, "G ws 2100000000",
        "malformed 2200000000", "H ws 2200000000", "notAFrame 2300000000", "I ws 2300000000", "malformed 2400000000",
        "J ws 2400000000", "K ws 2400000000", "L rest 2400000000", "M ws 2401000000",
      ])
  }

  @Test func `keeps nanoseconds, and never makes an age too small`() throws {
    var random = SplitMix64(seed: 411)
    let times = (0..<200).map { _ in Int64.random(in: 0...9_223_372_036_854_775_807, using: &random) }.sorted()
    let text = times.map { "\($0) \(RecordingTests.frame(1))\n" }.joined()
    let recording = try Recording(path: folder.file("r.jsonl", text))
    for time in times {
      let event = try #require(recording.next)
      #expect(event.receivedNs == time)
      #expect(event.receivedMs * 1_000_000 <= time && time - event.receivedMs * 1_000_000 < 1_000_000)
      try recording.advance()
    }
    #expect(recording.next == nil)
  }

  @Test func `takes the spot books of a header in the first line`() throws {
    let header = #"{"recording":1,"network":"mainnet","spot":{"PURR":"PURR/USDC"}}"#
    let first = try Recording(path: folder.file("r.jsonl", "\(header)\n\(RecordingTests.frame(5))\n"))
    #expect(first.spotCoins == ["PURR": "PURR/USDC"])
    #expect(try RecordingTests.events(first) == ["PURR ws 5000000"])
    let alone = try Recording(path: folder.file("r.jsonl", header))
    #expect(alone.spotCoins == ["PURR": "PURR/USDC"] && alone.next == nil)
    // A blank line is no line.
    let belowBlank = try Recording(path: folder.file("r.jsonl", "\n  \n\(header)\n"))
    #expect(belowBlank.spotCoins == ["PURR": "PURR/USDC"])
  }

  @Test(arguments: ["Websocket connection established.\n", "\(frame(1))\n"])
  func `takes no header in a later line, and skips it whatever it says`(above: String) throws {
    for header in [#"{"recording":1,"spot":{"PURR":"@1"}}"#, #"{"recording":2}"#, #"{"recording":1,"spot":7}"#] {
      let recording = try Recording(path: folder.file("r.jsonl", "\(above)\(header)\n\(RecordingTests.frame(2))\n"))
      #expect(recording.spotCoins.isEmpty)
      let time = above.hasPrefix("{") ? 1_000_000 : 0
      #expect(try RecordingTests.events(recording).suffix(2) == ["malformed \(time)", "PURR ws 2000000"])
    }
  }

  @Test(
    arguments: [
      (#"{"recording":2}"#, RecordingFault.unknownVersion),
      (#"{"recording":1,"spot":{"PURR":0}}"#, RecordingFault.malformedSpotCoins),
      (#"{"recording":1,"spot":{},"spot":{"PURR":"@1"}}"#, RecordingFault.duplicateKey),
      (#"{"recording":1,"network":"mainet"}"#, RecordingFault.unknownNetwork),
    ])
  func `is not followed where its first line cannot be`(header: String, fault: RecordingFault) throws {
    let path = try folder.file("r.jsonl", "\(header)\n\(RecordingTests.frame(2))\n")
    let error = try #require(throws: HostError.self) { try Recording(path: path) }
    guard case .recording(path, line: 1, fault) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(error.exitCode == .badInput)
    #expect("\(error)" == "\(path):1: \(fault)")
  }

  @Test func `passes over blank lines and ends of lines of any kind`() throws {
    let frame = RecordingTests.frame
    let text = "\r\n\n \t\r\n\(frame(1, "A"))\r\n\n2000000 \(frame(2, "B"))\r\n   \n\(frame(3, "C"))"
    #expect(try events(text) == ["A ws 1000000", "B ws 2000000", "C ws 3000000"])
    #expect(try events("") == [])
    #expect(try events("\n\n") == [])
    #expect(try events(frame(4, "D")) == ["D ws 4000000"])
  }

  @Test func `counts a line that is too long and reads the next one`() throws {
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 17 << 20)
    let frame = Array(RecordingTests.frame(7).utf8)
    let between = try Recording(path: folder.file("r.jsonl", frame + [0x0A] + long + [0x0A] + frame))
    #expect(try RecordingTests.events(between) == ["PURR ws 7000000", "tooLong 7000000", "PURR ws 7000000"])
    let only = try Recording(path: folder.file("r.jsonl", long))
    #expect(try RecordingTests.events(only) == ["tooLong 0"])
  }

  @Test func `says which file it cannot read`() throws {
    let error = try #require(throws: HostError.self) { try Recording(path: folder.path("none.jsonl")) }
    #expect("\(error)".contains("none.jsonl") && error.exitCode == .noInput)
  }
}

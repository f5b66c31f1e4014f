@testable import Host
import RuleEngine
import Testing

/// Which texts are frames, and what they say.
@Suite struct FrameParserTests {
  private let level = BookFrame.Level(price: "2", size: "10")
  private let ask = BookFrame.Level(price: "3", size: "4")

  private func permutations(_ members: [String]) -> [String] {
    if members.count < 2 { return members }
    return members.indices.flatMap { index -> [String] in
      var rest = members
      let first = rest.remove(at: index)
      return permutations(rest).map { "\(first),\($0)" }
    }
  }

  @Test func `reads the top of a book as the exchange sends it`() throws {
    let book = try #require(Frames.book(Frames.sample))
    #expect(book.coinID == "PURR")
    #expect(book.timeMs == 1_774_429_215_348)
    #expect(book.bid == .init(price: "0.14803", size: "20749"))
    #expect(book.ask == .init(price: "0.14806", size: "25170"))
    let quote = try #require(book.quote(receivedMs: 7, source: .rest))
    #expect(quote.top == .book(bid: "0.14803", ask: "0.14806"))
    #expect(quote.bidSize == "20749" && quote.askSize == "25170")
    #expect(quote.exchangeTimeMs == 1_774_429_215_348 && quote.receivedMs == 7 && quote.source == .rest)
  }

  @Test func `reads keys in any order, the channel behind its data too`() {
    let expected = FrameParser.Frame.book(
      BookFrame(coinID: "PURR", timeMs: 1000, bid: level, ask: ask), source: nil)
    var count = 0
    for bid in permutations([#""px":"2""#, #""sz":"10""#, #""n":1"#]) {
      let levels = #""levels":[[{\#(bid)}],[{"n":1,"sz":"4","px":"3"}]]"#
      for data in permutations([#""coin":"PURR""#, #""time":1000"#, levels]) {
        for frame in permutations([#""channel":"l2Book""#, #""data":{\#(data)}"#]) {
          #expect(Frames.read("{\(frame)}") == expected, "{\(frame)}")
          count += 1
        }
      }
    }
    #expect(count == 72)
  }

  @Test func `passes over keys it does not know, however deep, and twice`() {
    let junk = #""x":{"px":"0","coin":7,"levels":[[[[]]]],"x":null},"x":[1,{"channel":"trades"}],"é":"\ud83d\ude00""#
    let text = """
      {\(junk),"channel":"l2Book",\(junk),"data":{\(junk),"coin":"PURR","time":1000,"levels":[[{\(junk),"px":"2",
      "sz":"10","n":-1e9,\(junk)}],[{"px":"3","sz":"4"}]],\(junk)},\(junk)}
      """
    #expect(Frames.book(text) == BookFrame(coinID: "PURR", timeMs: 1000, bid: level, ask: ask))
  }

  @Test func `reads escape sequences in keys and names`() {
    let text = #"""
      {"\u0063hannel":"l2\u0042ook","d\u0061ta":{"coin":"PURR\/USDC","t\u0069me":1e3,"levels":[[],[]]}}
      """#
    #expect(Frames.book(text) == BookFrame(coinID: "PURR/USDC", timeMs: 1000, bid: nil, ask: nil))
  }

  @Test func `keeps an empty side empty, and then has no quote`() {
    let bids = #"[{"px":"2","sz":"10","n":1},{"px":"1","sz":"9","n":1}]"#
    let asks = #"[{"px":"2","sz":"10","n":1},{"px":"9","sz":"9","n":1}]"#
    let cases = [("[\(bids),[]]", level, nil), ("[[],\(asks)]", nil, level), ("[[],[]]", nil, nil)]
    for (levels, bid, ask) in cases as [(String, BookFrame.Level?, BookFrame.Level?)] {
      let book = Frames.book(Frames.frame(levels: levels))
      #expect(book == BookFrame(coinID: "PURR", timeMs: 1000, bid: bid, ask: ask))
      #expect(book?.quote(receivedMs: 1000, source: .webSocket) == nil)
    }
  }

  @Test func `takes a side for empty where nothing stands at its best price`() {
    for (bid, ask) in [("0", "1"), ("1", "0.0"), ("0", "0")] {
      let levels = #"[[{"px":"2","sz":"\#(bid)"},{"px":"1","sz":"5"}],[{"px":"3","sz":"\#(ask)"},{"px":"4","sz":"5"}]]"#
      let book = Frames.book(Frames.frame(levels: levels))
      #expect(book?.bid?.price == "2" && book?.ask?.price == "3")
      #expect(book?.quote(receivedMs: 1000, source: .webSocket) == nil)
    }
  }

  @Test func `keeps a crossed book as it is, for the rules to refuse`() {
    let crossed = #"[[{"px":"5","sz":"1"}],[{"px":"4","sz":"1"}]]"#
    let quote = Frames.book(Frames.frame(levels: crossed))?.quote(receivedMs: 0, source: .webSocket)
    #expect(quote?.isCrossed == true)
  }

  @Test(
    arguments: [
      (#"{"channel":"pong"}"#, "pong"), (#"{"channel":"error","data":"Already subscribed: {}"}"#, "error"),
      (#"{"channel":"post","data":{"id":7,"response":{"payload":{"type":"l2Book","data":null}}}}"#, "post"),
      (#"{"data":null,"channel":"trades"}"#, "trades"), (#"{"channel":"l2book","data":{}}"#, "l2book"),
      (#"{"channel":"bbo","data":{"coin":"BTC","time":-1,"levels":[]}}"#, "bbo"), (#"{"channel":""}"#, ""),
      (#"{"channel":"subscriptionResponse","data":{"method":"subscribe"}}"#, "subscriptionResponse"),
    ])
  func `names another channel and does not read its data`(text: String, channel: String) {
    #expect(Frames.read(text) == .otherChannel(channel))
  }

  @Test(
    arguments: [
      "null", "[]", "7", #""l2Book""#, "{}", #"{"data":{}}"#, #"{"channel":null}"#, #"{"channel":7,"data":{}}"#,
      #"{"channel":"l2Book"}"#, #"{"channel":"l2Book","data":null}"#, #"{"channel":"l2Book","data":[]}"#,
      #"{"channel":"l2Book","data":"x"}"#, #"{"data":null,"channel":"l2Book"}"#, #"{"channel":"l2Book","data":{}}"#,
      #"{"channel":"pong","channel":"pong"}"#, #"{"channel":"pong","data":1,"data":1}"#,
      #"{"channel":"pong","source":"ftp"}"#, #"{"channel":"pong","source":null}"#,
      #"{"coin":"PURR","time":1000,"levels":[[],[]]}"#,
    ])
  func `refuses what is no frame`(text: String) { #expect(Frames.read(text) == nil) }

  @Test(
    arguments: [
      #""time":1000,"levels":[[],[]]"#, #""coin":null,"time":1000,"levels":[[],[]]"#,
      #""coin":7,"time":1000,"levels":[[],[]]"#, #""coin":"A","levels":[[],[]]"#,
      #""coin":"A","time":null,"levels":[[],[]]"#, #""coin":"A","time":"1000","levels":[[],[]]"#,
      #""coin":"A","time":-1,"levels":[[],[]]"#, #""coin":"A","time":1000.5,"levels":[[],[]]"#,
      #""coin":"A","time":9223372036855,"levels":[[],[]]"#, #""coin":"A","time":1e30,"levels":[[],[]]"#,
      #""coin":"A","time":1000"#, #""coin":"A","time":1000,"levels":null"#, #""coin":"A","time":1000,"levels":{}"#,
      #""coin":"A","time":1000,"levels":[]"#, #""coin":"A","time":1000,"levels":[[]]"#,
      #""coin":"A","time":1000,"levels":[[],[],[]]"#, #""coin":"A","time":1000,"levels":[[],null]"#,
      #""coin":"A","time":1000,"levels":[{},[]]"#, #""coin":"A","time":1000,"levels":[[[]],[]]"#,
      #""coin":"A","time":1000,"levels":[[null],[]]"#, #""coin":"A","time":1000,"levels":[[{}],[]]"#,
      #""coin":"A","time":1000,"levels":[["2"],[]]"#, #""coin":"A","coin":"A","time":1000,"levels":[[],[]]"#,
      #""coin":"A","time":1000,"time":1000,"levels":[[],[]]"#,
      #""coin":"A","time":1000,"levels":[[],[]],"levels":[[],[]]"#,
    ])
  func `refuses data that is no whole book, wherever the channel stands`(data: String) {
    #expect(Frames.read(#"{"channel":"l2Book","data":{\#(data)}}"#) == nil)
    #expect(Frames.read(#"{"data":{\#(data)},"channel":"l2Book"}"#) == nil)
    #expect(Frames.read("{\(data)}", allowsBareBook: true) == nil)
  }

  @Test func `reads a bare book as REST answers it where one may stand, with the way it came`() {
    let bare = #"{"coin":"PURR","time":1000,"levels":[[],[]],"source":"rest"}"#
    let book = BookFrame(coinID: "PURR", timeMs: 1000, bid: nil, ask: nil)
    #expect(Frames.read(bare, allowsBareBook: true) == .book(book, source: .rest))
    #expect(Frames.read(bare) == nil)
    let frame = #"{"source":"ws","channel":"l2Book","data":\#(bare)}"#
    #expect(Frames.read(frame) == .book(book, source: .webSocket))
    #expect(Frames.read(frame, allowsBareBook: true) == .book(book, source: .webSocket))
    // Neither a bare book nor a frame: whose coin would it be?
    #expect(Frames.read(#"{"coin":"A","time":1,"levels":[[],[]],"data":\#(bare)}"#, allowsBareBook: true) == nil)
  }

  @Test func `reads the latest time whose nanoseconds fit and none after it`() {
    let frame = { (time: String) in #"{"channel":"l2Book","data":{"coin":"A","time":\#(time),"levels":[[],[]]}}"# }
    #expect(Frames.book(frame("0"))?.timeMs == 0)
    #expect(Frames.book(frame("9223372036854"))?.timeMs == 9_223_372_036_854)
    #expect(Frames.book(frame("9223372036855")) == nil)
  }
}

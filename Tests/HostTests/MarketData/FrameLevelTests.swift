@testable import Host
import RuleEngine
import Testing

/// Which prices and sizes a book may have. One that has another is refused whole.
@Suite struct FrameLevelTests {
  @Test(
    arguments: [
      ("0.14803", "0.14803"), ("1", "1"), ("1.500000000", "1.5"), ("0.000000001", "0.000000001"),
      ("99999999", "99999999"), ("99999999.000000000", "99999999"), ("99999998.999999999", "99999998.999999999"),
      ("1e-9", "0.000000001"), ("9.9999999E7", "99999999"), ("0.00001e3", "0.01"),
    ])
  func `reads a price exactly`(text: String, price: String) {
    #expect(Frames.book(Frames.frame(bid: "\"\(text)\""))?.bid?.price.description == price)
  }

  @Test(
    arguments: [
      "0", "0.0", "0e9", "-0", "-1", "-0.000000001", "0.0000000001", "1.0000000000", "1e-10", "99999999.1", "100000000",
      "1e8", "1e999999999999", "123456789012345678901234567890123456789012345", "0.99999999999999999999999999999999999",
      "", " ", " 1", "1 ", "+1", "1.", ".5", "01", "00", "1_000", "1,5", "1.2.3", "0x10", "1e", "1e+", "NaN", "nan",
      "Infinity", "inf", "null", "one", "１", "1\u{2009}", "1\\u0031",
    ])
  func `refuses a price that is zero, negative, too long, too large or no decimal`(text: String) {
    #expect(Frames.read(Frames.frame(bid: "\"\(text)\"")) == nil)
  }

  @Test(arguments: ["1", "null", "true", "[]", "{}", "1.5e3"])
  func `refuses a price or a size that is no string`(value: String) {
    #expect(Frames.read(Frames.frame(bid: value)) == nil)
    #expect(Frames.read(Frames.frame(bid: #""2""#, size: value)) == nil)
  }

  @Test(
    arguments: [
      ("20749.0", "20749"), ("0", "0"), ("0.0", "0"), ("-0", "0"), ("0.000000001", "0.000000001"),
      ("99999999999", "99999999999"), ("2e10", "20000000000"),
    ])
  func `reads a size exactly`(text: String, size: String) {
    #expect(Frames.book(Frames.frame(bid: #""2""#, size: "\"\(text)\""))?.bid?.size.description == size)
  }

  @Test(
    arguments: [
      "-1", "-0.1", "0.0000000001", "99999999999.1", "100000000000", "1e11", "", "NaN", "1e999999999999", "+1", "01",
      ".5", "lots",
    ])
  func `refuses a size that is negative, too long, too large or no decimal`(text: String) {
    #expect(Frames.read(Frames.frame(bid: #""2""#, size: "\"\(text)\"")) == nil)
  }

  @Test(
    arguments: [
      #"{"px":"0","sz":"1"}"#, #"{"px":"1","sz":"-1"}"#, #"{"px":"1"}"#, #"{"sz":"1"}"#, "{}", "null",
      #"{"px":"1","px":"1","sz":"1"}"#, #"{"px":"1","sz":"1","sz":"1"}"#,
    ])
  func `refuses the whole book for one bad level, wherever it stands`(bad: String) {
    let good = #"{"px":"1","sz":"1","n":1}"#
    for count in 1...6 {
      let asks = (2..<2 + count).map { #"{"px":"\#($0)","sz":"1","n":1}"# }
      let bids = Array(asks.reversed())
      #expect(Frames.read(Frames.frame(levels: "[[\(bids.joined(separator: ","))],[]]")) != nil)
      #expect(Frames.read(Frames.frame(levels: "[[],[\(asks.joined(separator: ","))]]")) != nil)
      for place in 0..<count {
        var (badBids, badAsks) = (bids, asks)
        badBids[place] = bad
        badAsks[place] = bad
        #expect(Frames.read(Frames.frame(levels: "[[\(badBids.joined(separator: ","))],[\(good)]]")) == nil)
        #expect(Frames.read(Frames.frame(levels: "[[\(good)],[\(badAsks.joined(separator: ","))]]")) == nil)
      }
    }
  }

  @Test(
    arguments: [
      (["2", "1"], true), (["1", "2"], false), (["1", "1"], false), (["1.0", "1"], false), (["3", "2", "1"], true),
      (["3", "1", "2"], false), (["10", "9.5", "9"], true), (["9", "10"], false), (["0.10001", "0.1"], true),
      (["0.1", "0.10001"], false), (["100000", "99999.5", "99999"], true), (["1.5", "15"], false),
      (["15", "1.5", "0.000000001"], true), (["12345678.9", "12345678.8"], true),
      (["12345678.8", "12345678.9"], false),
      (["5.4", "5.3", "5.25", "5.2", "5.15"], true), (["5.4", "5.3", "5.25", "5.26"], false),
      (["5.4", "5.3", "5.25", "5.3"], false), (["5.43", "5.4", "5.42"], false), (["5.43", "5.4", "5.4"], false),
    ])
  func `refuses a side with a better level behind another, or the same again, in any spelling`(
    bids: [String], isInOrder: Bool
  ) {
    for (bids, asks) in [(bids, []), ([], bids.reversed())] {
      func side(_ prices: [String]) -> String {
        "[" + prices.map { #"{"px":"\#($0)","sz":"1.0","n":1}"# }.joined(separator: ",") + "]"
      }
      let frame = Frames.frame(levels: "[\(side(bids)),\(side(asks))]")
      for text in [frame, frame.replacing(",", with: " , ")] {
        #expect((Frames.read(text) != nil) == isInOrder, "\(text)")
      }
    }
  }
}

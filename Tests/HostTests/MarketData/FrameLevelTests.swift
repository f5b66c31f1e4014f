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
      for place in 0..<count {
        var side = Array(repeating: good, count: count)
        #expect(Frames.read(Frames.frame(levels: "[[\(side.joined(separator: ","))],[]]")) != nil)
        side[place] = bad
        let levels = side.joined(separator: ",")
        #expect(Frames.read(Frames.frame(levels: "[[\(levels)],[\(good)]]")) == nil)
        #expect(Frames.read(Frames.frame(levels: "[[\(good)],[\(levels)]]")) == nil)
      }
    }
  }
}

import RuleEngine
import TestSupport
import Testing

/// Which name somebody probably meant.
@Suite struct NearestNameTests {
  static let keys = ["min_spread", "max_age_ms", "max_skew_ms", "max_abs_spread", "min_depth_usd"]

  @Test(
    arguments: [
      ("min_spred", "min_spread"), ("min_spreda", "min_spread"), ("min_sperad", "min_spread"),
      ("minspread", "min_spread"),
      ("MIN_SPREAD", "min_spread"), ("Min_Spraed", "min_spread"), ("max_age", "max_age_ms"),
      ("max_ske_ms", "max_skew_ms"),
      ("max_spread", "min_spread"), ("min_depth", "min_depth_usd"), ("min_dept", nil), ("spread", nil), ("", nil),
      ("x", nil), ("maxage", nil),
      ("min_depth_us", "min_depth_usd"),
    ] as [(String, String?)])
  func `finds the close name or none`(wrong: String, nearest: String?) {
    #expect(NearestName(to: wrong, among: NearestNameTests.keys).nearest == nearest)
  }

  @Test func `allows a third of the valid name's length and no more`() {
    #expect(NearestName(to: "abcxxx", among: ["abcdef"]).nearest == nil)
    #expect(NearestName(to: "abcdxx", among: ["abcdef"]).nearest == "abcdef")
    #expect(NearestName(to: "abxd", among: ["abcd"]).nearest == "abcd")
    #expect(NearestName(to: "ab", among: ["abcd"]).nearest == nil)
    #expect(NearestName(to: "abx", among: ["abc"]).nearest == "abc")
    #expect(NearestName(to: "ax", among: ["ab"]).nearest == nil)
    #expect(NearestName(to: "AB", among: ["ab"]).nearest == "ab")
    #expect(NearestName(to: "abcdefxx", among: ["abcdef"]).nearest == "abcdef")
    #expect(NearestName(to: "abcdefxxx", among: ["abcdef"]).nearest == nil)
  }

  @Test func `counts two neighbours that changed places as one edit`() {
    #expect(NearestName(to: "lnog", among: ["long"]).nearest == "long")
    #expect(NearestName(to: "logn", among: ["long"]).nearest == "long")
    #expect(NearestName(to: "nolg", among: ["long"]).nearest == nil)
  }

  @Test func `takes the closest, and of equals the first in the alphabet, whatever the order`() {
    #expect(NearestName(to: "abcdez", among: ["abcdxx", "abcdef"]).nearest == "abcdef")
    #expect(NearestName(to: "aabbccx", among: ["aabbccz", "aabbcca", "aabbccm"]).nearest == "aabbcca")
    #expect(NearestName(to: "aabbccx", among: ["aabbcca", "aabbccm", "aabbccz"]).nearest == "aabbcca")
  }

  @Test func `agrees with the recursive definition of the distance`() {
    var random = SplitMix64(seed: 61)
    for _ in 0..<600 {
      let valid = (0..<3).map { _ in word(&random) }
      let wrong = word(&random)
      var best: (distance: Int, name: String)?
      for name in valid.sorted() {
        let found = distance(Array(name.unicodeScalars)[...], Array(wrong.unicodeScalars)[...])
        if found <= name.count / 3, found < best?.distance ?? .max { best = (found, name) }
      }
      #expect(NearestName(to: wrong, among: valid).nearest == best?.name, "\(wrong) among \(valid)")
    }
  }

  private func word(_ random: inout SplitMix64) -> String {
    let letters = Array("abc")
    return String((0..<Int.random(in: 1...6, using: &random)).map { _ in letters.randomElement(using: &random) ?? "a" })
  }

  private func distance(_ left: ArraySlice<Unicode.Scalar>, _ right: ArraySlice<Unicode.Scalar>) -> Int {
    guard let last = left.last, let other = right.last else { return max(left.count, right.count) }
    var best = min(
      distance(left.dropLast(), right.dropLast()) + (last == other ? 0 : 1), distance(left.dropLast(), right) + 1,
      distance(left, right.dropLast()) + 1)
    if left.count > 1, right.count > 1, left.dropLast().last == other, right.dropLast().last == last {
      best = min(best, distance(left.dropLast(2), right.dropLast(2)) + 1)
    }
    return best
  }

  @Test func `says the nearest name, else all in their order, else that there is none`() {
    #expect(NearestName(to: "min_spred", among: NearestNameTests.keys).description == #"nearest is "min_spread""#)
    #expect(NearestName(to: "zz", among: ["b", "a"]).description == #"valid are "b", "a""#)
    #expect(NearestName(to: "zz", among: []).description == "none is valid here")
    #expect(NearestName(to: "zz", among: ["b", "a"]).valid == ["b", "a"])
  }
}

public import RuleEngine

/// Rejects an entry, of whatever coin, while HYPE's perp and spot are too far apart.
///
/// HYPE is the other leg of many pairs here: when its two books part, something is under way that no pair strategy knows.
///
/// - Formula: basis = |perp mid - spot mid| / spot mid, in basis points, compared multiplied out, so it is exact.
/// - Complexity: O(1), no allocation.
public struct HypeBasisWindowRule: EntryRule {
  /// `hype_basis_window`.
  public static let identifier = "hype_basis_window"

  /// The manual page.
  public static let documentation = RuleDocumentation(
    title: LocalizedText(zh: "HYPE 期现窗口", en: "HYPE basis window"),
    summary: "Rejects an entry while HYPE's perp and spot are further apart than a cap.",
    details: "Reads perp:HYPE and spot:HYPE for every coin. A quote of more than 10 s is stale.",
    codes: [
      .unavailable("hype_missing", "the perp or the spot of HYPE has no book"),
      .unavailable("hype_stale", "one of the two is older than 10 s, or more than 2 s ahead of now"),
      .reject("hype_basis_wide", "the basis is wider than max_bps"),
    ])

  private static let hype: Coin = "HYPE"
  private static let maxAgeMs: Int64 = 10_000

  private let maxBps: Int64

  /// Reads the parameters.
  public init(_ parameters: inout ParameterReader) {
    maxBps = parameters.whole("max_bps", .from(1, to: 10_000), .bps, "The widest basis that passes, either way.")
  }

  /// Both books of HYPE, whatever the signal's coin.
  public func feeds(for coin: Coin) -> [Feed] { [.perp(Self.hype), .spot(Self.hype)] }

  /// Earlier verdicts play no part.
  public var historyWindowMs: Int64 { 0 }

  /// Compares the distance of the two mids with the cap.
  public func evaluate(_ entry: EntryContext) -> Outcome {
    guard let perp = entry.quotes[.perp(Self.hype)], let spot = entry.quotes[.spot(Self.hype)] else {
      return .unavailable("hype_missing")
    }
    for quote in [perp, spot] where quote.isStale(now: entry.nowMs, maxAgeMs: Self.maxAgeMs) {
      return .unavailable("hype_stale")
    }
    // Mids are below 10^18 units, so nothing here passes 10^23.
    let distance = Int128(abs(perp.mid.units - spot.mid.units)) * 10_000
    let reach = Int128(maxBps) * Int128(spot.mid.units) - distance
    let evidence = entry.evidence(
      Evidence(
        .ratio("basis_bps", Ratio(numerator: distance, denominator: spot.mid.units)),
        required: .whole("max_bps", maxBps), margin: .ratio(Ratio(numerator: reach, denominator: spot.mid.units))))
    return reach < 0 ? .reject("hype_basis_wide", evidence) : .pass(evidence)
  }
}

extension HypeBasisWindowRule {
  /// What is stricter.
  public static let limits: [RuleLimit] = [.lower("max_bps")]

  /// The cases that are the rule's tests.
  public static let examples: [RuleExample] = [
    RuleExample(
      "exactly the cap passes, above the spot", #"{"max_bps": 50}"#, hype(perp: .mid("40.2"), spot: .mid("40")), .pass,
      margin: "0"),
    RuleExample(
      "and below it", #"{"max_bps": 50}"#, hype(perp: .mid("39.8"), spot: .mid("40")), .pass, margin: "0"),
    RuleExample(
      "a millionth of a dollar further does not", #"{"max_bps": 50}"#, hype(perp: .mid("40.200001"), spot: .mid("40")),
      .reject, "hype_basis_wide", margin: "-0.00025"),
    RuleExample(
      "a bid and an ask count by their mid", #"{"max_bps": 50}"#,
      hype(perp: .book("40.1", "40.3"), spot: .book("39.9", "40.1")), .pass, margin: "0"),
    RuleExample(
      "without the perp nothing is known", #"{"max_bps": 50}"#, hype(spot: .mid("40")), .unavailable, "hype_missing"),
    RuleExample("without the spot neither", #"{"max_bps": 50}"#, hype(perp: .mid("40")), .unavailable, "hype_missing"),
    RuleExample(
      "a book of ten seconds lives", #"{"max_bps": 50}"#,
      hype(perp: .book("40", "40", ageMs: 10_000), spot: .mid("40")),
      .pass),
    RuleExample(
      "a millisecond more and it is stale", #"{"max_bps": 50}"#,
      hype(perp: .mid("40"), spot: .book("40", "40", ageMs: 10_001)), .unavailable, "hype_stale"),
  ]

  /// An entry of PURR, with the books of HYPE.
  private static func hype(perp: Quote? = nil, spot: Quote? = nil) -> EntryContext {
    var others: [Feed: Quote] = [:]
    others[.perp(Self.hype)] = perp
    others[.spot(Self.hype)] = spot
    return .example(others: others)
  }
}

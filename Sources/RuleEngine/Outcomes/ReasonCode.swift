/// Why a rule did not pass, as a stable name that is stored and counted: `spread_insufficient`.
///
/// A code keeps its meaning for ever and is never used for another.
public struct ReasonCode: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  /// The name, snake_case.
  public let rawValue: String

  /// Makes a code from its name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Makes a code from its name.
  public init(stringLiteral value: String) { rawValue = value }

  /// A `not` rejects because what it negates passed.
  public static let negated: ReasonCode = "negated"
}

extension ReasonCode: CustomStringConvertible {
  /// The name.
  public var description: String { rawValue }
}

/// From when on what an entry says is worth a word.
struct HealthLimits: Hashable, Sendable {
  /// How many outcomes in a row are a habit.
  var inARow = 20
  /// How many are one where they have lasted for `spanMs`: few signals a day must not hide a gate that blocks all of them.
  var atLeast = 3
  /// See `atLeast`; in milliseconds.
  var spanMs: Int64 = 86_400_000
  /// How long an entry may block nothing, in milliseconds.
  var idleMs: Int64 = 7 * 86_400_000
}

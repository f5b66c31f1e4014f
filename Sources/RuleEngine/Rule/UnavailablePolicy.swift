/// What an entry of the chain does when its rule cannot know.
public enum UnavailablePolicy: String, Hashable, Sendable, CaseIterable {
  /// The entry does not block; a warning says that it did not look.
  case allow
  /// The entry blocks.
  case reject
}

/// Whether an entry of the chain can change a verdict.
public enum EntryMode: String, Hashable, Sendable, CaseIterable {
  /// It can.
  case enforce
  /// It cannot: it is evaluated and recorded only.
  case shadow
}

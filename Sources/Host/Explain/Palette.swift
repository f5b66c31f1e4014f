/// When output is coloured.
enum ColourChoice: String, CaseIterable {
  /// On a terminal, unless NO_COLOR is set (https://no-color.org).
  case auto
  case always, never

  /// Whether output is coloured; an empty variable counts as unset.
  func isOn(isTerminal: Bool, _ variables: [String: String]) -> Bool {
    switch self {
    case .auto: isTerminal && (variables["NO_COLOR"] ?? "").isEmpty
    case .always: true
    case .never: false
    }
  }
}

/// The colours of a terminal, or none.
struct Palette {
  /// ANSI's codes for how text looks (ECMA-48, "select graphic rendition").
  enum Style: String {
    case bold = "1"
    case faint = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
  }

  let isOn: Bool

  /// The text in a style; as it is where there are no colours.
  func paint(_ text: String, _ style: Style) -> String { isOn ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text }
}

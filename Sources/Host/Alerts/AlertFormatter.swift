internal import RuleEngine

/// What a webhook wants to be posted.
///
/// Sources: docs.slack.dev/messaging/formatting-message-text; docs.discord.com/developers/resources/webhook;
/// core.telegram.org/bots/api#sendmessage; open.feishu.cn, "custom bot"; open.dingtalk.com, "custom robot".
enum AlertFormat: String, CaseIterable, Sendable {
  case json, slack, discord, telegram, feishu, dingtalk
}

/// Makes the body that a webhook is posted for an alert.
struct AlertFormatter: Hashable, Sendable {
  let format: AlertFormat
  /// Where Telegram delivers; no other format needs it.
  var chatID = ""

  /// The longest text of a chat message, in UTF-16 units: under 2000, the least of what the services take (Discord).
  static let maxTextUnits = 1900

  func body(_ message: AlertMessage) -> [UInt8] {
    let text = AlertFormatter.shortened(message.text)
    var writer = JSONWriter()
    switch format {
    case .json: return Array(message.json.utf8)
    case .slack: writer.object { $0.member("text", AlertFormatter.slackEscaped(text)) }
    case .discord:
      writer.object { writer in
        writer.member("content", text)
        // A reason that holds @everyone calls nobody.
        writer.key("allowed_mentions")
        writer.object { writer in
          writer.key("parse")
          writer.array { _ in }
        }
      }
    case .telegram:
      writer.object { writer in
        writer.member("chat_id", chatID)
        writer.member("text", text)
      }
    case .feishu: writer.text(text, typeKey: "msg_type", contentKey: "content", textKey: "text")
    case .dingtalk: writer.text(text, typeKey: "msgtype", contentKey: "text", textKey: "content")
    }
    return writer.bytes
  }

  /// Whether an answer says that the alert was taken: Feishu and DingTalk refuse with status 200 and a code.
  func isAccepted(status: Int, body: [UInt8]) -> Bool {
    guard (200..<300).contains(status) else { return false }
    let key: String
    switch format {
    case .json, .slack, .discord, .telegram: return true
    case .feishu: key = "code"
    case .dingtalk: key = "errcode"
    }
    guard let answer = try? JSONValue(parsing: body), let code = answer[key]?.number else { return true }
    return code == "0"
  }

  /// `&`, `<` and `>` are Slack's own signs, `<!channel>` among them.
  private static func slackEscaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private static func shortened(_ text: String) -> String {
    guard text.utf16.count > maxTextUnits else { return text }
    var short = ""
    var units = 0
    for character in text {
      units += character.utf16.count
      if units >= maxTextUnits { break }
      short.append(character)
    }
    return short + "…"
  }
}

extension JSONWriter {
  fileprivate mutating func text(_ text: String, typeKey: String, contentKey: String, textKey: String) {
    object { writer in
      writer.member(named: typeKey, "text")
      writer.key(named: contentKey)
      writer.object { $0.member(named: textKey, text) }
    }
  }
}

import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A page as Foundation's XML parser reads it: an independent judge of whether it is well-formed.
final class PageElement {
  let name: String
  let attributes: [String: String]
  private(set) var children: [PageElement] = []
  /// All text in it, in order.
  private(set) var text = ""

  init(_ name: String, _ attributes: [String: String]) {
    self.name = name
    self.attributes = attributes
  }

  /// Reads a page; nil where it is not well-formed.
  static func read(_ page: Data) -> PageElement? {
    let builder = Builder()
    let parser = XMLParser(data: page)
    parser.delegate = builder
    return parser.parse() ? builder.root.children.first : nil
  }

  /// Everything below, depth first.
  var all: [PageElement] { children.flatMap { [$0] + $0.all } }

  func all(_ name: String) -> [PageElement] { all.filter { $0.name == name } }

  func with(class name: String) -> [PageElement] {
    all.filter { ($0.attributes["class"] ?? "").split(separator: " ").contains { $0 == name } }
  }

  func with(id: String) -> PageElement? { all.first { $0.attributes["id"] == id } }

  /// The texts of the cells of a table's body, a list a row.
  var rows: [[String]] {
    all("tbody").flatMap { $0.all("tr") }.map { row in
      row.children.map { $0.text.trimmingCharacters(in: .whitespaces) }
    }
  }

  /// The table under a caption that begins so.
  func table(_ caption: String) -> PageElement? {
    all("table").first { $0.all("caption").first?.text.hasPrefix(caption) == true }
  }

  private final class Builder: NSObject, XMLParserDelegate {
    let root = PageElement("", [:])
    private lazy var open = [root]

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      let element = PageElement(name, attributes)
      open.last?.children.append(element)
      open.append(element)
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { for element in open { element.text += text } }
  }
}

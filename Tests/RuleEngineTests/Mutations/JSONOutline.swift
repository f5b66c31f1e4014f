/// Where the keys and values of a JSON text stand: a plain walk over its scalars, which shares nothing with the reader
/// under test. The text must be JSON.
struct JSONOutline {
  struct Node {
    enum Kind { case object, array, string, number, word }

    let kind: Kind
    /// From the first to behind the last scalar, quotation marks and brackets included.
    let range: Range<Int>
    /// `chain[2].params.min_spread`; empty for the whole text.
    let path: String
    /// The key under which it stands, with its quotation marks; nil in a list and for the whole text.
    let key: Range<Int>?
    /// The index of the object or list around it, in `nodes`; nil for the whole text.
    let parent: Int?
  }

  let text: [Unicode.Scalar]
  /// All values, in the order of the text.
  private(set) var nodes: [Node] = []
  /// The offsets of all brackets, commas and colons outside of strings.
  private(set) var marks: [Int] = []
  private var index = 0

  init(_ text: String) {
    self.text = Array(text.unicodeScalars)
    value("", key: nil, parent: nil)
  }

  /// The node at a path.
  func node(_ path: String) -> Node {
    guard let node = nodes.first(where: { $0.path == path }) else { preconditionFailure("no \(path) in the text") }
    return node
  }

  /// The object or list around a node; the node itself for the whole text.
  func parent(of node: Node) -> Node { node.parent.map { nodes[$0] } ?? node }

  /// What stands in a range.
  func source(_ range: Range<Int>) -> String {
    var source = String.UnicodeScalarView()
    source.append(contentsOf: text[range])
    return String(source)
  }

  /// The name of a node's key.
  func name(_ node: Node) -> String? { node.key.map { source($0.lowerBound + 1..<$0.upperBound - 1) } }

  /// The first scalar at or behind an offset that is no white space.
  func significant(from offset: Int) -> Int {
    text[offset...].firstIndex { !" \t\r\n".unicodeScalars.contains($0) } ?? text.count
  }

  // MARK: The walk

  private mutating func value(_ path: String, key: Range<Int>?, parent: Int?) {
    index = significant(from: index)
    let (start, slot) = (index, nodes.count)
    let kind: Node.Kind =
      switch text[index] {
      case "{": .object
      case "[": .array
      case "\"": .string
      case "-", "0"..."9": .number
      default: .word
      }
    // The place is kept for the node, whose end is not known yet; what it holds comes behind it.
    nodes.append(Node(kind: kind, range: start..<start, path: path, key: key, parent: parent))
    switch kind {
    case .object: members(path, slot)
    case .array: elements(path, slot)
    case .string: string()
    case .number, .word: while index < text.count, !" ,]}\r\n".unicodeScalars.contains(text[index]) { index += 1 }
    }
    nodes[slot] = Node(kind: kind, range: start..<index, path: path, key: key, parent: parent)
  }

  private mutating func members(_ path: String, _ slot: Int) {
    mark()
    while text[index] != "}" {
      if text[index] == "," { mark() }
      let start = index
      string()
      let key = start..<index
      index = significant(from: index)
      mark()
      let name = source(key.lowerBound + 1..<key.upperBound - 1)
      value(path.isEmpty ? name : "\(path).\(name)", key: key, parent: slot)
      index = significant(from: index)
    }
    mark()
  }

  private mutating func elements(_ path: String, _ slot: Int) {
    mark()
    var count = 0
    while text[index] != "]" {
      if text[index] == "," { mark() }
      value("\(path)[\(count)]", key: nil, parent: slot)
      index = significant(from: index)
      count += 1
    }
    mark()
  }

  /// Notes a bracket, comma or colon, and goes to what follows it; behind a closing bracket nothing is passed over.
  private mutating func mark() {
    marks.append(index)
    let isClosing = text[index] == "}" || text[index] == "]"
    index += 1
    if !isClosing { index = significant(from: index) }
  }

  private mutating func string() {
    index += 1
    while text[index] != "\"" { index += text[index] == "\\" ? 2 : 1 }
    index += 1
  }
}

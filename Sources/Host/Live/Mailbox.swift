/// A queue from many threads to one.
final class Mailbox<Element: Sendable>: Sendable {
  private let elements = Lock<[Element]>([])
  private let pipe: WakePipe

  init() throws(NetworkError) { pipe = try WakePipe() }

  /// Puts an element in; never waits.
  func post(_ element: Element) {
    let wasEmpty = elements.withLock { elements in
      elements.append(element)
      return elements.count == 1
    }
    if wasEmpty { pipe.wake() }
  }

  /// Takes all elements, in the order they came; waits for one for at most `timeoutMs`.
  func take(timeoutMs: Int64) -> [Element] {
    let ready = takeReady()
    if !ready.isEmpty || timeoutMs == 0 { return ready }
    pipe.wait(timeoutMs: timeoutMs)
    return takeReady()
  }

  private func takeReady() -> [Element] {
    elements.withLock { elements in
      let taken = elements
      elements = []
      return taken
    }
  }
}

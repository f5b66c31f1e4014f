internal import RuleEngine

/// Asks the exchange by REST, one request after the other, on a thread of its own.
final class ExchangeREST: Sendable {
  /// What can be asked for.
  enum Question: Sendable {
    /// The lists of perps and spot pairs.
    case lists
    /// A book: to prove that its coin is known, or in place of the WebSocket.
    case book(coinID: String, request: Int, isProof: Bool)
    case stop
  }

  private let questions: Mailbox<Question>
  private let url: String
  private let options: NetworkOptions
  private let answers: Mailbox<MarketDriver.Event>
  private let cancellation = Cancellation()

  private static let listTimeoutMs = 20_000
  private static let bookTimeoutMs = 5000
  private static let maxBookBytes = 4 << 20

  /// - Parameter url: the address of the info endpoint.
  init(url: String, options: NetworkOptions, answers: Mailbox<MarketDriver.Event>) throws(NetworkError) {
    self.url = url
    self.options = options
    self.answers = answers
    questions = try Mailbox()
    try HostThread.start { self.serve() }
  }

  /// Asks; the answer is posted.
  func ask(_ question: Question) { questions.post(question) }

  /// Ends the thread, whatever it waits for.
  func stop() {
    cancellation.cancel()
    questions.post(.stop)
  }

  private func serve() {
    let client: RESTClient
    do {
      client = try RESTClient(options, cancellation: cancellation)
    } catch {
      answers.post(.lists(.failure(.network(error.kind))))
      return
    }
    while true {
      for question in questions.take(timeoutMs: -1) {
        switch question {
        case .stop: return
        case .lists: answers.post(.lists(lists(client)))
        case .book(let coinID, let request, let isProof): answer(client, coinID, request, isProof: isProof)
        }
      }
    }
  }

  private func lists(_ client: RESTClient) -> Result<ExchangeLists, ExchangeFault> {
    Result { () throws(ExchangeFault) in
      let limit = RESTClient.maxResponseBytes
      let meta = try post(client, #"{"type":"meta"}"#, ExchangeREST.listTimeoutMs, limit)
      let spotMeta = try post(client, #"{"type":"spotMetaAndAssetCtxs"}"#, ExchangeREST.listTimeoutMs, limit)
      guard let lists = try? ExchangeLists(meta: meta, spotMeta: spotMeta) else { throw .unreadable }
      return lists
    }
  }

  private func answer(_ client: RESTClient, _ coinID: String, _ request: Int, isProof: Bool) {
    var body = JSONWriter()
    body.object { writer in
      writer.member("type", "l2Book")
      writer.member("coin", coinID)
    }
    let reply = try? post(client, body.text, ExchangeREST.bookTimeoutMs, ExchangeREST.maxBookBytes)
    let book = reply.flatMap { ExchangeREST.book($0, coinID) }
    if isProof {
      let isNull = reply.map { String(decoding: $0, as: UTF8.self).filter { !$0.isWhitespace } == "null" } ?? false
      answers.post(.proved(request: request, book != nil ? .known : isNull ? .unknown : .failed))
    } else {
      answers.post(.polled(request: request, book, text: reply ?? []))
    }
  }

  private func post(
    _ client: RESTClient, _ body: String, _ timeoutMs: Int, _ maxBytes: Int
  ) throws(ExchangeFault) -> [UInt8] {
    let response: RESTResponse
    do {
      response = try client.post(Array(body.utf8), to: url, timeoutMs: timeoutMs, maxBytes: maxBytes)
    } catch {
      throw .network(error.kind)
    }
    guard response.status == 200 else { throw .status(response.status) }
    return response.body
  }

  private static func book(_ reply: [UInt8], _ coinID: String) -> BookFrame? {
    reply.withUnsafeBytes { bytes in
      var scanner = JSONScanner(bytes)
      guard case .book(let book, _)? = try? FrameParser.frame(&scanner, allowsBareBook: true), book.coinID == coinID,
        (try? scanner.end()) != nil
      else { return nil }
      return book
    }
  }
}

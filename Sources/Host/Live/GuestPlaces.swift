internal import RuleEngine

/// Who gets a place at the socket when all are taken: guests, who may ask commands for a moment and nothing else, so that
/// an operator is heard however many strategies are connected. A place that becomes free goes to the oldest guest.
enum GuestPlaces {
  /// How many guests there are at a time; others wait until one leaves.
  static let count = 8
  /// How long a guest may stay, in milliseconds; a command that was asked is answered first.
  static let stayMs: Int64 = 1000

  /// What a guest is told when it asks for a verdict, or stays for too long.
  static let refusal: [UInt8] = {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("error", "too_many_clients")
      writer.member("reason", "\(ClientServer.maxClients) clients are served; connect again when one has left")
    }
    return writer.bytes + [0x0A]
  }()

  /// Until when a client that comes now may stay; nil of one that gets a place.
  static func stay(beside clients: [Int: ServedClient], nowMs: Int64) -> Int64? {
    clients.values.count { !$0.isGuest } < ClientServer.maxClients ? nil : nowMs + stayMs
  }

  /// When the next guest's time is up; nil where no guest's is.
  static func nextEndMs(_ clients: [Int: ServedClient]) -> Int64? {
    clients.values.compactMap { $0.isIdle ? $0.guestUntilMs : nil }.min()
  }

  /// Gives free places to guests, and finds those that have to go.
  ///
  /// - Returns: the guests that have a place now, and those that are to be refused.
  static func settle(_ clients: inout [Int: ServedClient], nowMs: Int64) -> (promoted: [Int], refused: [Int]) {
    let guests = clients.filter(\.value.isGuest).map(\.key).sorted()
    guard !guests.isEmpty else { return ([], []) }
    let free = max(ClientServer.maxClients - (clients.count - guests.count), 0)
    for number in guests.prefix(free) { clients[number]?.guestUntilMs = nil }
    let refused = guests.dropFirst(free).filter { number in
      guard let client = clients[number] else { return false }
      return client.asksForVerdict || (client.isIdle && client.guestUntilMs.map { $0 <= nowMs } == true)
    }
    return (Array(guests.prefix(free)), refused)
  }
}

/// Finds the entries that may be meant for a coin, so that those for other coins cost a signal nothing.
///
/// A hash table with open addressing over the hash that a coin carries. The standard dictionary would hash the name anew
/// for each signal, by a function that is made to resist attackers; the coins here come from the user's own rules.
struct CoinIndex: Sendable {
  // A slot holds the number of a coin in `names` plus 1, or 0; their count is a power of two, at most half of them used.
  private var slots: ContiguousArray<Int32>
  private var names: ContiguousArray<String> = []
  // Where a coin's entries begin and end in `places`.
  private var starts: ContiguousArray<Int> = [0]
  private var places: ContiguousArray<Int> = []
  private var everywhere: ContiguousArray<Int> = []

  /// Indexes the scopes of entries, in the order of the chain.
  init(_ scopes: [Scope]) {
    var named: ContiguousArray<(coin: Coin, place: Int)> = []
    for (place, scope) in scopes.enumerated() {
      if let coins = scope.exactCoins ?? scope.exactPairCoins {
        // A name that is no coin's is no signal's either.
        for case let coin? in coins.lazy.map({ Coin($0) }) { named.append((coin, place)) }
      } else {
        everywhere.append(place)
      }
    }
    var count = 2
    while count < 2 * named.count { count *= 2 }
    slots = ContiguousArray(repeating: 0, count: count)
    // The places of each coin, one list behind the other: how many each has, then where each begins, then they are filled.
    var numbers: ContiguousArray<Int?> = []
    var lastPlaces: ContiguousArray<Int> = []
    for (coin, place) in named {
      let number = number(of: coin)
      if number == lastPlaces.count {
        lastPlaces.append(-1)
        starts.append(0)
      }
      // A scope may name a coin twice.
      numbers.append(lastPlaces[number] == place ? nil : number)
      if lastPlaces[number] != place { starts[number + 1] += 1 }
      lastPlaces[number] = place
    }
    for number in lastPlaces.indices { starts[number + 1] += starts[number] }
    var next = starts
    places = ContiguousArray(repeating: 0, count: starts[lastPlaces.count])
    for (number, (_, place)) in zip(numbers, named) {
      guard let number else { continue }
      places[next[number]] = place
      next[number] += 1
    }
  }

  /// The number of a coin, which is new where the coin is.
  private mutating func number(of coin: Coin) -> Int {
    var slot = Int(truncatingIfNeeded: coin.nameHash) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if names[number] == coin.name { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    names.append(coin.name)
    slots[slot] = Int32(names.count)
    return names.count - 1
  }

  /// Calls `body` with the entries that may be meant for a coin, in the order of the chain.
  ///
  /// - Complexity: O(entries for this coin or for no coin in particular).
  func forEachCandidate(for coin: Coin, _ body: (Int) -> Void) {
    var scoped = range(of: coin)
    for index in everywhere {
      while let place = scoped.first, places[place] < index { body(places[scoped.removeFirst()]) }
      body(index)
    }
    for place in scoped { body(places[place]) }
  }

  private func range(of coin: Coin) -> Range<Int> {
    guard !names.isEmpty else { return 0..<0 }
    var slot = Int(truncatingIfNeeded: coin.nameHash) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot]) - 1
      if names[number] == coin.name { return starts[number]..<starts[number + 1] }
      slot = (slot + 1) & (slots.count - 1)
    }
    return 0..<0
  }
}

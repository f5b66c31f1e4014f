/// Whether the prices of one side of a plain book stand in order, each compared with the one before it.
///
/// Most prices of a side are of one shape: then their digits are compared as they stand, and no number is made of them.
struct PlainPriceOrder {
  private let side: BookSide
  // The digits of the price before, to be compared with those of the same shape; zero where it had another one.
  private var digits: UInt64 = 0
  // Where the price before stands; negative before the first.
  private var place = -1

  init(_ side: BookSide) { self.side = side }

  /// Takes the price at a place, which has the shape that prices now have.
  ///
  /// - Parameter next: the digits of the price, not all of them zeros, as `DecimalShape.key` has them.
  @inline(__always) mutating func take(digits next: UInt64, at place: Int, in bytes: FrameBytes) -> Bool {
    let isInOrder = digits != 0 ? side.isInOrder(digits, next) : follows(place, in: bytes)
    digits = next
    self.place = place
    return isInOrder
  }

  /// Takes the price at a place, which has another shape than those before, or is the first.
  @inline(__always) mutating func take(otherAt place: Int, in bytes: FrameBytes) -> Bool {
    let isInOrder = follows(place, in: bytes)
    digits = 0
    self.place = place
    return isInOrder
  }

  private func follows(_ next: Int, in bytes: FrameBytes) -> Bool {
    if place < 0 { return true }
    guard let last = ShortDecimal.read(bytes, at: place), let price = ShortDecimal.read(bytes, at: next) else {
      return false
    }
    // Only prices in their range are taken.
    return side.isInOrder(last.units(scale: 9), price.units(scale: 9))
  }
}

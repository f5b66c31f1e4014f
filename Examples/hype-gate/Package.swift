// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "hype-gate",
  platforms: [.macOS(.v26)],
  // EntryGate itself; in a package of your own, the folder of your clone.
  dependencies: [.package(name: "EntryGate", path: "../..")],
  targets: [
    .target(name: "HypeRules", dependencies: [.product(name: "RuleEngine", package: "EntryGate")]),
    .executableTarget(
      name: "hype-gate",
      dependencies: [
        "HypeRules", .product(name: "Rules", package: "EntryGate"), .product(name: "Host", package: "EntryGate"),
      ]),
    .testTarget(
      name: "HypeRulesTests", dependencies: ["HypeRules", .product(name: "RuleEngine", package: "EntryGate")]),
  ],
  swiftLanguageModes: [.v6]
)

// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "EntryGate",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "RuleEngine", targets: ["RuleEngine"]),
    .library(name: "Rules", targets: ["Rules"]),
    .library(name: "Host", targets: ["Host"]),
    .executable(name: "entrygate", targets: ["entrygate"]),
  ],
  targets: [
    .systemLibrary(name: "CSHA256"),
    .target(name: "RuleEngine", dependencies: ["CSHA256"], swiftSettings: settings),
    .target(name: "Rules", dependencies: ["RuleEngine"], swiftSettings: settings),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "Host", dependencies: ["RuleEngine", "CSQLite", "CCurl"], swiftSettings: settings),
    .executableTarget(name: "entrygate", dependencies: ["Host", "Rules"], swiftSettings: settings),
    .target(
      name: "TestSupport", dependencies: ["RuleEngine", "Rules", "Host"], path: "Tests/TestSupport",
      swiftSettings: settings),
    // The exchange that the tests of the live host talk to; and as a program, which is no product, to try the host against.
    .target(name: "LoopbackExchange", dependencies: ["Host"], path: "Tests/LoopbackExchange", swiftSettings: settings),
    .executableTarget(
      name: "loopback-exchange", dependencies: ["LoopbackExchange", "TestSupport"], path: "Tests/loopback-exchange",
      swiftSettings: settings),
    .testTarget(
      name: "RuleEngineTests", dependencies: ["RuleEngine", "Rules", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "RulesTests", dependencies: ["RuleEngine", "Rules", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      // The tests run the programs as processes of their own, too.
      name: "HostTests",
      dependencies: [
        "Host", "RuleEngine", "Rules", "TestSupport", "LoopbackExchange", "entrygate", "loopback-exchange",
      ],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)

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
    .target(name: "RuleEngine", swiftSettings: settings),
    .target(name: "Rules", dependencies: ["RuleEngine"], swiftSettings: settings),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .target(name: "Host", dependencies: ["RuleEngine", "CSQLite", "CCurl"], swiftSettings: settings),
    .executableTarget(name: "entrygate", dependencies: ["Host", "Rules"], swiftSettings: settings),
    .target(
      name: "TestSupport", dependencies: ["RuleEngine", "Rules", "Host"], path: "Tests/TestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "RuleEngineTests", dependencies: ["RuleEngine", "Rules", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "RulesTests", dependencies: ["RuleEngine", "Rules", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      // The tests run the program as a process of its own, too.
      name: "HostTests", dependencies: ["Host", "RuleEngine", "Rules", "TestSupport", "entrygate"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)

import Host
import Rules

await EntryGate.main(rules: BuiltInRules.all)

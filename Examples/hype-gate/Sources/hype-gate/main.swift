import Host
import HypeRules
import Rules

await EntryGate.main(rules: BuiltInRules.all + HypeRules.all)

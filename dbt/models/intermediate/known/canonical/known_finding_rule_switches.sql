{{ known('finding_rule_switches') }}

-- R6: another contractor takes over the contract; allowed with evidence of one of the cases of article 72(1)(d).
{{ passes_with_evidence('successor', 'succession') }}

{# Every sentence that the marts say, in English and in Dutch; macros/fill_sentences.sql says how a template reads. The values are
   columns of the model that says the sentence: file, line and name of the one are the name of the other. No verb agrees
   with a name, which may be plural. `¤` is the currency, which the publication says: see macro in_currency. #}
{% macro sentences() -%}
{%- set line = {'en': '{source_file}, line {source_line}', 'nl': '{source_file}, regel {source_line}'} -%}
{%- set lines = {
    'en': '{sources:lines}[; and more: {sources_left_out}]',
    'nl': '{sources:lines}[; en meer: {sources_left_out}]',
} -%}
{%- set beside_en = '[ and {lines_beside:# line|# lines} of unknown amount]' -%}
{%- set beside_nl = '[ en {lines_beside:# regel|# regels} van onbekend bedrag]' -%}
{%- set of_contract_en = '[ of contract {contract_id}| without a contract]' -%}
{%- set of_contract_nl = '[ van contract {contract_id}| zonder contract]' -%}
{%- set date_basis_nl = '{window_basis:actual=werkelijk|forecast=verwacht|baseline=oorspronkelijk|onbekend}' -%}
{{ return({
    'at_line': {'en': ', line ', 'nl': ', regel '},
    'lines': lines,
    'agreement_collision': {
        'message': {
            'change_during_migration': {
                'en': 'Migration {migration_id} of {service_id} meets the change to agreement {contract_id} for {overlap_days:# day|# days}',
                'nl': 'Migratie {migration_id} van {service_id} valt {overlap_days:# dag|# dagen} samen met de overgang naar overeenkomst {contract_id}',
            },
            'change_before_migration': {
                'en': 'Migration {migration_id} of {service_id} was to come first, but agreement {contract_id} changes before it',
                'nl': 'Migratie {migration_id} van {service_id} zou eerst komen, maar overeenkomst {contract_id} wisselt daarvoor',
            },
            'migration_before_change': {
                'en': 'Migration {migration_id} of {service_id} was to come after the change, but ends before agreement {contract_id} starts',
                'nl': 'Migratie {migration_id} van {service_id} zou na de wisseling komen, maar eindigt voordat overeenkomst {contract_id} ingaat',
            },
        },
        'evidence': {
            'en': 'Migration [{window_start}|?] to [{window_end}|?] ({window_basis}), change {event_start} to {event_end}; ' ~ line.en,
            'nl': 'Migratie [{window_start}|?] tot en met [{window_end}|?] (' ~ date_basis_nl ~ '), wisseling {event_start} tot en met {event_end}; ' ~ line.nl,
        },
    },
    'assessment_older_than_contract': {
        'message': {
            'en': 'Line {line_id} is judged {line_class_en} on {line_assessed_on}, before its contract {contract_id} as {contract_class_en} on {contract_assessed_on}; the judgement on the line holds',
            'nl': 'Regel {line_id} is beoordeeld als {line_class_nl} op {line_assessed_on}, eerder dan zijn contract {contract_id} als {contract_class_nl} op {contract_assessed_on}; het oordeel over de regel geldt',
        },
        'evidence': {
            'en': '{sources:lines}',
            'nl': '{sources:lines}',
        },
    },
    'blocking_issue_past_target': {
        'message': {
            'en': 'Blocking issue not known as resolved after its target date {target_date}: {title}',
            'nl': 'Knelpunt niet als opgelost bekend na de streefdatum {target_date}: {title_nl}',
        },
        'evidence': line,
    },
    'blocking_issues_rise': {
        'message': {
            'en': 'Open blocking issues rise: {open_blocking} open, {total_change} more than {weeks_observed} weeks before (component {component})',
            'nl': 'Het aantal openstaande knelpunten stijgt: {open_blocking} open, {total_change} meer dan {weeks_observed} weken eerder (onderdeel {component})',
        },
        'evidence': {'en': 'issue_forecast as at {status_date}', 'nl': 'issue_forecast per {status_date}'},
    },
    'computed_from': {
        'spend': {'en': 'noncompliance_by_contract_year.stated_unlawful_amount_gross, rows: {terms}'},
        'contracts': {'en': 'noncompliance_by_contract_year, contracts with non-compliant spend'},
        'published_total': {'en': 'noncompliance_scenarios.total_gross, carried from the publication'},
        'increase': {'en': 'noncompliance_scenarios.stated_total_gross, of the scenario and of the baseline'},
        'pause': {'en': 'noncompliance_scenarios.pause_months, carried from the publication'},
        'slip': {'en': 'impact_services.slip_months, basis: {label}'},
        'cost_impact': {'en': 'impact_finance.amount_eur, component {entity}'},
        'reported': {'en': 'lawfulness_tolerance.{measure}, carried from the publication'},
        'other': {'en': 'lawfulness_tolerance.{measure}'},
    },
    'contract_ends_soon': {
        'message': {
            'en': 'Ends on {last_day}, in {days_left:# day|# days}: {contract_name}',
            'nl': 'Eindigt op {last_day}, over {days_left:# dag|# dagen}: {contract_name_nl}',
        },
        'evidence': line,
    },
    'cost_impact': {
        'en': '[' ~ lines.en ~ '|dual_running_costs: {services} services]',
    },
    'cycle_members': {'en': '{member_count} members'},
    'delivery_late': {
        'message': {
            'late': {
                'en': 'Delivery {delivery_id} is {days_late:# day|# days} late: due on {due_on}, the newest is as at {newest_as_of_date}',
                'nl': 'Levering {delivery_id} is {days_late:# dag|# dagen} te laat: verwacht op {due_on}, de nieuwste is per {newest_as_of_date}',
            },
            'other': {
                'en': 'Whether delivery {delivery_id} is late is unknown: its files state no day',
                'nl': 'Of levering {delivery_id} te laat is, is onbekend: de bestanden noemen geen dag',
            },
        },
        'evidence': {
            'en': 'expected_every: {expected_every}; owner: {owner}',
            'nl': 'expected_every: {expected_every}; eigenaar: {owner_nl}',
        },
    },
    'dependency_on_cancelled_service': {
        'message': {
            'en': 'Dependency on {cancelled_name}, of which every migration is cancelled: {waiting_name}',
            'nl': 'Afhankelijk van {cancelled_name_nl}, waarvan elke migratie is geannuleerd: {waiting_name_nl}',
        },
        'evidence': line,
    },
    'figure_not_exact': {
        'message': {
            'en': 'Printed {printed_text} differs from its parts by {residual:number} ({verdict:mismatch=mismatch|within rounding})',
            'nl': 'Gedrukt {printed_text} wijkt {residual:number} af van de som van de delen ({verdict:mismatch=afwijkend|binnen afronding})',
        },
        'evidence': {
            'en': '[{accepted_reason}] {:[}{citation}{:]}',
            'nl': '[{accepted_reason_nl}|{accepted_reason}|] {:[}{citation}{:]}',
        },
    },
    'forecast_slipped_thrice': {
        'message': {
            'en': 'Put off {times} times, planned for {original_end_date} at first and for {planned_end_date} now: {subject_type:migration=migration|milestone=milestone|measure=measure|issue=blocking issue} {title}',
            'nl': '{times} keer uitgesteld, eerst gepland op {original_end_date} en nu op {planned_end_date}: {subject_type:migration=migratie|milestone=mijlpaal|measure=maatregel|issue=knelpunt} {title_nl}',
        },
        'evidence': {'en': '{moves_en}', 'nl': '{moves_nl}'},
        'move': {
            'en': '{known_on}: {direction:later=to|back to} {planned_end_date}',
            'nl': '{known_on}: {direction:later=naar|terug naar} {planned_end_date}',
        },
    },
    'framework_without_maximum': {
        'message': {
            'en': 'No maximum on file for framework agreement: {contract_name}',
            'nl': 'Geen maximum bekend van raamovereenkomst: {contract_name_nl}',
        },
        'evidence': line,
    },
    'measure_overdue': {
        'message': {
            'en': 'Measure not known as done after its due date {due_date}: {title}',
            'nl': 'Maatregel niet als gereed bekend na de uiterste datum {due_date}: {title_nl}',
        },
        'evidence': line,
    },
    'migration_past_contract_end': {
        'message': {
            'en': 'Migration {migration_id} of {service_id} ends on {window_end}, {days_past_end:# day|# days} after the last day of contract {contract_id}, {event_end}[; {at_risk_gross:money} is at risk]',
            'nl': 'Migratie {migration_id} van {service_id} eindigt op {window_end}, {days_past_end:# dag|# dagen} na de laatste dag van contract {contract_id}, {event_end}[; {at_risk_gross:money} loopt risico]',
        },
        'evidence': {
            'en': 'End {window_basis}[; rate of the {rate_basis} in {rate_year}|; no spend known]; ' ~ line.en,
            'nl': 'Einde ' ~ date_basis_nl ~ '[; tarief van {rate_basis:service=de dienst|platform=het platform|het contract} in {rate_year}|; geen uitgaven bekend]; ' ~ line.nl,
        },
    },
    'noncompliance_backtest': {
        'en': 'The outturn counts all procurement errors of {outturns.entity}, [{forecasts.currency} {outturns.framework_error_amount:amount}|an unknown amount] of them from government-wide frameworks; the forecast counts {forecasts.contracts} contracts. The two are set side by side and are not the same quantity.',
        'nl': 'De uitkomst telt alle inkoopfouten van {outturns.entity}, waarvan [{forecasts.currency} {outturns.framework_error_amount:amount}|een onbekend bedrag] uit rijksbrede raamovereenkomsten; de raming telt {forecasts.contracts} contracten. Ze staan naast elkaar en zijn niet dezelfde grootheid.',
    },
    'left_out': {
        'en': '[; {lines_left_out:# line of unknown amount is left out|# lines of unknown amount are left out}]',
    },
    'pause_curve': {
        'en': 'Straight line through ¤ {on_pairs.low_gross} at {on_pairs.low_months} months and ¤ {on_pairs.high_gross} at {on_pairs.high_months} months{on_pairs.is_falling:true=; it falls while the pause grows|}',
    },
    'pause_run_off': {
        'en': 'Run rate of {services.services} of {leaving.services} services that have still to migrate; of the others the end or the spend is not known. Maxima of framework agreements are not applied to the added days',
    },
    'pause_rows': {
        'total_only': {'en': '; no rows per contract and year, since one of the two is published as a total only'},
        'rest': {'en': '; what the total has and no contract and year that both scenarios have'},
        'below_zero': {'en': '. What the total has and no contract and year: credits bring them below zero'},
        'other': {'en': ''},
    },
    'pause_reference_class': {
        'too_few': {
            'en': '{observations} re-baselines of migrations are known; a range needs at least {minimum_observations}',
        },
        'other': {'en': 'Distribution of {observations} re-baselines of migrations, each against the one before'},
    },
    'register_spend_contradiction': {
        'message': {
            'en': '{lines:# spend line|# spend lines} on contract {contract_id} {lines:contradicts the register|contradict the register; the first}: {said_en}',
            'nl': '{lines:# uitgavenregel|# uitgavenregels} op contract {contract_id} {lines:spreekt het register tegen|spreken het register tegen; de eerste}: {said_nl}',
        },
        'evidence': line,
        'not_in_register': {
            'en': 'the register does not have this contract',
            'nl': 'het register kent dit contract niet',
        },
        'before_start': {
            'en': 'the register has it start on {contracts.start_date}, after the spend',
            'nl': 'volgens het register gaat het in op {contracts.start_date}, na de uitgaven',
        },
        'other_supplier': {
            'en': 'the register names [supplier {contracts.named_supplier_id}|a natural person]',
            'nl': 'het register noemt [leverancier {contracts.named_supplier_id}|een natuurlijk persoon]',
        },
        'after_migration': {
            'en': 'service {moved.service_id} left its platform on {moved.moved_on}',
            'nl': 'dienst {moved.service_id} verliet het platform op {moved.moved_on}',
        },
    },
    'rule_evidence': {
        'amendment': {'en': 'Amendment of {amendment_date} to contract {contract_id}[; evidence: {evidence_reference}]'},
        'succession': {
            'en': 'Amendment of {amendment_date} to contract {contract_id}; first award: [{procurement_method}|unknown][; evidence: {evidence_reference}]',
        },
        'de_minimis': {
            'en': 'Contract {contract_id}: changes added up ¤ [{cumulative_net}|unknown] net; threshold ¤ [{threshold_amount_net}|unknown]; limit [{limit_pct}|unknown] % of ¤ [{reference_value_net}|unknown]{is_indexed:true= (indexed)|}',
        },
        'change_up_to_share': {
            'en': 'Contract {contract_id}: change ¤ [{value_delta_net}|unknown] net; {is_indexed:true=indexed|original} value ¤ [{reference_value_net}|unknown][; limit {limit_pct} %]',
        },
        'award': {
            'en': '[Falls under {agreement_above_id}: ]procedure [{procurement_method}|unknown][; {exemption}[: {exemption_reference}|, without evidence]][; award {compared_award_date}; estimate ¤ [{estimate_net}|unknown] net; threshold ¤ [{threshold_amount_net}|unknown][ ({threshold_citation})]]',
        },
        'award_class': {'en': '{reasons.label_en}. {contracts.award_evidence}'},
        'duration': {
            'en': 'From [{first_day}|unknown] to [{last_day}|unknown][ by amendment {last_amendment_id}][; allowed: {limit_years} years][; reason: {duration_reason}]',
        },
        'ceiling': {
            'en': 'Scenario {scenario_id}: called off ¤ [{called_off_amount_net}|unknown] net of ¤ [{maximum_value_net}|unknown][, passed on {crossed_on} by line {crossed_by_line_id}]',
        },
        'tolerance': {
            'en': 'Errors and uncertainties ¤ [{sum_amount}|unknown]; tolerance ¤ [{tolerance_amount}|unknown]',
        },
        'amendment_test': {'en': 'Amendment {amendment_id} ({rule_id}): {reasons.label_en:inside}. {test_evidence}'},
        'within_article_72': {
            'en': '{ground_evidence}[; with all changes so far ¤ {value_below_threshold_net} net, below the threshold of ¤ {threshold_amount_net}][; changes so far ¤ {large_decrease_net} net, of ¤ [{reference_value_net}|unknown]]',
        },
        'extension': {'en': '{steps.evidence}[. {reasons.label_en}]'},
        'why_not_later': {
            'shortened': {'en': '{evidence} It ends the contract earlier.'},
            'late': {'en': '{evidence} It is dated after the lawful end.'},
            'other': {'en': '{evidence}'},
        },
        'base_term': {'en': '[{evidence}|Lawful end of contract {contract_id}: {last_day}]'},
        'after_lawful_end': {
            'en': '[{small.evidence}. ]After the lawful end of contract {lawful_ends.contract_id}: {lawful_ends.lawful_end_date}[. {why_not_later.evidence}]',
        },
        'no_lawful_end': {
            'en': '[{small.evidence}. ]Contract {contracts.contract_id} has no base term and no latest lawful end on file',
        },
        'below_threshold': {
            'en': 'Below the threshold of ¤ {small.threshold_amount_net} net: agreed ¤ {small.highest_value_net}, spent ¤ [{spent.spent_net}|0.00] net. Contract {small.contract_id}',
        },
        'above_agreed_value': {
            'en': 'Above the agreed value of contract {contract_id}: ¤ {agreed_net} net, changes included',
        },
        'net_sum_unknown': {'en': 'The net sum of contract {contract_id} is not known from here on'},
        'under_framework': {'en': 'Under framework {framework_ids}'},
        'framework_sum': {
            'over': {
                'en': 'Above the maximum of framework {frameworks.framework_id}: ¤ {frameworks.maximum_value_net} net',
            },
            'not_known': {'en': 'The net sum under framework {frameworks.framework_id} is not known from here on'},
        },
        'no_maximum': {'en': 'No maximum on file for framework {frameworks_above.framework_without_maximum}'},
        'no_framework': {'en': 'No framework agreement on file for call-off {contracts.contract_id}'},
        'no_contract': {'en': 'No contract on file for [{spend.contract_id}|this line]'},
        'line': {'en': '[Contract {lines.contract_id}|No contract]'},
        'class': {
            'assessed': {'en': 'Assessed on {assessed_on} by {assessor_role}'},
            'asserted_by_source': {'en': 'Asserted by the source for contract {contract_id}'},
            'other': {'en': '{computed_evidence}'},
        },
    },
    'not_testable_reason': {'en': '{label_en}: {subjects}', 'nl': '{label_nl}: {subjects}'},
    'rule_coverage': {
        'no_subjects': {
            'en': 'Nothing to test: the publication states no subject of this rule.',
            'nl': 'Niets te toetsen: de publicatie bevat geen onderwerp van deze regel.',
        },
        'none_tested': {
            'en': 'None of {subjects} could be tested. {how_to_read_en}',
            'nl': 'Geen van de {subjects} was te toetsen. {how_to_read_nl}',
        },
        'tested': {
            'en': '{tested} of {subjects} could be tested, {failed} of these {failed:fails|fail}.{is_share_readable:true=|false= Too few to read a share from.} {how_to_read_en}',
            'nl': '{tested} van de {subjects} te toetsen, waarvan {failed:# faalt|# falen}.{is_share_readable:true=|false= Te weinig om een aandeel uit af te lezen.} {how_to_read_nl}',
        },
    },
    'rule_fires_often': {
        'message': {
            'en': '{rule_id} ({label_en}) fails {failed} of the {tested} that it could test in "{title}"',
            'nl': '{rule_id} ({label_nl}) faalt bij {failed} van de {tested} die te toetsen waren in "{title}"',
        },
        'evidence': {
            'en': '{subjects} subjects, {not_testable} not testable[: {not_testable_reasons}]',
            'nl': '{subjects} onderwerpen, {not_testable} niet te toetsen[: {not_testable_reasons_nl}]',
        },
    },
    'scenario_total_fell': {
        'message': {
            'en': 'Non-compliant spend falls by ¤ {fall_gross:million} million where the pause grows from {pause_months} to {next_pause_months} months[, beside ¤ {uncertain_beside:million} million that could not be judged], in scenario: {next_scenario_name}',
            'nl': 'De onrechtmatigheid daalt met ¤ {fall_gross:million} miljoen waar de pauze groeit van {pause_months} naar {next_pause_months} maanden[, naast ¤ {uncertain_beside:million} miljoen die niet te beoordelen was], in scenario: {next_scenario_name_nl}',
        },
        'evidence': {
            'en': '{total_gross:money} at {pause_months} months, {next_total_gross:money} at {next_pause_months} months',
            'nl': '{total_gross:money} bij {pause_months} maanden, {next_total_gross:money} bij {next_pause_months} maanden',
        },
    },
    'scenario_total_rose': {
        'message': {
            'en': 'Non-compliant spend rises by ¤ {increase_gross:million} million to ¤ {total_gross:million} million[, beside ¤ {uncertain_beside:million} million that could not be judged,] in scenario: {scenario_name}',
            'nl': 'De onrechtmatigheid stijgt met ¤ {increase_gross:million} miljoen naar ¤ {total_gross:million} miljoen[, naast ¤ {uncertain_beside:million} miljoen die niet te beoordelen was,] in scenario: {scenario_name_nl}',
        },
        'evidence': {
            'en': '{baseline_total_gross:money} before, {total_gross:money} in this scenario',
            'nl': 'Eerst {baseline_total_gross:money}, in dit scenario {total_gross:money}',
        },
    },
    'service_delay_unknown': {
        'message': {
            'en': 'Delay of unknown length[, through the delay of {carried_cause_en}]: {service_name}',
            'nl': 'Vertraging van onbekende duur[, door de vertraging van {carried_cause_nl}]: {service_name_nl}',
        },
        'evidence': {
            'en': '[Caused by {cause_en}|The source states the delay, without a cause][; the chain of delays carries {chain_slip_days:# day|# days} to it: {critical_path}]',
            'nl': '[Veroorzaakt door {cause_nl}|De bron noemt de vertraging, zonder oorzaak][; de keten van vertraging geeft {chain_slip_days:# dag|# dagen} door: {critical_path}]',
        },
    },
    'service_delayed': {
        'message': {
            'en': 'Delay of [at least {carried_days:# day|# days}[, through the delay of {cause_en}]|{whole_months:# month|# months}|{slip_days:# day|# days}][, from {own_baseline} to {forecast_end_date}][, stated before as {stated_before}]: {service_name}',
            'nl': 'Vertraging van [minstens {carried_days:# dag|# dagen}[, door de vertraging van {cause_nl}]|{whole_months:# maand|# maanden}|{slip_days:# dag|# dagen}][, van {own_baseline} naar {forecast_end_date}][, daarvoor {stated_before}]: {service_name_nl}',
        },
        'evidence': {
            'en': 'By [what it waits for: {carried_path}|{slip_basis:end_dates=its end dates|start_dates=its start dates|what the source states}][; caused by {own_cause_en}][; the chain of delays carries {driven_days:# day|# days} to it: {critical_path}][; of {migrations_beside:# other migration|# other migrations} the delay is not known]',
            'nl': 'Volgens [datgene waarop het wacht: {carried_path}|{slip_basis:end_dates=de einddatums|start_dates=de begindatums|wat de bron stelt}][; veroorzaakt door {own_cause_nl}][; de keten van vertraging geeft {driven_days:# dag|# dagen} door: {critical_path}][; van {migrations_beside:# andere migratie|# andere migraties} is de vertraging niet bekend]',
        },
    },
    'service_overdue': {
        'message': {
            'en': 'Overdue by {overdue_days:# day|# days}, the planned end is past and it is not done: {service_name}',
            'nl': '{overdue_days:# dag|# dagen} over de geplande einddatum, en niet gereed: {service_name_nl}',
        },
        'evidence': {
            'en': '[Delay by its dates {slip_days:# day|# days}; ][caused by {cause_en}; ]' ~ lines.en,
            'nl': '[Vertraging volgens de datums {slip_days:# dag|# dagen}; ][veroorzaakt door {cause_nl}; ]' ~ lines.nl,
        },
    },
    'service_without_owner': {
        'message': {
            'en': 'No owner is stated for {service_name}',
            'nl': 'Voor {service_name_nl} is geen eigenaar vermeld',
        },
        'evidence': line,
    },
    'spend_after_contract_end': {
        'message': {
            'en': '[¤ {amount_gross:million} million|An unknown amount]' ~ beside_en ~ ' of spend is stated after {current_end_date}, the last day of: {contract_name}',
            'nl': 'Er staat [¤ {amount_gross:million} miljoen|een onbekend bedrag]' ~ beside_nl ~ ' aan uitgaven na {current_end_date}, de laatste dag van: {contract_name_nl}',
        },
        'evidence': {'en': '{years_en}', 'nl': '{years_nl}'},
        'year': {
            'en': '{contract_id} {year}: [{amount_gross:money}|¤ unknown]' ~ beside_en,
            'nl': '{contract_id} {year}: [{amount_gross:money}|¤ onbekend]' ~ beside_nl,
        },
    },
    'spend_after_end_below_threshold': {
        'message': {
            'en': '[{amount_gross:money}|An unknown amount]' ~ beside_en ~ ' of spend [from {first_day} on, after the lawful end|without a lawful end on file], lawful since the contract stays below the threshold: {contract_name}',
            'nl': '[{amount_gross:money}|Een onbekend bedrag]' ~ beside_nl ~ ' aan uitgaven [vanaf {first_day}, na het rechtmatige einde|zonder bekend rechtmatig einde], rechtmatig omdat het contract onder de drempel blijft: {contract_name_nl}',
        },
        'evidence': line,
    },
    'spend_amount_unknown': {
        'message': {
            'en': 'No amount including VAT of {lines:# spend line|# spend lines}' ~ of_contract_en ~ ', for want of a gross amount or a VAT rate{lines:: line|; the first: line} {line_id}',
            'nl': 'Geen bedrag inclusief btw van {lines:# uitgavenregel|# uitgavenregels}' ~ of_contract_nl ~ ', bij gebrek aan een bruto bedrag of een btw-tarief{lines:: regel|; de eerste: regel} {line_id}',
        },
        'evidence': line,
    },
    'spend_amounts_contradict': {
        'message': {
            'en': '{lines:# spend line|# spend lines}' ~ of_contract_en ~ ' {lines:has|have} net, gross and VAT that contradict each other{lines:: line|; the first: line} {line_id}',
            'nl': '{lines:# uitgavenregel|# uitgavenregels}' ~ of_contract_nl ~ ' {lines:heeft|hebben} netto, bruto en btw die elkaar tegenspreken{lines:: regel|; de eerste: regel} {line_id}',
        },
        'evidence': lines,
    },
    'spend_not_judged': {
        'message': {
            'en': 'Of the spend {percent} % could not be judged, [{amount_gross:money}|an amount including VAT that is not computable]' ~ beside_en ~ '[, scenario {named_scenario_id}]: {title}',
            'nl': 'Van de uitgaven was {percent} % niet te beoordelen, [{amount_gross:money}|een bedrag inclusief btw dat niet te berekenen is]' ~ beside_nl ~ '[, scenario {named_scenario_id}]: {title}',
        },
        'evidence': {'en': '{reasons_en}', 'nl': '{reasons_nl}'},
        'reason': {
            'en': '{label_en}: [{amount_gross:money}|amount including VAT not computable]' ~ beside_en ~ ', {lines:# line|# lines}; deliver {deliver_en}',
            'nl': '{label_nl}: [{amount_gross:money}|bedrag inclusief btw niet te berekenen]' ~ beside_nl ~ ', {lines:# regel|# regels}; lever {deliver_nl}',
        },
    },
    'spend_of_supplier': {'en': '{per_cost_type.cost_type}: [{per_cost_type.spend_gross}|unknown]'},
    'subject_vanished': {
        'message': {
            'en': 'No longer delivered, last known from {last_known_from}: {subject_type} {subject_name}',
            'nl': 'Niet meer geleverd, laatst bekend vanaf {last_known_from}: {subject_type:contract=het contract|service=de dienst|migration=de migratie|issue=het punt|measure=de maatregel|milestone=de mijlpaal} {subject_name}',
        },
        'evidence': line,
    },
    'tolerance_broken': {
        'message': {
            'en': '{entity} {year}: errors and uncertainties of ¤ {sum_amount:million} million are above the tolerance of ¤ {tolerance_amount:million} million',
            'nl': '{entity_nl} {year}: fouten en onzekerheden van ¤ {sum_amount:million} miljoen liggen boven de tolerantie van ¤ {tolerance_amount:million} miljoen',
        },
        'evidence': line,
    },
}) }}
{%- endmacro %}

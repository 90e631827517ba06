-- The class that the rules give to each piece of spend: the first that applies, in the order of lawfulness_classes.
{{ config(materialized='table') }}

with pieces as (
    select * from {{ ref('int_spend_pieces') }}
),

contracts as (
    select * from {{ ref('int_contract_lawfulness') }}
),

terms as (
    select * from {{ ref('int_contract_terms') }}
),

frameworks as (
    select * from {{ ref('known_contracts') }}
),

bands as (
    select * from {{ ref('int_value_bands') }}
),

band_rules as (
    select
        publication_id,
        contract_id,
        bool_or(band_class != 'beyond_agreed_value') as has_changed_value,
        min(rule_id) as rule_id
    from bands
    group by publication_id, contract_id
),

tracks as (
    select * from {{ ref('int_spend_tracks') }}
),

on_tracks as (
    select
        tracks.publication_id,
        tracks.line_id,
        tracks.part_no,
        pieces.piece_no,
        tracks.track_kind,
        tracks.track_id,
        tracks.is_known,
        tracks.known_sum_net,
        -- The far side of the piece on its running sum; a credit runs back.
        cast(
            tracks.sum_before_net
            + case when tracks.amount_net < 0 then -pieces.net_from else pieces.net_to end as decimal(18, 2)
        ) as sum_high_net
    from tracks
    inner join pieces
        on
            tracks.publication_id = pieces.publication_id
            and tracks.line_id = pieces.line_id
            and tracks.part_no = pieces.part_no
),

on_ceilings as (
    select
        on_tracks.publication_id,
        on_tracks.line_id,
        on_tracks.part_no,
        on_tracks.piece_no,
        -- What is above its maximum already stays so, whatever comes to be unknown later.
        bool_or(
            if(on_tracks.is_known, on_tracks.sum_high_net, on_tracks.known_sum_net) > frameworks.maximum_value_net
        ) as is_over,
        bool_or(not on_tracks.is_known) as is_ceiling_unknown,
        string_agg(
            'Above the maximum of framework ' || on_tracks.track_id || ': EUR ' || frameworks.maximum_value_net
            || ' net', '; ' order by on_tracks.track_id
        ) filter (
            where if(on_tracks.is_known, on_tracks.sum_high_net, on_tracks.known_sum_net)
            > frameworks.maximum_value_net
        ) as over_evidence,
        string_agg(
            'The net sum under framework ' || on_tracks.track_id || ' is not known from here on', '; '
            order by on_tracks.track_id
        ) filter (where not on_tracks.is_known) as unknown_evidence
    from on_tracks
    inner join frameworks
        on
            on_tracks.publication_id = frameworks.publication_id
            and on_tracks.track_id = frameworks.contract_id
    where on_tracks.track_kind = 'framework'
    group by on_tracks.publication_id, on_tracks.line_id, on_tracks.part_no, on_tracks.piece_no
),

on_values as (
    select
        on_tracks.publication_id,
        on_tracks.line_id,
        on_tracks.part_no,
        on_tracks.piece_no,
        case
            when on_tracks.is_known then bands.band_class
            when band_rules.has_changed_value then 'uncertain_not_testable'
            else 'beyond_agreed_value'
        end as band_class,
        case when on_tracks.is_known then bands.rule_id else band_rules.rule_id end as rule_id,
        case
            when on_tracks.is_known then bands.evidence
            else 'The net sum of contract ' || on_tracks.track_id || ' is not known from here on'
        end as evidence
    from on_tracks
    inner join band_rules
        on
            on_tracks.publication_id = band_rules.publication_id
            and on_tracks.track_id = band_rules.contract_id
    left join bands
        on
            on_tracks.publication_id = bands.publication_id
            and on_tracks.track_id = bands.contract_id
            and on_tracks.sum_high_net > bands.band_low_net
            and on_tracks.sum_high_net <= bands.band_high_net
    where on_tracks.track_kind = 'value'
),

gathered as (
    select
        pieces.*,
        contracts.award_verdict,
        contracts.award_reason || '. ' || contracts.award_evidence as award_evidence,
        contracts.ceiling_missing_evidence,
        coalesce(contracts.unplaced_from <= pieces.part_start, false) as is_unplaced,
        contracts.unplaced_rule_id,
        contracts.unplaced_evidence,
        terms.term_class,
        terms.rule_id as term_rule_id,
        terms.evidence as term_evidence,
        on_values.band_class,
        on_values.rule_id as band_rule_id,
        on_values.evidence as band_evidence,
        coalesce(on_ceilings.is_over, false) as is_over,
        coalesce(on_ceilings.is_ceiling_unknown, false) as is_ceiling_unknown,
        on_ceilings.over_evidence,
        on_ceilings.unknown_evidence
    from pieces
    left join contracts
        on pieces.publication_id = contracts.publication_id and pieces.contract_id = contracts.contract_id
    left join terms
        on
            pieces.publication_id = terms.publication_id
            and pieces.contract_id = terms.contract_id
            and {{ holds_on('terms', 'pieces.part_start') }}
    left join on_values
        on
            pieces.publication_id = on_values.publication_id
            and pieces.line_id = on_values.line_id
            and pieces.part_no = on_values.part_no
            and pieces.piece_no = on_values.piece_no
    left join on_ceilings
        on
            pieces.publication_id = on_ceilings.publication_id
            and pieces.line_id = on_ceilings.line_id
            and pieces.part_no = on_ceilings.part_no
            and pieces.piece_no = on_ceilings.piece_no
),

decided as (
    select
        *,
        case
            when not is_contract_on_file then 'no_contract'
            when award_verdict = 'fail' then 'award'
            when term_class = 'unlawful_extension' then 'term'
            when band_class = 'unlawful_extension' then 'band'
            when is_over then 'over'
            when award_verdict = 'not_testable' then 'award_unknown'
            when term_class = 'uncertain_not_testable' then 'term'
            when band_class = 'uncertain_not_testable' then 'band'
            when band_class = 'beyond_agreed_value' and term_class in ('lawful_additional', 'lawful_de_minimis')
                then 'beyond'
            when ceiling_missing_evidence is not null then 'ceiling_missing'
            when is_ceiling_unknown then 'ceiling_unknown'
            when is_unplaced then 'unplaced'
            when term_class = 'lawful_review_clause' then 'term'
            when band_class = 'lawful_review_clause' then 'band'
            when term_class = 'lawful_additional' then 'term'
            when band_class = 'lawful_additional' then 'band'
            when term_class = 'lawful_de_minimis' then 'term'
            when band_class = 'lawful_de_minimis' then 'band'
            when term_class = 'lawful' then 'term'
            when band_class = 'lawful' then 'band'
            else 'base'
        end as decided_by
    from gathered
)

select
    publication_id,
    line_id,
    cast(
        row_number() over (partition by publication_id, line_id order by part_no, piece_no) as integer
    ) as part_no,
    contract_id,
    scenario_id,
    service_id,
    ending_contract_id,
    measure_type,
    recognition_basis,
    is_counted,
    is_contract_on_file,
    year,
    part_start,
    part_end,
    is_after_contract_end,
    amount_gross,
    amount_net,
    rounding_unit,
    case decided_by
        when 'no_contract' then 'uncertain_no_contract'
        when 'award' then 'unlawful_direct_award'
        when 'term' then term_class
        when 'band' then band_class
        when 'over' then 'unlawful_over_ceiling'
        when 'base' then 'lawful'
        else 'uncertain_not_testable'
    end as computed_class,
    case decided_by
        when 'no_contract' then 'R11'
        when 'award' then 'R8'
        when 'award_unknown' then 'R8'
        when 'term' then term_rule_id
        when 'band' then band_rule_id
        when 'beyond' then term_rule_id
        when 'unplaced' then unplaced_rule_id
        when 'base' then 'R1'
        else 'R10'
    end as computed_rule_id,
    case decided_by
        when 'no_contract' then 'No contract on file for ' || coalesce(contract_id, 'this line')
        when 'award' then award_evidence
        when 'award_unknown' then award_evidence
        when 'term' then term_evidence
        when 'band' then band_evidence
        when 'beyond' then band_evidence || '; ' || term_evidence
        when 'over' then over_evidence
        when 'ceiling_missing' then ceiling_missing_evidence
        when 'ceiling_unknown' then unknown_evidence
        when 'unplaced' then unplaced_evidence
        else term_evidence
    end as computed_evidence,
    delivery_id,
    source_file,
    source_line,
    citation
from decided

-- The one verdict on each piece of spend. Each ground on which it can be classed gives a class or none; the first of
-- them counts, in the order of lawfulness_classes and, within a class, in that of the grounds below.
{% set grounds = ['contract', 'award', 'term', 'band', 'beyond', 'ceiling', 'unplaced', 'base_term'] %}

with pieces as (
    select * from {{ ref('rule_r11_no_contract') }}
),

classes as (
    select * from {{ ref('lawfulness_classes') }}
),

-- A class and a ground as one number: the lowest is the verdict.
ranks as (
    {% for ground in grounds %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        lawfulness_class,
        '{{ ground }}' as ground,
        class_order * 10 + {{ loop.index }} as class_rank
    from classes
    {% endfor %}
),

line_ranks as (
    select
        line_verdicts.rule_id,
        line_verdicts.verdict_no,
        ranks.class_rank
    from {{ ref('line_verdicts') }} as line_verdicts
    inner join ranks
        on
            line_verdicts.lawfulness_class = ranks.lawfulness_class
            and case line_verdicts.rule_id when 'R11' then 'contract' when 'R10' then 'ceiling' end = ranks.ground
),

contracts as (
    select
        lawfulness.publication_id,
        lawfulness.contract_id,
        lawfulness.is_under_framework,
        lawfulness.ceiling_missing_evidence is not null as is_ceiling_missing,
        lawfulness.unplaced_from,
        lawfulness.unplaced_rule_id,
        awards.class_rank as award_rank,
        unplaced.class_rank as unplaced_rank
    from {{ ref('int_contract_lawfulness') }} as lawfulness
    left join ranks as awards on lawfulness.award_class = awards.lawfulness_class and awards.ground = 'award'
    left join ranks as unplaced
        on
            case when lawfulness.unplaced_from is not null then 'uncertain_not_testable' end
            = unplaced.lawfulness_class
            and unplaced.ground = 'unplaced'
),

-- In a term that was lengthened on a ground with a limit, what is above the agreed value is covered by nothing.
terms as (
    select
        terms.*,
        ranks.class_rank,
        beyond.class_rank as beyond_rank
    from {{ ref('rule_r01_spend_after_lawful_end') }} as terms
    inner join ranks
        on
            terms.lawfulness_class = ranks.lawfulness_class
            and case when terms.is_base_term then 'base_term' else 'term' end = ranks.ground
    left join ranks as beyond
        on
            case
                when terms.lawfulness_class in ('lawful_additional', 'lawful_de_minimis') then 'uncertain_not_testable'
            end = beyond.lawfulness_class
            and beyond.ground = 'beyond'
),

bands as (
    select
        bands.*,
        ranks.class_rank
    from {{ ref('int_value_bands') }} as bands
    left join ranks on bands.band_class = ranks.lawfulness_class and ranks.ground = 'band'
),

-- From where the sum is not known every band may be the one.
unknown_bands as (
    select
        changed.*,
        ranks.class_rank
    from (
        select
            publication_id,
            contract_id,
            case
                when bool_or(band_class != 'beyond_agreed_value') then 'uncertain_not_testable'
                else 'beyond_agreed_value'
            end as band_class,
            min(rule_id) as rule_id
        from bands
        group by publication_id, contract_id
    ) as changed
    left join ranks on changed.band_class = ranks.lawfulness_class and ranks.ground = 'band'
),

tracks as (
    select * from {{ ref('int_spend_tracks') }}
    where track_kind = 'value'
),

on_values as (
    select
        pieces.publication_id,
        pieces.line_id,
        pieces.part_no,
        pieces.piece_no,
        coalesce(bands.band_class, unknown_bands.band_class) as band_class,
        coalesce(bands.rule_id, unknown_bands.rule_id) as rule_id,
        coalesce(bands.class_rank, unknown_bands.class_rank) as class_rank,
        coalesce(bands.evidence_key, 'unknown') as evidence_key
    from tracks
    inner join pieces
        on
            tracks.publication_id = pieces.publication_id
            and tracks.line_id = pieces.line_id
            and tracks.part_no = pieces.part_no
    left join bands
        on
            tracks.publication_id = bands.publication_id
            and case when tracks.is_known then tracks.track_id end = bands.contract_id
            -- The far side of the piece on its running sum; a credit runs back.
            and tracks.sum_before_net
            + case when tracks.amount_net < 0 then -pieces.net_from else pieces.net_to end > bands.band_low_net
            and tracks.sum_before_net
            + case when tracks.amount_net < 0 then -pieces.net_from else pieces.net_to end <= bands.band_high_net
    left join unknown_bands
        on
            tracks.publication_id = unknown_bands.publication_id
            and case when not tracks.is_known then tracks.track_id end = unknown_bands.contract_id
    where bands.contract_id is not null or unknown_bands.contract_id is not null
),

on_ceilings as (
    select * from {{ ref('rule_r10_lines') }}
),

gathered as (
    select
        pieces.*,
        contracts.award_rank,
        contracts.unplaced_rule_id,
        case when contracts.unplaced_from <= pieces.part_start then contracts.unplaced_rank end as unplaced_rank,
        contracts.is_ceiling_missing,
        terms.verdict_no as r1_verdict_no,
        terms.evidence_key as term_key,
        terms.rule_id as term_rule_id,
        terms.class_rank as term_rank,
        case when on_values.band_class = 'beyond_agreed_value' then terms.beyond_rank end as beyond_rank,
        on_values.rule_id as band_rule_id,
        on_values.evidence_key as band_key,
        on_values.class_rank as band_rank,
        on_ceilings.over_code,
        on_ceilings.unknown_code,
        case
            when on_ceilings.over_code > 0 then 1
            when contracts.is_ceiling_missing and not contracts.is_under_framework then 2
            when contracts.is_ceiling_missing then 3
            when on_ceilings.unknown_code > 0 then 4
            when contracts.is_under_framework and not pieces.is_counted then 5
            when contracts.is_under_framework then 6
        end as r10_verdict_no
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

ranked as (
    select
        gathered.*,
        least(
            r11.class_rank, gathered.award_rank, gathered.term_rank, gathered.band_rank, gathered.beyond_rank,
            r10.class_rank, gathered.unplaced_rank
        ) as class_rank
    from gathered
    left join line_ranks as r11 on r11.rule_id = 'R11' and gathered.r11_verdict_no = r11.verdict_no
    left join line_ranks as r10 on r10.rule_id = 'R10' and gathered.r10_verdict_no = r10.verdict_no
)

select
    ranked.publication_id,
    ranked.line_id,
    ranked.line_piece_no as part_no,
    ranked.contract_id,
    ranked.supplier_key,
    ranked.supplier_id,
    ranked.supplier_name,
    ranked.scenario_id,
    ranked.service_id,
    ranked.ending_contract_id,
    ranked.measure_type,
    ranked.cost_type,
    ranked.description,
    ranked.recognition_basis,
    ranked.is_counted,
    ranked.is_contract_on_file,
    ranked.is_whole,
    ranked.year,
    ranked.part_start,
    ranked.part_end,
    ranked.is_after_contract_end,
    ranked.amount_gross,
    ranked.amount_net,
    ranked.rounding_unit,
    ranks.lawfulness_class as computed_class,
    case ranks.ground
        when 'contract' then 'R11'
        when 'award' then 'R8'
        when 'band' then ranked.band_rule_id
        when 'ceiling' then 'R10'
        when 'unplaced' then ranked.unplaced_rule_id
        else ranked.term_rule_id
    end as computed_rule_id,
    -- What it rests on, as a key of int_spend_evidence; a line without a contract on file has none.
    case ranks.ground
        when 'contract' then null
        when 'award' then 'award'
        when 'band' then ranked.band_key
        when 'beyond' then ranked.band_key || ' beyond ' || ranked.term_key
        when 'ceiling'
            then
                case ranked.r10_verdict_no
                    when 1 then 'over ' || ranked.over_code
                    when 4 then 'not known ' || ranked.unknown_code
                    else 'no maximum'
                end
        when 'unplaced' then 'unplaced'
        else ranked.term_key
    end as evidence_key,
    cast(ranked.r1_verdict_no as smallint) as r1_verdict_no,
    ranked.term_key as r1_evidence_key,
    cast(ranked.r10_verdict_no as smallint) as r10_verdict_no,
    case
        when ranked.is_ceiling_missing then 'no maximum'
        when ranked.r10_verdict_no is not null and ranked.is_counted then 'under'
    end as r10_evidence_key,
    cast(ranked.r11_verdict_no as smallint) as r11_verdict_no,
    ranked.delivery_id,
    ranked.source_file,
    ranked.source_line,
    ranked.citation
from ranked
left join ranks on ranked.class_rank = ranks.class_rank

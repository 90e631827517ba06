-- The one verdict on each piece of spend. Each ground on which it can be classed gives a class or none; the first of
-- them counts, in the order of lawfulness_classes and, within a class, in that of class_ranks. What hangs on the day
-- alone, award and term, is in int_contract_days.
with pieces as (
    select * from {{ ref('rule_r11_no_contract') }}
),

ranks as (
    {{ class_ranks() }}
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
        publication_id,
        contract_id,
        is_under_framework,
        ceiling_missing_evidence is not null as is_ceiling_missing
    from {{ ref('int_contract_lawfulness') }}
),

-- In a term that was lengthened on a ground with a limit, what is above the agreed value is covered by nothing.
days as (
    select
        days.*,
        ranks.class_rank,
        beyond.class_rank as beyond_rank
    from {{ ref('int_contract_days') }} as days
    inner join ranks on days.lawfulness_class = ranks.lawfulness_class and days.ground = ranks.ground
    left join ranks as beyond
        on
            case
                when days.term_class in ('lawful_additional', 'lawful_de_minimis') then 'uncertain_not_testable'
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

-- Pieces of parts that stand on a running sum.
tracks as (
    select
        tracks.*,
        coalesce(cuts.piece_no, 1) as piece_no,
        case
            when tracks.amount_net < 0 then -coalesce(cuts.net_from, 0) else coalesce(cuts.net_to, tracks.amount_net)
        end as net_to_far_side
    from {{ ref('int_spend_tracks') }} as tracks
    left join {{ ref('int_spend_cuts') }} as cuts
        on
            tracks.publication_id = cuts.publication_id
            and tracks.line_id = cuts.line_id
            and tracks.part_no = cuts.part_no
    where tracks.track_kind = 'value'
),

on_values as (
    select
        tracks.publication_id,
        tracks.line_id,
        tracks.part_no,
        tracks.piece_no,
        coalesce(bands.band_class, unknown_bands.band_class) as band_class,
        coalesce(bands.rule_id, unknown_bands.rule_id) as rule_id,
        coalesce(bands.class_rank, unknown_bands.class_rank) as class_rank,
        coalesce(bands.evidence_key, 'unknown') as evidence_key
    from tracks
    left join bands
        on
            tracks.publication_id = bands.publication_id
            and case when tracks.is_known then tracks.track_id end = bands.contract_id
            -- The far side of the piece on its running sum; a credit runs back.
            and tracks.sum_before_net + tracks.net_to_far_side > bands.band_low_net
            and tracks.sum_before_net + tracks.net_to_far_side <= bands.band_high_net
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
        contracts.is_ceiling_missing,
        days.r1_verdict_no,
        days.term_key,
        days.term_rule_id,
        days.rule_id as day_rule_id,
        days.evidence_key as day_key,
        days.class_rank as day_rank,
        case when on_values.band_class = 'beyond_agreed_value' then days.beyond_rank end as beyond_rank,
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
    left join days
        on
            pieces.publication_id = days.publication_id
            and pieces.contract_id = days.contract_id
            and pieces.part_start >= days.first_day
            and pieces.part_start <= days.last_day
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
            r11.class_rank, gathered.day_rank, gathered.band_rank, gathered.beyond_rank, r10.class_rank
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
        when 'band' then ranked.band_rule_id
        when 'beyond' then ranked.term_rule_id
        when 'ceiling' then 'R10'
        else ranked.day_rule_id
    end as computed_rule_id,
    -- What it rests on, as a key of int_spend_evidence; a line without a contract on file has none.
    case ranks.ground
        when 'contract' then null
        when 'band' then ranked.band_key
        when 'beyond' then ranked.band_key || ' beyond ' || ranked.term_key
        when 'ceiling'
            then
                case ranked.r10_verdict_no
                    when 1 then 'over ' || ranked.over_code
                    when 4 then 'not known ' || ranked.unknown_code
                    else 'no maximum'
                end
        else ranked.day_key
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

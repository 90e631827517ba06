-- The one verdict on each piece of spend. Each ground on which it can be classed gives a class or none; the first of
-- them counts, in the order of lawfulness_classes and, within a class, in that of class_ranks. What hangs on the day
-- alone, award and term, is in int_contract_days.
with pieces as (
    select * from {{ ref('rule_r10_lines') }}
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
            case when {{ has_limit('days.term_class') }} then 'uncertain_not_testable' end = beyond.lawfulness_class
            and beyond.ground = 'beyond'
),

gathered as (
    select
        pieces.*,
        days.r1_verdict_no,
        days.term_key,
        days.term_rule_id,
        days.rule_id as day_rule_id,
        days.evidence_key as day_key,
        days.class_rank as day_rank,
        case when on_bands.band_class = 'beyond_agreed_value' then days.beyond_rank end as beyond_rank,
        on_bands.rule_id as band_rule_id,
        on_bands.evidence_key as band_key,
        on_bands.class_rank as band_rank
    from pieces
    left join days
        on
            pieces.publication_id = days.publication_id
            and pieces.contract_id = days.contract_id
            and pieces.part_start >= days.first_day
            and pieces.part_start <= days.last_day
    left join {{ ref('int_spend_on_bands') }} as on_bands
        on
            pieces.publication_id = on_bands.publication_id
            and pieces.line_id = on_bands.line_id
            and pieces.part_no = on_bands.part_no
            and pieces.piece_no = on_bands.piece_no
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
    {{ columns_of_parts('ranked') }},
    ranked.is_whole,
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
    cast(ranked.r11_verdict_no as smallint) as r11_verdict_no
from ranked
left join ranks on ranked.class_rank = ranks.class_rank

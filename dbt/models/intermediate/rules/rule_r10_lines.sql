-- R10 for pieces of lines: what is spent under a framework agreement lies within its maximum. A piece may stand on the
-- running sums of several: above the maximum of any, or not known of any. The numbers of the frameworks of which it is
-- so are added as powers of two: a code for what the evidence names. See reference table line_verdicts.
with pieces as (
    select * from {{ ref('rule_r11_no_contract') }}
),

contracts as (
    select
        publication_id,
        contract_id,
        is_under_framework,
        ceiling_missing_evidence is not null as is_ceiling_missing
    from {{ ref('int_contract_lawfulness') }}
),

frameworks as (
    select * from {{ ref('int_frameworks_above') }}
),

tracks as (
    select * from {{ ref('int_spend_running_sums') }}
    where track_kind = 'framework'
),

on_tracks as (
    select
        tracks.publication_id,
        tracks.line_id,
        tracks.part_no,
        coalesce(cuts.piece_no, 1) as piece_no,
        frameworks.place_value,
        tracks.is_known,
        -- What is above its maximum already stays so, whatever comes to be unknown later.
        coalesce(
            case
                when tracks.is_known then tracks.sum_before_net + {{ net_to_far_side('tracks', 'cuts') }}
                else tracks.known_sum_net
            end > frameworks.maximum_value_net, false
        ) as is_over
    from tracks
    inner join frameworks
        on
            tracks.publication_id = frameworks.publication_id
            and tracks.contract_id = frameworks.contract_id
            and tracks.track_id = frameworks.framework_id
    left join {{ ref('int_spend_cuts') }} as cuts
        on
            tracks.publication_id = cuts.publication_id
            and tracks.line_id = cuts.line_id
            and tracks.part_no = cuts.part_no
),

coded as (
    select
        publication_id,
        line_id,
        part_no,
        piece_no,
        cast(sum(case when is_over then place_value else 0 end) as bigint) as over_code,
        cast(sum(case when is_known then 0 else place_value end) as bigint) as unknown_code
    from on_tracks
    group by publication_id, line_id, part_no, piece_no
)

select
    pieces.*,
    contracts.is_ceiling_missing,
    coded.over_code,
    coded.unknown_code,
    case
        when coded.over_code > 0 then 1
        when contracts.is_ceiling_missing and not contracts.is_under_framework then 2
        when contracts.is_ceiling_missing then 3
        when coded.unknown_code > 0 then 4
        when contracts.is_under_framework and not pieces.is_counted then 5
        when contracts.is_under_framework then 6
    end as r10_verdict_no
from pieces
left join contracts
    on pieces.publication_id = contracts.publication_id and pieces.contract_id = contracts.contract_id
left join coded
    on
        pieces.publication_id = coded.publication_id
        and pieces.line_id = coded.line_id
        and pieces.part_no = coded.part_no
        and pieces.piece_no = coded.piece_no

-- The threshold that holds for each contract, by its day of award; or why there is none.
with contracts as (
    select
        contracts.*,
        coalesce(publications.currency, 'EUR') = 'EUR' as is_in_euros,
        case when coalesce(publications.currency, 'EUR') = 'EUR' then contracts.nature end as compared_nature
    from {{ ref('known_contracts') }} as contracts
    left join {{ ref('known_publications') }} as publications
        on contracts.publication_id = publications.publication_id
),

thresholds as (
    select * from {{ ref('thresholds') }}
)

select
    contracts.publication_id,
    contracts.contract_id,
    thresholds.threshold_amount_net,
    thresholds.citation as threshold_citation,
    case
        when not contracts.is_in_euros then 'other_currency_than_threshold'
        when contracts.award_date is null then 'award_date_unknown'
        when contracts.nature is null then 'nature_unknown'
        when contracts.authority_type is null and contracts.nature != 'works'
            then 'authority_type_unknown'
        when thresholds.threshold_amount_net is null then 'no_threshold_on_award_date'
    end as threshold_missing_reason
from contracts
left join thresholds
    on
        contracts.award_date between thresholds.valid_from and thresholds.valid_to
        and contracts.compared_nature = thresholds.nature
        -- For works the threshold is the same for every authority.
        and coalesce(contracts.authority_type, case when contracts.nature = 'works' then 'central' end)
        = thresholds.authority_type

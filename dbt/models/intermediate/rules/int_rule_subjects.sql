{{ config(materialized='view') }}
-- Every subject and rule that should have a verdict, straight from the deliveries and not from the rules, with
-- where the subject stands.
with contracts as (
    select * from {{ ref('known_contracts') }}
),

frameworks_above as (
    select distinct
        publication_id,
        contract_id
    from {{ ref('int_frameworks_above') }}
),

on_file as (
    select
        lines.publication_id,
        lines.line_id,
        lines.contract_id,
        lines.delivery_id,
        lines.source_file,
        lines.source_line,
        lines.citation,
        contracts.contract_id is not null as is_on_file,
        frameworks_above.contract_id is not null or contracts.contract_type = 'call_off' as is_called_off
    from {{ ref('known_contract_spend') }} as lines
    left join contracts
        on lines.publication_id = contracts.publication_id and lines.contract_id = contracts.contract_id
    left join frameworks_above
        on
            lines.publication_id = frameworks_above.publication_id
            and lines.contract_id = frameworks_above.contract_id
),

rule_lines as (
    {% for rule_id, condition in [('R1', 'is_on_file'), ('R10', 'is_called_off'), ('R11', 'true')] %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        publication_id,
        'line' as subject_type,
        line_id as subject_id,
        '{{ rule_id }}' as rule_id,
        contract_id,
        delivery_id,
        source_file,
        source_line,
        citation
    from on_file
    where {{ condition }}
    {% endfor %}
),

rule_contracts as (
    select
        publication_id,
        'contract' as subject_type,
        contract_id as subject_id,
        unnest(case when contract_type = 'framework' then ['R8', 'R9', 'R10'] else ['R8'] end) as rule_id,
        contract_id,
        delivery_id,
        source_file,
        source_line,
        citation
    from contracts
),

rule_amendments as (
    select
        publication_id,
        'amendment' as subject_type,
        amendment_id as subject_id,
        case modification_ground
            when 'review_clause' then 'R2'
            when 'de_minimis' then 'R3'
            when 'none' then 'R3'
            when 'additional' then 'R4'
            when 'unforeseen' then 'R5'
            when 'successor' then 'R6'
            else 'R7'
        end as rule_id,
        contract_id,
        delivery_id,
        source_file,
        source_line,
        citation
    from {{ ref('known_contract_amendments') }}
),

rule_entities as (
    select
        publication_id,
        'entity_year' as subject_type,
        entity || ' ' || year as subject_id,
        'R13' as rule_id,
        cast(null as varchar) as contract_id,
        delivery_id,
        source_file,
        source_line,
        citation
    from {{ ref('known_procurement_errors') }}
)

select * from rule_lines
union all
select * from rule_contracts
union all
select * from rule_amendments
union all
select * from rule_entities

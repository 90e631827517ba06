{{ config(materialized='table') }}
-- One row for the date that something was planned for at first (number 0) and one for each later change of it: what
-- can be put off, so not the end of a contract.
{{ end_changes(['migration', 'milestone', 'measure', 'issue']) }}

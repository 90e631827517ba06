"""The status note: sentences, tables and charts from the marts of one release, in Dutch and in English.

What it says and how it looks. Amounts are those of the marts; words that the page has too stand in
`fundament/words.yml`, sentences of findings and verdicts in `dbt/macros/sentences.sql`.
"""

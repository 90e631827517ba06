-- R2: a change under a clear review clause is allowed for any amount, and needs evidence.
{{ passes_with_evidence('review_clause', 'review clause') }}

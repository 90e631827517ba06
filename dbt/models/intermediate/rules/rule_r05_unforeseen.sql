-- R5: unforeseen circumstances, up to and including the share that the law allows per change.
{{ change_up_to_share('R5', 'unforeseen') }}

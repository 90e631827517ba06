"""From a figure or a cell of a published release back to the lines that it is made of. Reads one release.

Of what a figure is made is said by the models (`quality.figure_terms`); what the command prints and asks, in
`fundament.commands.explain`.
"""

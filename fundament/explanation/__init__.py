"""From a figure or a cell of a published release back to the lines that it is made of. Reads one release."""

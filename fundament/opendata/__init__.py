"""What a release says of itself for data portals: a data package of Frictionless, and DCAT-AP-NL."""

"""The status note: sentences, tables and charts from the marts of one release, in Dutch and in English."""

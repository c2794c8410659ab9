"""The dossier of a unit or a member for a year: what is in it, what it lacks, how it is put together as one paper."""

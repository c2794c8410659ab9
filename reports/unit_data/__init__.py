"""All data of one unit, to be read without this program."""

from reports.unit_data.writing import unit_data_file_name, unit_data_zip

__all__ = ["unit_data_file_name", "unit_data_zip"]

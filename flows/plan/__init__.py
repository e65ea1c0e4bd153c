"""The plan of a year: drafted, compared, confirmed, taken into use, closed."""

"""The statutes as code: citations, calendar, periods, limits, wages, liability, sanctions, routes. No Django."""

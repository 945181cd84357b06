"""Outreach: whom the team knows in each city, talks without a name, what they became, and figures.

Must not count anybody twice: all figures come from one pure function of the domain.
"""

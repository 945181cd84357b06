"""The tab about a case's journey: enrolments with their steps and gates, eligibility with reasons, facts, support."""

"""KPI advisor: a plan goes in, prioritized advice comes out, in Japanese and in English."""

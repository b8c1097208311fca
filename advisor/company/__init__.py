"""Several files of one company: which belong together, and the one plan they make.

Departments often keep a file each. Where one names what only another states, judging them apart would call links
broken and hand-overs missing that are there. `companies` puts such files together; the others stay as they are.
"""

from __future__ import annotations

from advisor.company.join import JoinedPlan, companies

__all__ = ["JoinedPlan", "companies"]

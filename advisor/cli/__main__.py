"""`python -m advisor.cli` is `kpi-advisor`."""

from advisor.cli import main

main()

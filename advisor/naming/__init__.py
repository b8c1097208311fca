"""What a KPI's name says: the metric catalogue and the word lists."""

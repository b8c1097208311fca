"""What people write: quantities, dates and rhythms."""

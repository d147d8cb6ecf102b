"""PgBouncer: its own ini dialect, and what a pooler uses after defaults."""

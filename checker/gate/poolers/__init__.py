"""The PgBouncers behind the pool."""

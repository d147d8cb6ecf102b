"""HAProxy as the diagrams draw it: its pool, where clients come in, how soon it sees what."""

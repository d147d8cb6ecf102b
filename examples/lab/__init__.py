"""A lab that runs real HAProxy and keepalived, breaks them on purpose and records what they write."""

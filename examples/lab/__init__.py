"""A lab that runs real HAProxy and keepalived in private network namespaces, breaks them on purpose and records what they write."""

"""What is asked of a machine: the formula of a property compiled into it, and the slice that can influence it."""

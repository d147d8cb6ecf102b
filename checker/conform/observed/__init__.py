"""What really happened, told as steps between the parties of a contract, on the lifelines of one of its diagrams."""

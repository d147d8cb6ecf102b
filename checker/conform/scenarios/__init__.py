"""What the diagrams draw beside what happened: which drawn steps were seen, which not, which nobody could see."""

"""What needs and resources show on the pages of lower and upper apps, one module per place."""

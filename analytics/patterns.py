"""Weekly patterns of drug tests, and the rules that read them."""

"""The pages and the store that holds them."""

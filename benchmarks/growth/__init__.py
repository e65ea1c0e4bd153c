"""How Kamnot's database and Prefect's own grow over a bureau's year."""

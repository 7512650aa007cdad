"""PostgreSQL as the engine: the one package that knows psycopg, which is imported when a URL is opened."""

-- What the owner creates from here on, the application's role may read and write, row by row.
-- What it may not touch (the ledger's events) is revoked by the migration that creates it.
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '%(app)s') THEN
        GRANT USAGE ON SCHEMA public TO "%(app)s";
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO "%(app)s";
        ALTER DEFAULT PRIVILEGES IN SCHEMA public
            GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "%(app)s";
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO "%(app)s";
    END IF;
END $$;

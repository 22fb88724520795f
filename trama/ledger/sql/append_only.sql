CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger: % refused, events are only added', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
-- The application's role has not even the right to try.
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '%(app)s') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON ledger_event FROM "%(app)s";
    END IF;
END $$;

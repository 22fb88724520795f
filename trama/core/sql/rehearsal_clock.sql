-- Rehearsals only: a clock that everybody shares and that goes on by itself, so far ahead of the real
-- one as a row says. It never goes back: a rehearsal begins again instead.
DO $$ BEGIN
  IF (SELECT shobj_description(oid, 'pg_database') FROM pg_database
      WHERE datname = current_database()) IS DISTINCT FROM 'trama:rehearsal' THEN
    RAISE EXCEPTION 'This database is not of a rehearsal: its clock stays as it is.';
  END IF;
END $$;

CREATE TABLE IF NOT EXISTS rehearsal_clock (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  ahead interval NOT NULL DEFAULT '0',
  target timestamptz  -- where it is being taken, living the days in between; null: it stays where it is
);
INSERT INTO rehearsal_clock DEFAULT VALUES ON CONFLICT DO NOTHING;
REVOKE INSERT, DELETE ON rehearsal_clock FROM trama_app;

CREATE OR REPLACE FUNCTION rehearsal_clock_goes_forward() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN
  IF NEW.ahead < OLD.ahead THEN
    RAISE EXCEPTION 'The clock of a rehearsal never goes back.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER goes_forward BEFORE UPDATE ON rehearsal_clock
  FOR EACH ROW EXECUTE FUNCTION rehearsal_clock_goes_forward();

CREATE OR REPLACE FUNCTION trama_now() RETURNS timestamptz LANGUAGE sql STABLE
AS $$ SELECT statement_timestamp() + ahead FROM rehearsal_clock $$;

-- After adoption a part changes only by an amendment that is being written: one comes in, another
-- goes out, none is rewritten.
CREATE OR REPLACE FUNCTION notices_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    state text;
BEGIN
    FOR state IN
        SELECT status FROM notices_notice
        WHERE id IN (OLD.notice_id, NEW.notice_id) ORDER BY id FOR SHARE
    LOOP
        IF state NOT IN ('draft', 'legal_check') AND NOT (
            TG_OP = 'INSERT' AND EXISTS (
                SELECT FROM notices_amendment
                WHERE id = NEW.introduced_by_id AND notice_id = NEW.notice_id AND adopted_at IS NULL
            )
            OR TG_OP = 'UPDATE' AND OLD.retired_by_id IS NULL
            AND to_jsonb(NEW) - 'retired_by_id' = to_jsonb(OLD) - 'retired_by_id'
            AND EXISTS (
                SELECT FROM notices_amendment
                WHERE id = NEW.retired_by_id AND notice_id = NEW.notice_id AND adopted_at IS NULL
            )
        ) THEN
            RAISE EXCEPTION 'the content of a notice that is % is frozen', state
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$;

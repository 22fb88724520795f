-- FOR SHARE, without a filter on status: an edit and a submission in flight wait for each other,
-- and the second reads what the first has decided. FOR SHARE does not make two edits wait.
CREATE FUNCTION applications_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    state text;
BEGIN
    FOR state IN
        SELECT status FROM applications_application
        WHERE id IN (OLD.application_id, NEW.application_id) ORDER BY id FOR SHARE
    LOOP
        IF state <> 'draft' THEN
            RAISE EXCEPTION 'the content of an application that is % is frozen', state
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER applications_answer_freeze
    BEFORE INSERT OR UPDATE OR DELETE ON applications_answer
    FOR EACH ROW EXECUTE FUNCTION applications_freeze();
CREATE TRIGGER applications_experience_freeze
    BEFORE INSERT OR UPDATE OR DELETE ON applications_experience
    FOR EACH ROW EXECUTE FUNCTION applications_freeze();
CREATE TRIGGER applications_attachment_freeze
    BEFORE INSERT OR UPDATE OR DELETE ON applications_attachment
    FOR EACH ROW EXECUTE FUNCTION applications_freeze();

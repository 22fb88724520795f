-- What a notice says and asks freezes with its adoption: from then on an act is needed.
CREATE FUNCTION notices_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    state text;
BEGIN
    FOR state IN
        SELECT status FROM notices_notice
        WHERE id IN (OLD.notice_id, NEW.notice_id) ORDER BY id FOR SHARE
    LOOP
        IF state NOT IN ('draft', 'legal_check') THEN
            RAISE EXCEPTION 'the content of a notice that is % is frozen', state
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER notices_section_freeze BEFORE INSERT OR UPDATE OR DELETE ON notices_noticesection
    FOR EACH ROW EXECUTE FUNCTION notices_freeze();
CREATE TRIGGER notices_requirement_freeze BEFORE INSERT OR UPDATE OR DELETE ON notices_requirement
    FOR EACH ROW EXECUTE FUNCTION notices_freeze();
CREATE TRIGGER notices_question_freeze BEFORE INSERT OR UPDATE OR DELETE ON notices_formquestion
    FOR EACH ROW EXECUTE FUNCTION notices_freeze();
CREATE TRIGGER notices_slot_freeze BEFORE INSERT OR UPDATE OR DELETE ON notices_documentslot
    FOR EACH ROW EXECUTE FUNCTION notices_freeze();

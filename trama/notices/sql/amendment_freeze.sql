-- An adopted amendment stays as it was adopted: open again, it would thaw the notice's text.
CREATE FUNCTION notices_amendment_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.adopted_at IS NOT NULL THEN
        RAISE EXCEPTION 'an adopted amendment is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER notices_amendment_freeze BEFORE UPDATE OR DELETE ON notices_amendment
    FOR EACH ROW EXECUTE FUNCTION notices_amendment_freeze();

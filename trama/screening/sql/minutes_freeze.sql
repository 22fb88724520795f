-- Approved minutes stay as approved; only the PDF and the day of publication may join them, once.
CREATE FUNCTION screening_minutes_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'approved' THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE'
        OR to_jsonb(NEW) - '{document_id,published_at}'::text[]
            IS DISTINCT FROM to_jsonb(OLD) - '{document_id,published_at}'::text[]
        OR (OLD.document_id IS NOT NULL AND NEW.document_id IS DISTINCT FROM OLD.document_id)
        OR (OLD.published_at IS NOT NULL AND NEW.published_at IS DISTINCT FROM OLD.published_at)
    THEN
        RAISE EXCEPTION 'approved minutes are frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER screening_minutes_freeze BEFORE UPDATE OR DELETE ON screening_verificationminutes
    FOR EACH ROW EXECUTE FUNCTION screening_minutes_freeze();

CREATE FUNCTION screening_attendance_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM screening_verificationminutes
        WHERE id IN (OLD.minutes_id, NEW.minutes_id) AND status = 'approved'
    ) THEN
        RAISE EXCEPTION 'approved minutes are frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER screening_attendance_freeze BEFORE INSERT OR UPDATE OR DELETE
    ON screening_attendance FOR EACH ROW EXECUTE FUNCTION screening_attendance_freeze();

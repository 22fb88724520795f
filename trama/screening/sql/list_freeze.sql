-- A published list stays as it was published; only its PDF, made afterwards, may join it once.
CREATE FUNCTION screening_list_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'published' THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE'
        OR (NEW.status, NEW.notice_id, NEW.act_id, NEW.published_at, NEW.rows, NEW.uid)
            IS DISTINCT FROM
            (OLD.status, OLD.notice_id, OLD.act_id, OLD.published_at, OLD.rows, OLD.uid)
        OR (OLD.document_id IS NOT NULL AND NEW.document_id IS DISTINCT FROM OLD.document_id)
    THEN
        RAISE EXCEPTION 'a published list is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER screening_list_freeze BEFORE UPDATE OR DELETE ON screening_admissionlist
    FOR EACH ROW EXECUTE FUNCTION screening_list_freeze();

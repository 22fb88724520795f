-- Published minutes stay as published, with who was there, what they remarked and how they answered;
-- only the PDF may join them, once, and what follows a meeting (three questions) goes on.
CREATE FUNCTION tables_is_told(meetings bigint[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM tables_meeting WHERE id = ANY (meetings) AND status = 'published'
    )
$$;

CREATE FUNCTION tables_meeting_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'published' THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE'
        OR to_jsonb(NEW) - 'minutes_document_id' IS DISTINCT FROM to_jsonb(OLD) - 'minutes_document_id'
        OR (OLD.minutes_document_id IS NOT NULL
            AND NEW.minutes_document_id IS DISTINCT FROM OLD.minutes_document_id)
    THEN
        RAISE EXCEPTION 'published minutes are frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tables_meeting_freeze BEFORE UPDATE OR DELETE ON tables_meeting
    FOR EACH ROW EXECUTE FUNCTION tables_meeting_freeze();

-- Rows of a meeting: its agenda, who was there, the paragraphs.
CREATE FUNCTION tables_of_meeting_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'surveyed_at' = to_jsonb(OLD) - 'surveyed_at' THEN
        RETURN NEW;  -- the letter with the three questions left
    END IF;
    IF tables_is_told(ARRAY[OLD.meeting_id, NEW.meeting_id]) THEN
        RAISE EXCEPTION 'published minutes are frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER tables_agendaitem_freeze BEFORE INSERT OR UPDATE OR DELETE ON tables_agendaitem
    FOR EACH ROW EXECUTE FUNCTION tables_of_meeting_freeze();
CREATE TRIGGER tables_attendance_freeze BEFORE INSERT OR UPDATE OR DELETE ON tables_attendance
    FOR EACH ROW EXECUTE FUNCTION tables_of_meeting_freeze();
CREATE TRIGGER tables_minutesentry_freeze BEFORE INSERT OR UPDATE OR DELETE ON tables_minutesentry
    FOR EACH ROW EXECUTE FUNCTION tables_of_meeting_freeze();

-- Rows of a paragraph: what it said before, the remarks on it.
CREATE FUNCTION tables_of_entry_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tables_is_told(ARRAY(
        SELECT meeting_id FROM tables_minutesentry WHERE id IN (OLD.entry_id, NEW.entry_id)
    )) THEN
        RAISE EXCEPTION 'published minutes are frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER tables_entryversion_freeze BEFORE INSERT OR UPDATE OR DELETE ON tables_entryversion
    FOR EACH ROW EXECUTE FUNCTION tables_of_entry_freeze();
CREATE TRIGGER tables_remark_freeze BEFORE INSERT OR UPDATE OR DELETE ON tables_remark
    FOR EACH ROW EXECUTE FUNCTION tables_of_entry_freeze();

CREATE FUNCTION tables_joined_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tables_is_told(ARRAY(
        SELECT meeting_id FROM tables_minutesentry
        JOIN tables_remark ON tables_remark.entry_id = tables_minutesentry.id
        WHERE tables_remark.id IN (OLD.remark_id, NEW.remark_id)
    )) THEN
        RAISE EXCEPTION 'published minutes are frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER tables_remark_joined_freeze BEFORE INSERT OR UPDATE OR DELETE
    ON tables_remark_joined_by FOR EACH ROW EXECUTE FUNCTION tables_joined_freeze();

CREATE FUNCTION tables_approval_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF tables_is_told(ARRAY(
        SELECT meeting_id FROM tables_attendance WHERE id IN (OLD.attendance_id, NEW.attendance_id)
    )) THEN
        RAISE EXCEPTION 'published minutes are frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER tables_approval_freeze BEFORE INSERT OR UPDATE OR DELETE ON tables_approval
    FOR EACH ROW EXECUTE FUNCTION tables_approval_freeze();

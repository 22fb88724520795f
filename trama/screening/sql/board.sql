-- The board reads a case's notice, arrival and standing without opening its application: they
-- follow the application, whoever writes it.
CREATE FUNCTION screening_case_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT notice_id, presented_at, status IN ('submitted', 'late')
        INTO NEW.notice_id, NEW.presented_at, NEW.is_standing
        FROM applications_application WHERE id = NEW.application_id;
    RETURN NEW;
END $$;
CREATE TRIGGER screening_case_follows BEFORE INSERT ON screening_screeningcase
    FOR EACH ROW EXECUTE FUNCTION screening_case_follows();

CREATE FUNCTION screening_case_keeps_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE screening_screeningcase
        SET notice_id = NEW.notice_id, presented_at = NEW.presented_at,
            is_standing = NEW.status IN ('submitted', 'late')
        WHERE application_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER screening_case_keeps_up
    AFTER UPDATE OF notice_id, presented_at, status ON applications_application
    FOR EACH ROW WHEN (
        OLD.status <> 'draft'
        AND (OLD.notice_id, OLD.presented_at, OLD.status)
            IS DISTINCT FROM (NEW.notice_id, NEW.presented_at, NEW.status)
    ) EXECUTE FUNCTION screening_case_keeps_up();

UPDATE screening_screeningcase
    SET notice_id = a.notice_id, presented_at = a.presented_at,
        is_standing = a.status IN ('submitted', 'late')
    FROM applications_application a WHERE a.id = application_id;

-- A document of a path says for ever what it said; its content and its paper may join it, once.
CREATE FUNCTION tables_path_document_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR to_jsonb(NEW) - '{content,document_id}'::text[]
            IS DISTINCT FROM to_jsonb(OLD) - '{content,document_id}'::text[]
        OR (OLD.content <> '{}'::jsonb AND NEW.content IS DISTINCT FROM OLD.content)
        OR (OLD.document_id IS NOT NULL AND NEW.document_id IS DISTINCT FROM OLD.document_id)
    THEN
        RAISE EXCEPTION 'documents of a path are frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tables_path_document_freeze BEFORE UPDATE OR DELETE ON tables_pathdocument
    FOR EACH ROW EXECUTE FUNCTION tables_path_document_freeze();

-- It is final from its document on, that no change of the path's status takes away.
CREATE FUNCTION tables_synthesis_is_final(paths bigint[]) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM tables_pathdocument WHERE path_id = ANY (paths) AND kind = 'synthesis'
    )
$$;

-- The sections and the paragraphs of a final synthesis, what they rest on, the remarks on its draft
-- with their answers: all stay as they are, and nothing comes in or goes elsewhere.
CREATE FUNCTION tables_paragraph_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_TABLE_NAME IN ('tables_synthesissection', 'tables_consultationremark') THEN
        touched := ARRAY[OLD.path_id, NEW.path_id];
    ELSIF TG_TABLE_NAME = 'tables_synthesisparagraph' THEN
        touched := ARRAY(
            SELECT path_id FROM tables_synthesissection
            WHERE id IN (OLD.section_id, NEW.section_id)
        );
    ELSE
        touched := ARRAY(
            SELECT path_id FROM tables_synthesissection section
            JOIN tables_synthesisparagraph paragraph ON paragraph.section_id = section.id
            WHERE paragraph.id IN (OLD.synthesisparagraph_id, NEW.synthesisparagraph_id)
        );
    END IF;
    IF tables_synthesis_is_final(touched) THEN
        RAISE EXCEPTION 'a final synthesis is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER tables_paragraph_freeze BEFORE INSERT OR UPDATE OR DELETE
    ON tables_synthesissection FOR EACH ROW EXECUTE FUNCTION tables_paragraph_freeze();
CREATE TRIGGER tables_paragraph_freeze BEFORE INSERT OR UPDATE OR DELETE
    ON tables_consultationremark FOR EACH ROW EXECUTE FUNCTION tables_paragraph_freeze();
CREATE TRIGGER tables_paragraph_freeze BEFORE INSERT OR UPDATE OR DELETE
    ON tables_synthesisparagraph FOR EACH ROW EXECUTE FUNCTION tables_paragraph_freeze();
CREATE TRIGGER tables_paragraph_freeze BEFORE INSERT OR UPDATE OR DELETE
    ON tables_synthesisparagraph_contributions
    FOR EACH ROW EXECUTE FUNCTION tables_paragraph_freeze();
CREATE TRIGGER tables_paragraph_freeze BEFORE INSERT OR UPDATE OR DELETE
    ON tables_synthesisparagraph_needs
    FOR EACH ROW EXECUTE FUNCTION tables_paragraph_freeze();
CREATE TRIGGER tables_paragraph_freeze BEFORE INSERT OR UPDATE OR DELETE
    ON tables_synthesisparagraph_resources
    FOR EACH ROW EXECUTE FUNCTION tables_paragraph_freeze();
CREATE TRIGGER tables_paragraph_freeze BEFORE INSERT OR UPDATE OR DELETE
    ON tables_synthesisparagraph_entries
    FOR EACH ROW EXECUTE FUNCTION tables_paragraph_freeze();

-- The act of a path and its place in the programming are written once; the priorities that the act
-- says stay as it says them, and only their place in the programming may join them.
CREATE FUNCTION tables_path_act_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.act_id IS NOT NULL AND NEW.act_id IS DISTINCT FROM OLD.act_id)
        OR (OLD.programming_act_id IS NOT NULL
            AND NEW.programming_act_id IS DISTINCT FROM OLD.programming_act_id)
    THEN
        RAISE EXCEPTION 'the act of a path is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tables_path_act_freeze BEFORE UPDATE OF act_id, programming_act_id ON tables_path
    FOR EACH ROW EXECUTE FUNCTION tables_path_act_freeze();

CREATE FUNCTION tables_priority_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM tables_path WHERE id IN (OLD.path_id, NEW.path_id) AND act_id IS NOT NULL
    ) THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP <> 'UPDATE'
        OR OLD.programmed_id IS NOT NULL
        OR to_jsonb(NEW) - 'programmed_id' IS DISTINCT FROM to_jsonb(OLD) - 'programmed_id'
    THEN
        RAISE EXCEPTION 'the priorities of an act are frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tables_priority_freeze BEFORE INSERT OR UPDATE OR DELETE ON tables_pathpriority
    FOR EACH ROW EXECUTE FUNCTION tables_priority_freeze();

-- What each priority of an act rests on, and what the officer's report adds.
CREATE FUNCTION tables_act_grounds_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM tables_path path
        JOIN tables_pathpriority priority ON priority.path_id = path.id
        WHERE priority.id IN (OLD.pathpriority_id, NEW.pathpriority_id) AND path.act_id IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the priorities of an act are frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER tables_act_grounds_freeze BEFORE INSERT OR UPDATE OR DELETE
    ON tables_pathpriority_needs FOR EACH ROW EXECUTE FUNCTION tables_act_grounds_freeze();
CREATE TRIGGER tables_act_grounds_freeze BEFORE INSERT OR UPDATE OR DELETE
    ON tables_pathpriority_contributions FOR EACH ROW EXECUTE FUNCTION tables_act_grounds_freeze();

CREATE FUNCTION tables_report_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM tables_path WHERE id IN (OLD.path_id, NEW.path_id) AND act_id IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the report of an act is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER tables_report_freeze BEFORE UPDATE OR DELETE ON tables_synthesis
    FOR EACH ROW EXECUTE FUNCTION tables_report_freeze();

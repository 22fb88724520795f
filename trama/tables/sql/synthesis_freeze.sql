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

CREATE FUNCTION tables_synthesis_is_final(wanted bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM tables_path
        WHERE id = wanted
            AND ARRAY[status, suspended_from]::text[]
                && ARRAY['synthesis_final', 'rdp_report', 'act_adopted', 'feeds_plan']
    )
$$;

-- The paragraphs of a final synthesis, and what they rest on, stay as they are.
CREATE FUNCTION tables_paragraph_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint;
BEGIN
    IF TG_TABLE_NAME = 'tables_synthesisparagraph' THEN
        touched := coalesce(NEW.section_id, OLD.section_id);
    ELSE
        SELECT section_id INTO touched FROM tables_synthesisparagraph
            WHERE id = coalesce(NEW.synthesisparagraph_id, OLD.synthesisparagraph_id);
    END IF;
    IF tables_synthesis_is_final(
        (SELECT path_id FROM tables_synthesissection WHERE id = touched)
    ) THEN
        RAISE EXCEPTION 'a final synthesis is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
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
        SELECT FROM tables_path
        WHERE id = coalesce(NEW.path_id, OLD.path_id) AND act_id IS NOT NULL
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

-- A term is agreed only while each side consents, by two different people, to the two definitions.
CREATE FUNCTION learning_both_consent(which bigint, ours bigint, theirs bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT count(DISTINCT side) = 2 AND count(DISTINCT author_id) = 2
    FROM learning_consent
    WHERE term_id = which AND ended_at IS NULL
        AND administration_id = coalesce(ours, administration_id)
        AND third_sector_id = coalesce(theirs, third_sector_id)
$$;

CREATE FUNCTION learning_refuse_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT learning_both_consent(NEW.id, NULL, NULL) THEN
        RAISE EXCEPTION 'a term is agreed only with the consent of both sides'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER learning_term_agreed BEFORE INSERT OR UPDATE OF status ON learning_term
    FOR EACH ROW WHEN (NEW.status = 'agreed') EXECUTE FUNCTION learning_refuse_agreement();

CREATE FUNCTION learning_refuse_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT learning_both_consent(NEW.term_id, NEW.administration_id, NEW.third_sector_id) THEN
        RAISE EXCEPTION 'a version is agreed only with the consent of both sides'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER learning_version_agreed BEFORE INSERT ON learning_termversion
    FOR EACH ROW WHEN (NEW.basis = 'agreed') EXECUTE FUNCTION learning_refuse_version();

-- What was said stays said: definitions, versions and remarks are only added; a consent ends once.
CREATE FUNCTION learning_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'learning_consent'
        AND to_jsonb(OLD) ->> 'ended_at' IS NULL
        AND to_jsonb(NEW) - 'ended_at' = to_jsonb(OLD) - 'ended_at'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'glossary: % of % refused, what was said stays', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER learning_definition_kept BEFORE UPDATE OR DELETE ON learning_definition
    FOR EACH ROW EXECUTE FUNCTION learning_refuse_change();
CREATE TRIGGER learning_version_kept BEFORE UPDATE OR DELETE ON learning_termversion
    FOR EACH ROW EXECUTE FUNCTION learning_refuse_change();
CREATE TRIGGER learning_remark_kept BEFORE UPDATE OR DELETE ON learning_termremark
    FOR EACH ROW EXECUTE FUNCTION learning_refuse_change();
CREATE TRIGGER learning_consent_kept BEFORE UPDATE OR DELETE ON learning_consent
    FOR EACH ROW EXECUTE FUNCTION learning_refuse_change();

-- What an act says comes first stays as the act says it.
CREATE FUNCTION programming_priority_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the priorities of an act are frozen' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER programming_priority_freeze BEFORE UPDATE OR DELETE ON programming_actpriority
    FOR EACH ROW EXECUTE FUNCTION programming_priority_freeze();

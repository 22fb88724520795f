-- What was answered and handed in stays as it was: an answer is of nobody, nobody corrects it.
CREATE FUNCTION learning_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'lab: % of % refused, what was handed in stays', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER learning_reply_kept BEFORE UPDATE ON learning_questionnairereply
    FOR EACH ROW EXECUTE FUNCTION learning_refuse_rewriting();
CREATE TRIGGER learning_deliverable_kept BEFORE UPDATE OR DELETE ON learning_deliverable
    FOR EACH ROW EXECUTE FUNCTION learning_refuse_rewriting();

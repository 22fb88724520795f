-- What is voted on, how and until when freezes at the opening; the outcome, once counted.
CREATE FUNCTION tables_vote_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'draft' AND (
        (NEW.path_id, NEW.title, NEW.method, NEW.secrecy, NEW.opens_at, NEW.closes_at,
         NEW.seed_commitment, NEW.seed_secret)
        IS DISTINCT FROM
        (OLD.path_id, OLD.title, OLD.method, OLD.secrecy, OLD.opens_at, OLD.closes_at,
         OLD.seed_commitment, OLD.seed_secret)
        OR NEW.seats IS DISTINCT FROM OLD.seats OR NEW.budget IS DISTINCT FROM OLD.budget
    ) THEN
        RAISE EXCEPTION 'a vote that is % is frozen', OLD.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status <> OLD.status AND (
        NEW.status = 'draft'
        OR OLD.status IN ('counted', 'cancelled')
        OR OLD.status = 'closed' AND NEW.status <> 'counted'
    ) THEN
        RAISE EXCEPTION 'a vote that is % is frozen: it never goes back', OLD.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status NOT IN ('draft', 'open') AND NEW.closing_record <> OLD.closing_record
        OR OLD.status = 'counted' AND (NEW.result, NEW.published_id)
            IS DISTINCT FROM (OLD.result, OLD.published_id)
    THEN
        RAISE EXCEPTION 'the outcome of a vote that is % is frozen', OLD.status
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tables_vote_freeze BEFORE UPDATE ON tables_priorityvote
    FOR EACH ROW EXECUTE FUNCTION tables_vote_freeze();

-- The options change while the vote is a draft, the ballots while it is open: the argument says
-- which. After the close a ballot may only be added, as late.
CREATE FUNCTION tables_vote_parts_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    state text;
BEGIN
    FOR state IN
        SELECT status FROM tables_priorityvote
        WHERE id IN (OLD.vote_id, NEW.vote_id) ORDER BY id FOR SHARE
    LOOP
        CONTINUE WHEN state = TG_ARGV[0];
        IF TG_TABLE_NAME = 'tables_ballot' AND TG_OP = 'INSERT' THEN
            CONTINUE WHEN NEW.is_late AND state IN ('closed', 'counted');
        END IF;
        RAISE EXCEPTION '% of a vote that is % are frozen', TG_TABLE_NAME, state
            USING ERRCODE = 'restrict_violation';
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER tables_vote_option_freeze BEFORE INSERT OR UPDATE OR DELETE ON tables_voteoption
    FOR EACH ROW EXECUTE FUNCTION tables_vote_parts_freeze('draft');
CREATE TRIGGER tables_ballot_freeze BEFORE INSERT OR UPDATE OR DELETE ON tables_ballot
    FOR EACH ROW EXECUTE FUNCTION tables_vote_parts_freeze('open');

CREATE FUNCTION tables_vote_source_freeze() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    state text;
BEGIN
    FOR state IN
        SELECT vote.status FROM tables_priorityvote vote
        JOIN tables_voteoption option ON option.vote_id = vote.id
        WHERE option.id IN (OLD.voteoption_id, NEW.voteoption_id) ORDER BY vote.id FOR SHARE OF vote
    LOOP
        IF state <> 'draft' THEN
            RAISE EXCEPTION 'what the options of a vote that is % come from is frozen', state
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER tables_vote_source_freeze
    BEFORE INSERT OR UPDATE OR DELETE ON tables_voteoption_contributions
    FOR EACH ROW EXECUTE FUNCTION tables_vote_source_freeze();

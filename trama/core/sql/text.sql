-- Immutable, so that a generated column may use them: the dictionary is named, not looked up.
CREATE FUNCTION trama_key(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT public.unaccent('public.unaccent'::regdictionary, lower($1)) $$;

CREATE FUNCTION trama_search(text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT to_tsvector('pg_catalog.italian', public.trama_key($1)) $$;

CREATE FUNCTION trama_query(text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT websearch_to_tsquery('pg_catalog.italian', public.trama_key($1)) $$;

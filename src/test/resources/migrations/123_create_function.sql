-- work: none
CREATE OR REPLACE FUNCTION note_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE x; RETURN old; END $$;

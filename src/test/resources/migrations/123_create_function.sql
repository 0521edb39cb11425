-- work: none
CREATE OR REPLACE FUNCTION note_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE x ADD y int; RETURN old; END $$;

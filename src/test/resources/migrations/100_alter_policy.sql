-- work: none
ALTER POLICY own ON cats USING (id > 0);

-- work: none
ALTER INDEX users_name_idx SET (fillfactor = 80);

-- work: none
TRUNCATE users CASCADE;

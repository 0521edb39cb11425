-- work: build
REINDEX TABLE users;

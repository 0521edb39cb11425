-- work: none
COMMENT ON TABLE users IS 'people; all of them';

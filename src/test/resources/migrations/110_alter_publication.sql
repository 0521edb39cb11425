-- work: none
ALTER PUBLICATION feed ADD TABLE orgs;

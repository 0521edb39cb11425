-- work: build
ALTER TABLE cats ADD PRIMARY KEY (id);

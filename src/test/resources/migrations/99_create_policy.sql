-- work: none
CREATE POLICY mine ON users FOR SELECT USING (age > 1);

-- work: none
ALTER TYPE size ADD ATTRIBUTE depth int;

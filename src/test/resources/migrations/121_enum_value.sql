-- work: none
ALTER TYPE mood ADD VALUE 'angry';

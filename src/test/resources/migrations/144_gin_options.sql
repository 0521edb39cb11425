-- work: none
ALTER INDEX shop.orders_note_gin SET (fastupdate = off);

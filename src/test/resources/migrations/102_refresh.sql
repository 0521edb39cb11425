-- work: rewrite
REFRESH MATERIALIZED VIEW totals;

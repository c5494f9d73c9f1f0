ALTER TABLE list_reads ADD COLUMN claimed_pages INTEGER;
ALTER TABLE list_reads ADD COLUMN claimed_rows INTEGER;
ALTER TABLE list_reads ADD COLUMN claimed_years INTEGER;
ALTER TABLE list_reads ADD COLUMN counted_pages INTEGER;
ALTER TABLE list_reads ADD COLUMN counted_rows INTEGER;
ALTER TABLE list_reads ADD COLUMN counted_years INTEGER;
ALTER TABLE list_reads ADD COLUMN trouble TEXT NOT NULL DEFAULT '';
ALTER TABLE remembered_columns ADD COLUMN counted TEXT NOT NULL DEFAULT '{}';

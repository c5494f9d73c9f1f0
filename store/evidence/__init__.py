"""Evidence handed on: which fetches are asked for, whether they hold, as WARC and as a folder to verify offline."""

"""Sound reports of every kind of body in the variety of wording, headings, layout and format that real ones show."""

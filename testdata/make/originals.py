"""Makes all of `testdata/originals`."""

import finance
import mailset
import memos
import papers
import pictures
import script
import slides

for part in (memos, papers, slides, finance, script, pictures, mailset):
    part.make()

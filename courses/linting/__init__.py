"""What an author should mend in a page before others see it, in plain words. Rules read; nothing here writes.

findings.py   what a finding is
walking.py    all values inside a lesson's body, whatever its blocks
words.py      headings, links and words of rich text
links.py      where links lead
lessons.py, quizzes.py, courses.py   the rules of each kind of page
checking.py   all findings of a page, of a course
"""

"""Policy: numbers that the province decides, and how much is taken and given. Sentences: docs/settings.md."""

from kit.env import env_int, env_list, env_text

PROVINCE_NAME = env_text("LMS_PROVINCE", "Lạng Sơn")
# Largest answer payload and upload of one request, in bytes.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# The largest film or sound, in MB. The proxy lets 200 MB through (deploy/proxy.conf.template).
FILM_MAX_MB = env_int("LMS_FILM_MAX_MB", 150)
# How many seconds after its end an attempt still accepts the answers that were on their way.
QUIZ_GRACE_SECONDS = env_int("LMS_QUIZ_GRACE_SECONDS", 5)
# How many seconds the code on the invigilator's screen lives; the one before it is still accepted.
EXAM_CODE_SECONDS = env_int("LMS_EXAM_CODE_SECONDS", 60)
# So many wrong codes of one candidate, counted over so many seconds, and she is asked to wait.
EXAM_WRONG_CODES = env_int("LMS_EXAM_WRONG_CODES", 5)
EXAM_WRONG_CODE_SECONDS = env_int("LMS_EXAM_WRONG_CODE_SECONDS", 300)
# The largest file of questions in bytes, and the most questions in it: more is split.
IMPORT_MOST_BYTES = env_int("LMS_IMPORT_MOST_MB", 20) * 1024 * 1024
IMPORT_MOST_QUESTIONS = env_int("LMS_IMPORT_MOST_QUESTIONS", 5000)
# How many days a file of questions waits for somebody to confirm it.
IMPORT_DAYS = env_int("LMS_IMPORT_DAYS", 7)
# The largest roster of an agency in bytes, the most people in it, and how many days it waits to be confirmed.
ROSTER_MOST_BYTES = env_int("LMS_ROSTER_MOST_MB", 10) * 1024 * 1024
ROSTER_MOST_ROWS = env_int("LMS_ROSTER_MOST_ROWS", 50_000)
ROSTER_DAYS = env_int("LMS_ROSTER_DAYS", 7)
# How many days a printed activation code works.
ACTIVATION_DAYS = env_int("LMS_ACTIVATION_DAYS", 30)
# Who asked for their data to be erased may think again for so many days, also when somebody else asked in their name.
ERASURE_REFLECTION_DAYS = env_int("LMS_ERASURE_REFLECTION_DAYS", 3)
# Within so many days of the request the data are erased, or the person knows why not.
ERASURE_DAYS = env_int("LMS_ERASURE_DAYS", 20)
# From how many answers on a question is judged, and what then stands out (docs/questions.md).
QUESTION_LEAST_ANSWERS = env_int("LMS_QUESTION_LEAST_ANSWERS", 30)
QUESTION_TOO_EASY_PERCENT = env_int("LMS_QUESTION_TOO_EASY_PERCENT", 90)
QUESTION_TOO_HARD_PERCENT = env_int("LMS_QUESTION_TOO_HARD_PERCENT", 30)
QUESTION_LEAST_DISCRIMINATION = env_int("LMS_QUESTION_LEAST_DISCRIMINATION", 15) / 100
# How many events of a device that was without a signal one request may carry.
OFFLINE_BATCH = env_int("LMS_OFFLINE_BATCH", 100)
# How often issuing one certificate is tried before it waits for a person.
ISSUE_ATTEMPTS = env_int("LMS_ISSUE_ATTEMPTS", 5)
# Papers wait while the machine's clock and the database's differ by more than so many seconds.
CLOCK_SECONDS = env_int("LMS_CLOCK_SECONDS", 60)
# A file of a paper that no row names is deleted after so many days.
ORPHAN_DAYS = env_int("LMS_ORPHAN_DAYS", 7)
# Holders are told once for each of these numbers of days before their paper runs out.
EXPIRY_NOTICE_DAYS = [int(days) for days in env_list("LMS_EXPIRY_NOTICE_DAYS", ["60", "14"])]
# A forecast of a target looks at so many months at most, and is not ventured with fewer than the least.
FORECAST_MONTHS = env_int("LMS_FORECAST_MONTHS", 12)
FORECAST_LEAST_MONTHS = env_int("LMS_FORECAST_LEAST_MONTHS", 4)
# A report that was being made for so long has lost its maker: another begins it again.
REPORT_MINUTES = env_int("LMS_REPORT_MINUTES", 15)
# Public figures hide groups of fewer people, and are kept ready for so many seconds.
OPEN_DATA_LEAST = env_int("LMS_OPEN_DATA_LEAST", 5)
OPEN_DATA_SECONDS = env_int("LMS_OPEN_DATA_SECONDS", 3600)
# In its last days a paper may be renewed by an officer, where its award allows that.
RENEWAL_DAYS = env_int("LMS_RENEWAL_DAYS", 90)
# Acts of this power and above need a second officer: 1 revoke a paper, 2 retire a key, 3 declare it compromised.
TWO_PERSONS_FROM = env_int("LMS_TWO_PERSONS_FROM", 1)
# How many days a proposal waits for the second officer.
PROPOSAL_DAYS = env_int("LMS_PROPOSAL_DAYS", 14)
# How often sending one notice by mail is tried; it stays on the desk all the same.
MAIL_TRIES = env_int("LMS_MAIL_TRIES", 5)
# Tasks whose author leaves the numbers open: files at most, working days within which a teacher marks.
TASK_MOST_FILES = env_int("LMS_TASK_MOST_FILES", 5)
TASK_MARKING_DAYS = env_int("LMS_TASK_MARKING_DAYS", 5)
# The largest file handed in and, for office files (which are packed), the largest unpacked; megabytes.
TASK_FILE_MEGABYTES = env_int("LMS_TASK_FILE_MEGABYTES", 10)
TASK_UNPACKED_MEGABYTES = env_int("LMS_TASK_UNPACKED_MEGABYTES", 100)
# The largest picture handed in, in millions of dots.
TASK_PICTURE_MEGAPIXELS = env_int("LMS_TASK_PICTURE_MEGAPIXELS", 50)
# How often a learner may hand in one task in 24 hours: taking back and handing in again fills the disk.
TASK_HAND_INS_PER_DAY = env_int("LMS_TASK_HAND_INS_PER_DAY", 10)
# For how many minutes a teacher who began to mark keeps others from the same work.
TASK_CLAIM_MINUTES = env_int("LMS_TASK_CLAIM_MINUTES", 60)
# A lesson's stated minutes are far from its reading time when one is more than so many times the other.
LESSON_MINUTES_FACTOR = env_int("LMS_LESSON_MINUTES_FACTOR", 2)
# How many code checks one address may make in a minute before it is asked to wait.
VERIFY_PER_MINUTE = env_int("LMS_VERIFY_PER_MINUTE", 120)
# For how many seconds others may keep what a shared link shows.
SHARE_SECONDS = env_int("LMS_SHARE_SECONDS", 300)
# What a program may ask of the open interface in a minute from one address, and how many times a miss counts.
API_PER_MINUTE = env_int("LMS_API_PER_MINUTE", 600)
API_MISS_WEIGHT = env_int("LMS_API_MISS_WEIGHT", 10)
# What one connected system may ask in a minute, and how many tokens one address may ask for.
API_CLIENT_PER_MINUTE = env_int("LMS_API_CLIENT_PER_MINUTE", 600)
API_TOKENS_PER_MINUTE = env_int("LMS_API_TOKENS_PER_MINUTE", 30)
# So many wrong tokens of one address in a minute are answered as such; those after it are told to wait.
API_WRONG_TOKENS_PER_MINUTE = env_int("LMS_API_WRONG_TOKENS_PER_MINUTE", 60)
# A token of a connected system lives so long, in seconds.
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = env_int("LMS_API_TOKEN_SECONDS", 3600)
# Secrets travel in the request only: no client without one, and no other way to name it.
IDP_OIDC_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
# Rows of one page of the interface: when nothing is asked, and the most that may be asked.
API_PAGE = env_int("LMS_API_PAGE", 100)
API_PAGE_MOST = env_int("LMS_API_PAGE_MOST", 500)
# How often sending one piece of news is tried, and how many failures in a row end an address.
WEBHOOK_TRIES = env_int("LMS_WEBHOOK_TRIES", 8)
WEBHOOK_FAILURES = env_int("LMS_WEBHOOK_FAILURES", 40)
# How long a receiver of news may take to answer, in seconds.
WEBHOOK_SECONDS = env_int("LMS_WEBHOOK_SECONDS", 10)
# Private networks that news may be sent into all the same, and the authority that vouches for receivers there.
WEBHOOK_NETWORKS = env_list("LMS_WEBHOOK_NETWORKS", [])
WEBHOOK_CA_FILE = env_text("LMS_WEBHOOK_CA_FILE")
# Checks are counted in the process and written down after so many seconds; 0: only when somebody asks for it.
CHECKS_FLUSH_SECONDS = env_int("LMS_CHECKS_FLUSH_SECONDS", 5)
# For so many seconds a list of ended papers, once made, is handed out again; phones keep it much longer.
ENDED_LIST_SECONDS = env_int("LMS_ENDED_LIST_SECONDS", 600)
# For how many seconds others may keep a list of revoked credentials, and so not hear of a new one.
STATUS_LIST_SECONDS = env_int("LMS_STATUS_LIST_SECONDS", 300)

# A place in a lesson is written at most once in so many seconds, and when the reader leaves.
PLACE_SECONDS = env_int("LMS_PLACE_SECONDS", 15)
# The longest note of one lesson, and the longest question to a teacher, in characters.
NOTE_CHARACTERS = env_int("LMS_NOTE_CHARACTERS", 20_000)
QUESTION_CHARACTERS = env_int("LMS_QUESTION_CHARACTERS", 2000)
# The most bookmarks of one person in one lesson.
BOOKMARKS_PER_LESSON = env_int("LMS_BOOKMARKS_PER_LESSON", 50)
# How many questions to teachers one person may ask within 24 hours.
QUESTIONS_PER_DAY = env_int("LMS_QUESTIONS_PER_DAY", 20)
# The pace that estimates of time go by: Vietnamese words, written apart by syllable, in a minute.
READING_WORDS_PER_MINUTE = env_int("LMS_READING_WORDS_PER_MINUTE", 180)
# A test that closes within so many days stands on the desk.
DUE_SOON_DAYS = env_int("LMS_DUE_SOON_DAYS", 14)
# Of what they are bound to learn people are told so many days before and after the date, and on it …
REMIND_BEFORE_DAYS = [int(days) for days in env_list("LMS_REMIND_BEFORE_DAYS", ["30", "7"])]
REMIND_AFTER_DAYS = [int(days) for days in env_list("LMS_REMIND_AFTER_DAYS", ["1", "14"])]
# … and the head of their unit so many days after it.
REMIND_HEAD_DAYS = [int(days) for days in env_list("LMS_REMIND_HEAD_DAYS", ["7", "30"])]
# Nobody is reminded from this hour of the day until before that one.
QUIET_FROM_HOUR = env_int("LMS_QUIET_FROM_HOUR", 20)
QUIET_UNTIL_HOUR = env_int("LMS_QUIET_UNTIL_HOUR", 7)
# An officer reminds so many people at most by one click.
REMIND_AT_ONCE = env_int("LMS_REMIND_AT_ONCE", 500)
# When an obligation returns, there are so many days to fulfil it.
RETURN_DAYS = env_int("LMS_RETURN_DAYS", 30)
# A teaching period (tiết) has so many minutes, and everyone is to train so many of them in a year.
PERIOD_MINUTES = env_int("LMS_PERIOD_MINUTES", 45)
PERIODS_A_YEAR = env_int("LMS_PERIODS_A_YEAR", 40)
# Who came to so many per cent of its meetings has attended a class.
CLASS_ATTENDED_PERCENT = env_int("LMS_CLASS_ATTENDED_PERCENT", 80)
# After a class was closed its attendance is corrected for so many days: by those who organise it, by those who led it.
CLASS_CORRECTION_DAYS = env_int("LMS_CLASS_CORRECTION_DAYS", 30)
CLASS_CORRECTION_FACILITATOR_DAYS = env_int("LMS_CLASS_CORRECTION_FACILITATOR_DAYS", 7)
# Who came to so many per cent of the meetings marked so far goes on the roll of an exam from a class; 0: everybody.
CLASS_EXAM_PERCENT = env_int("LMS_CLASS_EXAM_PERCENT", 80)
# So many registrations for classes one address may make in an hour without signing in: a whole village has one line.
CLASS_REGISTRATIONS_PER_HOUR = env_int("LMS_CLASS_REGISTRATIONS_PER_HOUR", 60)
# So many days after the end of their class the names of those who only gave a name, and took no account over, go.
CLASS_GUEST_DAYS = env_int("LMS_CLASS_GUEST_DAYS", 90)
# Who comes back after so many days is welcomed back.
PAUSE_DAYS = env_int("LMS_PAUSE_DAYS", 14)
# A course counts as new for so many days.
NEW_COURSE_DAYS = env_int("LMS_NEW_COURSE_DAYS", 60)

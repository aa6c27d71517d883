import datetime as dt, time, pytest
from tests.courses.bank.files import WRITERS, made
from tests.courses.study import NOW
from courses.bank.reading import read_questions
from courses.bank.framing import Defaults
from courses.bank.importing import import_questions
from courses.bank.planning import plan_import
from courses.models import Question

@pytest.mark.parametrize("form", list(WRITERS))
def test_it(course, author, form):
    write, name = WRITERS[form]
    t=time.time()
    data = write([made(n) for n in range(1000)])
    t1=time.time()
    file = read_questions(name, data)
    t2=time.time()
    assert not file.reading.faults, file.reading.faults[:5]
    plan = import_questions(file, defaults=Defaults(course="KHOA-THU"), publish=True, by=author, at=NOW)
    t3=time.time()
    again = plan_import(file, Defaults(course="KHOA-THU"))
    t4=time.time()
    print(form, plan.counts, again.counts, plan.notes, [round(x,2) for x in (t1-t,t2-t1,t3-t2,t4-t3)])
    for n in range(14):
        q = Question.objects.get(code=f"BANK-{n:04d}"); m = made(n)
        assert (q.text, [(o.text,o.match,o.correct) for o in q.options.all()], q.explanation, sorted(t.name for t in q.tags.all()), q.number, q.tolerance) == (m.text, [(o.text,o.match,o.correct) for o in m.options], m.explanation, sorted(m.tags), m.number, m.tolerance)
    assert again.counts["unchanged"]==1000

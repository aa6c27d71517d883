from django.template.loader import render_to_string

from coverage.lines import PersonLine, lines_of_people


def test_lines_are_as_the_template_makes_them() -> None:
    done = PersonLine(
        name="Nông <b>Thị</b> Lan", username="lan", position="“A” & 'B'", agency="UBND xã", category="Công chức",
        achieved=True, achieved_on="01/03/2026", number="0001/2026", with_number=True,
    )  # fmt: skip
    others = [
        PersonLine("Đinh Văn Sơn", "son", "Chuyên viên", "UBND", "Viên chức", True, "02/03/2026", "0002/2026", True),
        PersonLine("Lý Thị Mai", "mai", "Chuyên viên", "UBND", "Viên chức", False, "", "", True),
        PersonLine("Lý Thị Mai", "mai", "", "UBND", "Viên chức", False, "", "", False),
    ]
    cast = lines_of_people([done, *others, done])
    assert cast == [render_to_string("coverage/_person_line.html", {"row": row}) for row in (done, *others, done)]
    assert "Nông &lt;b&gt;Thị&lt;/b&gt; Lan" in cast[0]

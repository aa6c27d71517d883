from django import forms

from kit.long_select import LongSelect


def test_long_list_looks_as_djangos_own() -> None:
    choices = [("20", "Tỉnh <Lạng Sơn>"), ("06184", "UBND xã “Đồng Đăng”"), ('a"b', "Khác")]

    class Own(forms.Form):
        place = forms.ChoiceField(choices=choices, widget=LongSelect(attrs={"class": "wide", "hidden": True}))

    class Djangos(forms.Form):
        place = forms.ChoiceField(choices=choices, widget=forms.Select(attrs={"class": "wide", "hidden": True}))

    for data in ({"place": 'a"b'}, {"place": "không có"}, None):
        ours, theirs = ("".join(str(form(data)["place"]).split()) for form in (Own, Djangos))
        assert ours == theirs

"""The designs that come with the platform: a solemn one and a warm one, each landscape and portrait."""

from dataclasses import dataclass, replace

from certificates.look import Look
from certificates.texts import Texts


@dataclass(frozen=True)
class HouseDesign:
    """`key` is how the platform finds it again; the name may be changed by whoever administers."""

    key: str
    name: str
    look: Look
    texts: Texts


# In the manner of Nghị định 30/2020/NĐ-CP.
_SOLEMN = Look()
_SOLEMN_TEXTS = Texts()
# For citizens: Bình dân học vụ số.
_WARM = Look(
    frame="waves",
    figure="flower",
    paper="#fffaf0",
    ink="#33261d",
    title="#a8401a",
    name="#7a2e10",
    course="#1f5c42",
    accent="#b8531f",
    line="#c98a2b",
)
_WARM_TEXTS = Texts(
    national=False,
    banner="BÌNH DÂN HỌC VỤ SỐ",
    slogan="Học để làm chủ cuộc sống số",
    subtitle="",
    certifier="{don_vi} chúc mừng và chứng nhận",
    post="",
    done="đã học xong khóa học",
    period="{thoi_gian}[, kết quả {diem}]",
    closing="Mỗi người một kỹ năng mới, cả bản làng cùng tiến bước.",
)

SOLEMN = HouseDesign("solemn", "Trang trọng", _SOLEMN, _SOLEMN_TEXTS)
WARM = HouseDesign("warm", "Bình dân học vụ số", _WARM, _WARM_TEXTS)
HOUSE_DESIGNS = (
    SOLEMN,
    HouseDesign("solemn-portrait", "Trang trọng, khổ dọc", replace(_SOLEMN, portrait=True), _SOLEMN_TEXTS),
    WARM,
    HouseDesign("warm-portrait", "Bình dân học vụ số, khổ dọc", replace(_WARM, portrait=True), _WARM_TEXTS),
)

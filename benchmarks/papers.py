"""What a certificate costs: rendered, checked and signed, beside the least that the same libraries need for one.

The yardstick draws the same words and the same QR code on a bare ReportLab canvas, without frame and figure, and signs
with pyHanko's own signer and the same key. Processor time of this one process, in turns, so that
a busy moment hits both alike.
"""

import dataclasses
import datetime as dt
import io
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

AIM = 0.5  # of the yardstick
ROUNDS = 40
AT = dt.datetime(2026, 12, 5, 2, 14, tzinfo=dt.UTC)
_PAGE = 4096


def works() -> dict[str, Callable[[], object]]:
    """The pieces of work, the yardstick first. Each makes the paper of the next of many people."""
    from certificates.blanks import blank_for
    from certificates.house_designs import SOLEMN
    from certificates.rendering import refuse_other_words, render
    from certificates.signing import key_for_signing, sign

    key, papers = key_for_signing(), _people()
    look = SOLEMN.look
    words, address = next(papers)
    pdf, blank = render(words, address=address, look=look), blank_for(words, look)

    def whole() -> bytes:
        words, address = next(papers)
        return sign(render(words, address=address, look=look), key=key, signer_name=words.issuer, place="Lạng Sơn")

    def rendered() -> bytes:
        words, address = next(papers)
        return render(words, address=address, look=look)

    return {
        "bare": _yardstick(papers),
        "paper": whole,
        "render and check": rendered,
        "of it, check": lambda: refuse_other_words(pdf, words, blank),
        "sign": lambda: sign(pdf, key=key, signer_name=words.issuer, place="Lạng Sơn"),
    }


def cpu(works: Mapping[str, Callable[[], object]], *, rounds: int = ROUNDS) -> dict[str, tuple[float, float]]:
    """Milliseconds of each piece of work, and its ratio to the first: medians over the rounds."""
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for number in range(rounds + 2):
        yardstick = 0.0
        for name, work in works.items():
            before = time.process_time()
            work()
            spent = (time.process_time() - before) * 1000
            yardstick = yardstick or spent
            if number > 1:  # the first rounds warm up
                seen[name].append((spent, spent / yardstick))
    return {
        name: (statistics.median(spent for spent, _ in rows), statistics.median(ratio for _, ratio in rows))
        for name, rows in seen.items()
    }


def wrong_names() -> list[str]:
    """Of a thousand names those that do not come back from their paper as written, read by pypdf."""
    from benchmarks.names import thousand_names
    from certificates.house_designs import SOLEMN
    from certificates.rendering import CannotRender, refuse_difference, render
    from certificates.sample import sample_facts
    from certificates.words import put_into_words

    facts, wrong = dataclasses.replace(sample_facts(at=AT), is_sample=False), []
    for name in thousand_names():
        words = put_into_words(dataclasses.replace(facts, holder=name), SOLEMN.texts)
        try:
            refuse_difference(render(words, address="x", look=SOLEMN.look), words)
        except CannotRender:
            wrong.append(name)
    return wrong


def memory_of(work: Callable[[], object], *, times: int) -> tuple[int, int]:
    """Bytes that this process holds after a tenth of `times` papers, and after all of them."""
    for number in range(1, times + 1):
        work()
        if number == times // 10:
            early = _held()
    return early, _held()


def _held() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE


def _people() -> Any:
    """Words of one invented person after another, each with an address."""
    from certificates.house_designs import SOLEMN
    from certificates.rendering import check_address
    from certificates.sample import sample_facts
    from certificates.words import put_into_words
    from kit.codes import new_code

    facts = dataclasses.replace(sample_facts(at=AT), is_sample=False)
    number = 0
    while True:
        number += 1
        code = new_code()
        holder = f"Nông Thị Ánh {['Nguyệt', 'Hương', 'Tuyết', 'Đào', 'Thủy'][number % 5]}"
        one = dataclasses.replace(facts, number=f"{number:04d}/2026/GCN-SKHCN", code=code, holder=holder)
        yield put_into_words(one, SOLEMN.texts), check_address(code)


def _yardstick(papers: Any) -> Callable[[], bytes]:
    """A bare canvas page of the same words, and pyHanko as its documentation shows it."""
    from django.conf import settings
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

    password = settings.SIGNING_KEY_PASSWORD.encode()
    signer = SimpleSigner.load_pkcs12(settings.SIGNING_KEY_FILE, passphrase=password)
    metadata = PdfSignatureMetadata(
        field_name="ChuKySo",
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
    )

    def work() -> bytes:
        words, address = next(papers)
        writer = IncrementalPdfFileWriter(io.BytesIO(_bare_page(words, address)))
        signed: io.BytesIO = PdfSigner(metadata, signer).sign_pdf(writer)
        return signed.getvalue()

    return work


def _bare_page(words: Any, address: str) -> bytes:
    import segno
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfgen.canvas import Canvas

    from certificates.layout import compose
    from certificates.sheets import sheet_of

    sheet = sheet_of(portrait=False)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=landscape(A4))
    for line in compose(words, sheet).placed():
        canvas.setFont(line.face, line.size)
        canvas.drawString(line.left, sheet.height - line.baseline, line.text)
    path = canvas.beginPath()
    matrix = segno.make(address, error="m", boost_error=False, micro=False).matrix
    module = sheet.qr.width / (len(matrix) + 8)
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            if dark:
                bottom = sheet.height - sheet.qr.top - (row + 5) * module
                path.rect(sheet.qr.left + (column + 4) * module, bottom, module, module)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.save()
    return out.getvalue()

"""The words of certificates, the same at every door: kinds, states, grades, fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from traceability.domain.certificates import (
    CertificateKind,
    Covers,
    Grade,
    OcopGroup,
    OrganicStandard,
    ResultVerdict,
    Standing,
)
from traceability.domain.days import format_day
from traceability.services.certificate_covering import CertificateShown
from traceability.services.report_results import Result
from traceability.web.messages import language
from traceability.web.thousands import ngettext
from traceability.web.tongues import gettext as _
from traceability.web.tongues import lazy_gettext as _l

KINDS: Mapping[CertificateKind, Any] = {
    CertificateKind.VIETGAP: "VietGAP",
    CertificateKind.GLOBALGAP: "GlobalG.A.P.",
    CertificateKind.ORGANIC: _l("Hữu cơ"),
    CertificateKind.GACP_WHO: "GACP-WHO",
    CertificateKind.HACCP: "HACCP",
    CertificateKind.ISO_22000: "ISO 22000",
    CertificateKind.FOOD_SAFETY: _l("An toàn thực phẩm"),
    CertificateKind.OCOP: "OCOP",
    CertificateKind.GI: _l("Chỉ dẫn địa lý"),
    CertificateKind.COLLECTIVE_MARK: _l("Nhãn hiệu tập thể"),
    CertificateKind.TEST_REPORT: _l("Phiếu kiểm nghiệm"),
}
#: What each is, for who chooses one.
ABOUT: Mapping[CertificateKind, Any] = {
    CertificateKind.VIETGAP: _l("vùng trồng, nuôi theo VietGAP"),
    CertificateKind.GLOBALGAP: _l("vùng trồng theo GlobalG.A.P."),
    CertificateKind.ORGANIC: _l("vùng trồng, chế biến hữu cơ"),
    CertificateKind.GACP_WHO: _l("vùng trồng, thu hái dược liệu"),
    CertificateKind.HACCP: _l("cơ sở đóng gói, chế biến"),
    CertificateKind.ISO_22000: _l("cơ sở đóng gói, chế biến"),
    CertificateKind.FOOD_SAFETY: _l("cơ sở đủ điều kiện an toàn thực phẩm (ATTP)"),
    CertificateKind.OCOP: _l("sản phẩm đạt 3 đến 5 sao"),
    CertificateKind.GI: _l("quyền sử dụng chỉ dẫn địa lý"),
    CertificateKind.COLLECTIVE_MARK: _l("quyền dùng nhãn hiệu tập thể"),
    CertificateKind.TEST_REPORT: _l("kết quả phân tích mẫu của một lô"),
}
STANDARDS: Mapping[OrganicStandard, Any] = {
    OrganicStandard.TCVN_11041: "TCVN 11041",
    OrganicStandard.EU: _l("Liên minh châu Âu (EU)"),
    OrganicStandard.USDA: _l("Hoa Kỳ (USDA)"),
    OrganicStandard.OTHER: _l("tiêu chuẩn khác"),
}
GROUPS: Mapping[OcopGroup, Any] = {
    OcopGroup.FOOD: _l("Thực phẩm"),
    OcopGroup.DRINKS: _l("Đồ uống"),
    OcopGroup.HERBS: _l("Dược liệu và sản phẩm từ dược liệu"),
    OcopGroup.CRAFTS: _l("Hàng thủ công mỹ nghệ"),
    OcopGroup.ORNAMENTAL: _l("Sinh vật cảnh"),
    OcopGroup.TOURISM: _l("Du lịch nông thôn"),
}
GRADES: Mapping[Grade, Any] = {
    Grade.SELF_DECLARED: _l("HTX khai"),
    Grade.DOCUMENTED: _l("có giấy tờ"),
    Grade.SEEN: _l("cán bộ đã xem"),
    Grade.CHECKED: _l("đã đối chiếu nơi cấp"),
}
#: What each grade means, in a sentence.
GRADES_TOLD: Mapping[Grade, Any] = {
    Grade.SELF_DECLARED: _l("Hợp tác xã (HTX) tự ghi và chịu trách nhiệm về điều đã ghi."),
    Grade.DOCUMENTED: _l("Đơn vị đã đính kèm bản chụp giấy; chưa cán bộ nào xem."),
    Grade.SEEN: _l("Cán bộ của cơ quan quản lý đã xem giấy tờ và tự ghi vào hệ thống."),
    Grade.CHECKED: _l("Cán bộ đã hỏi nơi cấp, và nơi cấp xác nhận giấy này."),
}
#: What a holder says of its own goods where it is no cooperative: the chip, and a sentence.
_DECLARED = (
    _l("đơn vị khai"),
    _l("Đơn vị tự ghi và chịu trách nhiệm về điều đã ghi."),
)
STANDINGS: Mapping[Standing, Any] = {
    Standing.NOT_YET: _l("chưa có hiệu lực"),
    Standing.VALID: _l("còn hạn"),
    Standing.SOON: _l("sắp hết hạn"),
    Standing.EXPIRED: _l("đã hết hạn"),
    Standing.WITHDRAWN: _l("đã rút"),
    Standing.MOVED: _l("đã chuyển sang lô khác"),
}
SIGNS: Mapping[Standing, str] = {
    Standing.NOT_YET: "not-yet",
    Standing.VALID: "fine",
    Standing.SOON: "look",
    Standing.EXPIRED: "stop",
    Standing.WITHDRAWN: "stop",
    Standing.MOVED: "look",
}
VERDICTS: Mapping[ResultVerdict, Any] = {
    ResultVerdict.WITHIN: _l("trong giới hạn"),
    ResultVerdict.ABOVE: _l("ngoài giới hạn"),
    ResultVerdict.NOT_JUDGED: _l("chưa so với giới hạn"),
}
#: The paper's own word, where its numbers say another.
SAID: Mapping[ResultVerdict, Any] = {
    ResultVerdict.WITHIN: _l("phiếu ghi: đạt"),
    ResultVerdict.ABOVE: _l("phiếu ghi: không đạt"),
}
VERDICT_SIGNS: Mapping[ResultVerdict, str] = {
    ResultVerdict.WITHIN: "fine",
    ResultVerdict.ABOVE: "stop",
    ResultVerdict.NOT_JUDGED: "not-yet",
}
THINGS: Mapping[Covers, Any] = {
    Covers.PLACE: _l("Vùng"),
    Covers.FACILITY: _l("Cơ sở"),
    Covers.PRODUCT: _l("Sản phẩm"),
    Covers.BATCH: _l("Lô"),
}
FIELDS: Mapping[str, Any] = {
    "number": _l("Số"),
    "issuer": _l("Nơi cấp"),
    "named": _l("Tên sản phẩm trên giấy"),
    "stars": _l("Hạng sao"),
    "ocop_group": _l("Nhóm OCOP"),
    "sampled_on": _l("Ngày lấy mẫu"),
    "method": _l("Phương pháp"),
    "valid_from": _l("Hiệu lực từ"),
    "valid_to": _l("Đến hết ngày"),
    "file_sha256": _l("Bản chụp"),
    "covers": _l("Cấp cho"),
    "results": _l("Kết quả"),
}


def grade_of(grade: str, holder_kind: str) -> str:
    """A grade on a page of goods or of a code, whose holder may be no cooperative."""
    return str(_DECLARED[0] if _is_others(grade, holder_kind) else GRADES[Grade(grade)])


def grade_told(grade: str, holder_kind: str) -> str:
    """What such a grade means, in a sentence."""
    return str(_DECLARED[1] if _is_others(grade, holder_kind) else GRADES_TOLD[Grade(grade)])


def _is_others(grade: str, holder_kind: str) -> bool:
    return grade == Grade.SELF_DECLARED and holder_kind != "cooperative"


def title(paper: CertificateShown) -> str:
    """A certificate in a few words: "OCOP 4 sao", "Hữu cơ, TCVN 11041"."""
    kind = str(KINDS[paper.kind])
    if paper.stars is not None:
        return str(_("OCOP %(stars)s sao", stars=paper.stars))
    if paper.standard is not None:
        standard = STANDARDS[OrganicStandard(paper.standard)]
        return str(_("%(kind)s, %(standard)s", kind=kind, standard=standard))
    return kind


def judgement(line: Result) -> str:
    """How a line stands to its limit; where paper and numbers differ, what the paper says.

    Empty where no limit was typed and the paper says nothing either.
    """
    if not line.limit and line.verdict is ResultVerdict.NOT_JUDGED:
        return ""
    return str(VERDICTS[line.verdict] if line.said is None else SAID[line.said])


def by_title(papers: Iterable[CertificateShown]) -> dict[str, list[CertificateShown]]:
    """Certificates under what they are called, in their order; a list names each thing once."""
    found: dict[str, list[CertificateShown]] = {}
    for each in papers:
        found.setdefault(title(each), []).append(each)
    return found


def issuer_label(kind: CertificateKind) -> Any:
    """Who stands behind a paper: a laboratory behind a test report."""
    return _("Phòng thử nghiệm") if kind is CertificateKind.TEST_REPORT else _("Nơi cấp")


def sign(paper: CertificateShown) -> str:
    """The sign of a certificate: of a test report that stands, of its results."""
    if not _is_judged(paper):
        return SIGNS[paper.standing]
    return VERDICT_SIGNS[_worst(paper)]


def _is_judged(paper: CertificateShown) -> bool:
    standing = paper.standing in (Standing.VALID, Standing.SOON)
    return paper.kind is CertificateKind.TEST_REPORT and standing


def _worst(paper: CertificateShown) -> ResultVerdict:
    found = {each.verdict for each in paper.results if judgement(each)}
    order = (ResultVerdict.ABOVE, ResultVerdict.NOT_JUDGED)
    return next((each for each in order if each in found), ResultVerdict.WITHIN)


_REPORTS: Mapping[ResultVerdict, Any] = {
    ResultVerdict.WITHIN: _l("mọi chỉ tiêu trong giới hạn"),
    ResultVerdict.NOT_JUDGED: _l("có chỉ tiêu chưa so với giới hạn"),
}


def state(paper: CertificateShown) -> str:
    """How a certificate stands on the day of looking, with what is left of it.

    A test report that stands is told by its results.
    """
    if _is_judged(paper):
        worst = _worst(paper)
        return str(_REPORTS[worst]) if worst in _REPORTS else outside(paper)
    word = str(STANDINGS[paper.standing])
    if paper.standing is Standing.SOON and paper.days_left is not None:
        left = ngettext("còn một ngày", "còn %(num)s ngày", paper.days_left)
        if not paper.days_left:
            return str(_("hết hạn hôm nay"))
        return str(_("%(word)s, %(left)s", word=word, left=left))
    if paper.standing is Standing.WITHDRAWN and paper.withdrawn_on is not None:
        return str(_("đã rút ngày %(day)s", day=format_day(paper.withdrawn_on, language())))
    if paper.standing is Standing.MOVED and paper.taken_back is not None:
        on = format_day(paper.taken_back.on, language())
        return str(_("đơn vị chuyển sang lô khác ngày %(day)s", day=on))
    return word


def outside(paper: CertificateShown) -> str:
    """How many results are outside their limit."""
    return str(
        ngettext("một chỉ tiêu ngoài giới hạn", "%(num)s chỉ tiêu ngoài giới hạn", paper.outside)
    )


def written(name: str, value: object) -> str:
    """A value of a version as it is read."""
    if value is None:
        return "–"
    if name == "ocop_group":
        return str(GROUPS[OcopGroup(str(value))])
    if hasattr(value, "isoformat"):
        return format_day(value, language())  # type: ignore[arg-type]
    return str(value)

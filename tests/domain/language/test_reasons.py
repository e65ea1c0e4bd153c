"""A reason is recorded as it was given, and nothing that needs one goes on without."""

from __future__ import annotations

import pytest

from domain.language.errors import KamnotError
from domain.language.how import How, Verb
from domain.language.reasons import given_reason


def test_a_reason_is_kept_without_the_spaces_around_it() -> None:
    assert given_reason(" ส่งผิดไฟล์\n", "การถอนหลักฐาน", "Withdrawing evidence") == "ส่งผิดไฟล์"


@pytest.mark.parametrize("nothing", ["", " ", "\n\t"])
def test_without_a_reason_the_error_names_what_needs_one(nothing: str) -> None:
    with pytest.raises(KamnotError) as refused:
        given_reason(nothing, "การถอนหลักฐาน", "Withdrawing evidence")

    assert refused.value.thai == "การถอนหลักฐานต้องมีเหตุผล โปรดระบุด้วย"
    assert refused.value.english == "Withdrawing evidence needs a reason; give one."
    assert refused.value.how == How(Verb.GIVE_REASON)

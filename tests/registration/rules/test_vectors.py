"""Every published case of an identifier, with its expected answer."""

import json
from datetime import date
from pathlib import Path

import pytest

from registration.rules.bhyt import read_bhyt
from registration.rules.cccd_qr import read_cccd_qr
from registration.rules.identity import read_cccd
from registration.rules.phone import read_phone
from vaxportal.core.problems import Problem

TODAY = date(2022, 6, 1)
VECTORS = Path(__file__).parents[2] / "data/ids/vectors.jsonl"
CASES = [json.loads(line) for line in VECTORS.read_text("utf-8").splitlines()]


def read(kind, text):
    match kind:
        case "cccd":
            return read_cccd(text, today=TODAY)
        case "cccd_qr":
            return read_cccd_qr(text, today=TODAY)
        case "phone":
            return read_phone(text)
        case "bhyt":
            return read_bhyt(text)


def parsed(kind, answer):
    match kind:
        case "cccd":
            return {"place": answer.place_name or "nước ngoài", "sex": answer.sex, "year": answer.year}
        case "cccd_qr":
            return {
                "id": answer.id_number.number,
                "old_id": answer.old_id or None,
                "name": answer.full_name,
                "born": str(answer.born_on),
                "sex": answer.sex,
                "address": answer.address,
                "issued": str(answer.issued_on) if answer.issued_on else None,
            }
        case "phone":
            return answer.number
        case "bhyt":
            return [answer.kind, answer.number]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']}:{case['input'][:40]!r}")
def test_a_case_has_the_expected_answer(case):
    answer = read(case["kind"], case["input"])
    if not case["ok"]:
        assert isinstance(answer, Problem)
    else:
        assert parsed(case["kind"], answer) == case["parsed"]

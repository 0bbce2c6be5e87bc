"""The contract with the API server: what is taken, what is refused, what is answered."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scanner.admission.review import BadReviewError, Operation, read_review, respond
from tests.admission.reviews import UID, body, pod, request


def test_reads_what_the_api_server_sends() -> None:
    review = read_review(body(request("UPDATE", dryRun=True, subResource="resize")))
    assert (review.uid, review.operation, review.label) == (UID, Operation.UPDATE, "Pod shop/cart")
    assert review.object == review.old_object == pod()
    assert review.context == {
        "operation": "UPDATE",
        "userInfo": {"username": "ana@example.com", "groups": ["developers", "system:authenticated"]},
        "dryRun": True,
        "oldObject": pod(),
        "namespace": "shop",
        "name": "cart",
        "resource": {"group": "", "version": "v1", "resource": "pods"},
        "subResource": "resize",
    }


def test_a_name_that_is_still_to_be_generated_is_shown_by_its_beginning() -> None:
    unnamed = pod(generateName="cart-")
    del unnamed["metadata"]["name"]
    asked = request(object=unnamed)
    del asked["name"]
    assert read_review(body(asked)).label == "Pod shop/cart-"


BAD = {
    "no JSON": b"{",
    "nothing": b"",
    "not UTF-8": b'\xff{"kind": 1}',
    "too deep": b"[" * 100_000,
    "not a number": body(request(object={"a": float("nan")})),
    "a list": b"[]",
    "another kind": body(request(), kind="TokenReview"),
    "v1beta1": body(request(), apiVersion="admission.k8s.io/v1beta1"),
    "no version": body(request(), apiVersion=None),
    "no request": body(request(), request=None),
    "no uid": body(request(uid="")),
    "a uid that is no text": body(request(uid=7)),
    "a huge uid": body(request(uid="u" * 10_000)),
    "an unknown operation": body(request("PATCH")),
    "no resource": body(request(resource=None)),
    "no kind": body(request(kind="Pod")),
    "an object that is none": body(request(object=[pod()])),
    "an old object that is none": body(request("UPDATE", oldObject="x")),
    "a CREATE of nothing": body(request(object=None)),
    "an UPDATE to nothing": body(request("UPDATE", object=None)),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_refuses_what_is_no_review(content: bytes) -> None:
    with pytest.raises(BadReviewError):
        read_review(content)


def test_a_refusal_quotes_nothing_of_the_content() -> None:
    with pytest.raises(BadReviewError) as caught:
        read_review(body(request("s3cr3t")))
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize("user", [None, {}, {"username": 1, "groups": "all"}, {"groups": [1, "a", None]}])
def test_a_user_that_is_malformed_is_nobody(user: Any) -> None:
    review = read_review(body(request(userInfo=user)))
    assert review.username == ""
    assert set(review.groups) <= {"a"}


def test_answers_with_the_same_version_kind_and_uid() -> None:
    answer = json.loads(respond(UID, {"allowed": True}))
    assert answer == {
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "response": {"uid": UID, "allowed": True},
    }

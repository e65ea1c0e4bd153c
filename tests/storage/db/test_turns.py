"""Threads get the lock in the order in which they asked, and give up in time."""

from __future__ import annotations

import threading
import time

import pytest

from storage.db.turns import Turns


class Late(Exception):  # noqa: N818  # a stand-in
    pass


def test_first_come_first_served() -> None:
    turns, order = Turns(), []
    threads = []

    def work(number: int) -> None:
        with turns.taken(10, Late):
            order.append(number)

    with turns.taken(1, Late):
        for number in range(20):
            threads.append(threading.Thread(target=work, args=(number,)))
            threads[-1].start()
            while len(turns._waiting) < number + 2:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert order == list(range(20))


def test_who_waited_too_long_hears_so_and_holds_nobody_up() -> None:
    turns = Turns()
    with turns.taken(1, Late):
        with pytest.raises(Late), turns.taken(0.05, Late):
            pass
        assert len(turns._waiting) == 1
    with turns.taken(0.05, Late):
        pass


def test_an_error_inside_lets_the_next_one_in() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.taken(1, Late):
        raise ZeroDivisionError
    with turns.taken(0.05, Late):
        pass

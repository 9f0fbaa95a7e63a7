"""Stopping what is at work beside annealing."""

import threading
import time

from optimizer.solver.proving import Findings


def test_a_solver_told_before_it_set_out_is_told_again() -> None:
    findings, told = Findings(), threading.Event()

    def work() -> None:
        while not findings.ended:
            time.sleep(0.01)
        findings.cancel.append(told.set)  # only now does it listen: the first word is lost
        told.wait(10)

    worker = threading.Thread(target=work)
    worker.start()
    findings.end(worker)
    assert told.is_set()
    assert not worker.is_alive()


def test_a_worker_that_never_began_is_not_waited_for() -> None:
    findings = Findings()
    findings.end(threading.Thread(target=lambda: None))
    assert findings.ended


def test_found_buses_stop_only_who_looks_for_as_many() -> None:
    findings, told = Findings(asked=33), []
    findings.cancel.append(lambda: told.append("stop"))
    findings.beat(34)
    assert not told
    findings.beat(33)
    assert told == ["stop"]

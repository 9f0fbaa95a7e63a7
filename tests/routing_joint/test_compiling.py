"""All that is compiled is compiled beforehand, so that no solve pays for it."""

import subprocess
import sys

LOOK = """
from optimizer.routing.joint import completion, labels
from optimizer.routing.joint.compiling import compile_kernels
from optimizer.routing.joint.solve import solve_joint
from tests.routing_joint.small import within_reach


def compiled():
    kernels = [k for room in (completion, labels) for k in vars(room).values() if hasattr(k, "signatures")]
    return [(kernel.__name__, len(kernel.signatures)) for kernel in kernels]


compile_kernels()
before = compiled()
solve_joint(within_reach(1), seconds=1.0)
solve_joint(within_reach(2), seconds=0.0)
assert sum(count for _, count in before) > 0, before
assert compiled() == before, (before, compiled())
"""


def test_a_solve_compiles_nothing_more() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

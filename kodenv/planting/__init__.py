"""Planted cases: copies of a suite's own cases, changed so that a right program must fail them.

What passes a wrong case (objects equal to everything, patched runners, swallowed exceptions, expected values read
from the test) passes a planted one too. Plants are found once per suite and sown afresh for each verdict.

Covers: cheats that pass cases without solving the task, in the process that runs the suite.
Does not cover: a program that reads the suite, sees that two cases contradict each other and guesses which one is
real; each plant halves its chance.
"""

from kodenv.planting.pool import PlantPool
from kodenv.planting.records import Edit, Plant, PlantedSuite
from kodenv.planting.sowing import find_plants, plant, plant_all

__all__ = ["Edit", "Plant", "PlantPool", "PlantedSuite", "find_plants", "plant", "plant_all"]

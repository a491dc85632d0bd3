"""Made-up patients through a protocol: what it does with them, never what patients will do."""

from __future__ import annotations

from rehabflow.simulation.assumed import AssumptionError as AssumptionError
from rehabflow.simulation.assumed import read_assumptions as read_assumptions
from rehabflow.simulation.assumptions import Assumptions as Assumptions
from rehabflow.simulation.assumptions import Trait as Trait
from rehabflow.simulation.assumptions import assumed as assumed
from rehabflow.simulation.blockers import Blocker as Blocker
from rehabflow.simulation.blockers import Held as Held
from rehabflow.simulation.cohort import Cohort as Cohort
from rehabflow.simulation.cohort import Outcomes as Outcomes
from rehabflow.simulation.cohort import courses as courses
from rehabflow.simulation.cohort import percentile as percentile
from rehabflow.simulation.cohort import simulate as simulate
from rehabflow.simulation.comparison import Comparison as Comparison
from rehabflow.simulation.comparison import compare as compare
from rehabflow.simulation.course import Course as Course
from rehabflow.simulation.log_file import csv_text as csv_text
from rehabflow.simulation.patient import Patient as Patient
from rehabflow.simulation.patient import patient as patient
from rehabflow.simulation.played import Played as Played
from rehabflow.simulation.played import play as play
from rehabflow.simulation.script import Script as Script
from rehabflow.simulation.script import ScriptError as ScriptError
from rehabflow.simulation.script import read_script as read_script

"""Units, people and posts. Everything is dated; nothing is deleted, things end."""

from cells.models.candidates import Candidate, CandidateStep
from cells.models.dated import DatedQuerySet, DateRange, in_force
from cells.models.doubles import DistinctPair, MemberMerge
from cells.models.honours import Award, Badge, Discipline
from cells.models.memberships import GroupMembership, Membership, ResidenceLink, StatusPeriod
from cells.models.organisations import (
    ABOVE_COMMITTEES,
    CELL_KINDS,
    Organisation,
    OrganisationKind,
    OrganisationPeriod,
    StatisticalType,
    Succession,
    UnitType,
)
from cells.models.oversight import (
    Assignment,
    PilotTask,
    PilotUnit,
    PilotWeakness,
    TrainingClass,
    TrainingParticipant,
    WorkingGroup,
    WorkingGroupMember,
    WorkingGroupUnit,
)
from cells.models.people import BirthPrecision, Member, Sex
from cells.models.profile import ProfileEntry, Supplement
from cells.models.rights import ExportRight
from cells.models.seats import Office, Seat
from cells.models.terms import Term
from cells.models.transfers import Transfer
from cells.models.uploads import ColumnMapping, RosterUpload
from cells.models.yearly import FeeMonth, ScreeningResult

__all__ = [
    "ABOVE_COMMITTEES",
    "CELL_KINDS",
    "Assignment",
    "Award",
    "Badge",
    "BirthPrecision",
    "Candidate",
    "CandidateStep",
    "ColumnMapping",
    "DateRange",
    "DatedQuerySet",
    "Discipline",
    "DistinctPair",
    "ExportRight",
    "FeeMonth",
    "GroupMembership",
    "Member",
    "MemberMerge",
    "Membership",
    "Office",
    "Organisation",
    "OrganisationKind",
    "OrganisationPeriod",
    "PilotTask",
    "PilotUnit",
    "PilotWeakness",
    "ProfileEntry",
    "ResidenceLink",
    "RosterUpload",
    "ScreeningResult",
    "Seat",
    "Sex",
    "StatisticalType",
    "StatusPeriod",
    "Succession",
    "Supplement",
    "Term",
    "TrainingClass",
    "TrainingParticipant",
    "Transfer",
    "UnitType",
    "WorkingGroup",
    "WorkingGroupMember",
    "WorkingGroupUnit",
    "in_force",
]

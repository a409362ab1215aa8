"""Sending a release to where it is served: each kind of host is a small plug over plan, send and confirm."""

from hub.hosts.doors import Sent, Unreached, find_host, planned, send, sendable
from hub.hosts.release import Plan, Sendable, folder_release
from hub.hosts.trouble import HostTrouble, Report, Step, silent
from hub.hosts.wanting import Want, wants
from hub.hosts.words import plan_words, sent_words

__all__ = [
    "HostTrouble",
    "Plan",
    "Report",
    "Sendable",
    "Sent",
    "Step",
    "Unreached",
    "Want",
    "find_host",
    "folder_release",
    "plan_words",
    "planned",
    "send",
    "sendable",
    "sent_words",
    "silent",
    "wants",
]

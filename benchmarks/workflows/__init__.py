"""Plimsoll beside the scanners of GitHub workflows: who tells labelled cases apart, and what that costs."""

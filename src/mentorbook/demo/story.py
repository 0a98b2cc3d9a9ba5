"""From the first talk to the last: goals, meetings, reflections, and what became of what they said they would do."""

from __future__ import annotations

from itertools import count, pairwise
from typing import Any

from mentorbook.demo.diary import Diary, Week, read

PEOPLE = {"e": "mentee", "m": "mentor"}
OTHER = {"mentee": "mentor", "mentor": "mentee"}
TALK = {"start_time": "16:00", "time_zone": "Europe/London", "place": "video"}
BEFORE = {
    "mentee": ("Send the topics for “{title}”", "Choose what comes first in “{title}”", "Write down where I am stuck before “{title}”"),
    "mentor": ("Read Alex’s lines before “{title}”", "Keep ten minutes free before “{title}”", "Think of one question for “{title}”"),
}  # fmt: skip
AFTER = {
    "mentee": ("Write a line in the log of “{goal}”", "Look at the number for “{goal}”", "Tell Priya what came of “{title}”"),
    "mentor": ("Write Alex a line on “{title}”", "Look up what I promised in “{title}”", "Tell Alex what I learned from “{title}”"),
}  # fmt: skip
RESULTS = ("Done, and easier than I thought.", "Took a little longer.", "It led to a good talk.", "Worth it.")


def story(diary: Diary) -> None:
    """Everything up to the closing."""
    for act in read("partnership"):
        _told(diary, act)
    goals, meetings = read("goals"), read("meetings")
    for name, told in goals.items():
        _goal(diary, name, told)
    for number, meeting in enumerate(meetings):
        before = meetings[number - 1] if number else None
        _meeting(diary, number, meeting, before)
    for number, told in enumerate(read("reflections")):
        _reflection(diary, number, told, meetings)
    _actions(diary, goals, meetings)


def _told(diary: Diary, act: dict[str, Any]) -> None:
    """One act as it stands in the texts: something added, answered, shown, talked about or signed."""
    week, by = act["week"], act.get("by", "")
    if "add" in act:
        diary.add(week, by, act["at"], act["row"], act["add"])
    elif "set" in act:
        diary.set(week, by, act["at"], act["set"])
    elif "reveal" in act:
        diary.reveal(week, by, act["reveal"])
    elif "talked" in act:
        diary.talked(week, by, act["talked"])
    else:
        diary.sign(week, by, act["sign"])


# --- goals


def _goal(diary: Diary, name: str, told: dict[str, Any]) -> None:
    fields = dict(told["goal"])
    owner = "mentor" if fields["owner"] == "mentor" else "mentee"
    mine = {
        key: fields.pop(key) for key in ("mentor_view", "mentor_alternatives") if key in fields
    }  # the other one's
    week, begins = told["week"], fields["start_date"]
    goal = diary.add(week, owner, "goals", name, fields | {"status": "not-started"})
    if mine:
        diary.set(week + 0.3, OTHER[owner] if fields["owner"] != "both" else "mentor", goal, mine)
    measure = diary.add(week, owner, f"{goal}/measures", f"{name} measure", told["measure"], hour="19:35")
    if diary.past(begins):
        diary.set(max(begins, week), owner, goal, {"status": "active"}, hour="19:45")
    for number, (at, value, *note) in enumerate(told["readings"]):
        reading = {"measure": [measure], "date": at, "value": value} | ({"note": note[0]} if note else {})
        diary.add(at, owner, f"{goal}/readings", f"{name} reading {number}", reading)
    for number, (title, due, *done) in enumerate(told["milestones"]):
        step = diary.add(
            week, owner, f"{goal}/milestones", f"{name} step {number}", {"title": title, "due": due}
        )
        if done:
            diary.set(done[0], owner, step, {"done": True, "done_on": done[0]})
    for number, (what, if_, then) in enumerate(told.get("obstacles", ())):
        obstacle = {"what": what, "if": if_, "then": then}
        diary.add(week + 0.1, owner, f"{goal}/obstacles", f"{name} obstacle {number}", obstacle)
    for number, (at, note, progress, sure, *changed) in enumerate(told["updates"]):
        update = {"date": at, "note": note, "progress": progress, "confidence": sure}
        update |= {"changed": changed[0]} if changed else {}
        diary.add(at, owner, f"{goal}/updates", f"{name} update {number}", update, hour="20:10")
    for number, (at, note) in enumerate(told["comments"]):
        comment = {"date": at, "note": note}
        diary.add(at, OTHER[owner], f"{goal}/comments", f"{name} comment {number}", comment, hour="20:40")
    for at, field, value in told.get("revisions", ()):
        diary.set(at, owner, goal, {field: value}, hour="20:20")
    if ended := dict(told.get("ended", {})):
        at = ended.pop("week")
        if ended["status"] == "achieved":
            ended["achieved_on"] = at
        diary.set(at, owner, goal, ended, hour="20:30")
    if "gas_start" in fields:
        now = {"achieved": ("plus-1", "plus-1")}.get(
            str(told.get("ended", {}).get("status")), ("zero", "plus-1")
        )
        for person, level in zip(("mentee", "mentor"), now, strict=True):
            diary.set(22.6, person, goal, {"gas_now": level, "support": "ask"})


# --- meetings


def _meeting(diary: Diary, number: int, told: dict[str, Any], before: dict[str, Any] | None) -> None:
    week, length = told["week"], 60 if told["week"] <= 14 else 45
    planned = before["week"] if before else -0.5
    plan = TALK | {
        "place": told.get("place", "video"),
        "title": told["title"],
        "date": week,
        "length": length,
    }
    meeting = diary.add(
        planned, "mentee", "meetings", f"meeting {number}", plan | {"status": "planned"}, hour="16:55"
    )
    if told.get("status") == "missed":
        why = {"status": "missed", "status_who": told["status_who"], "status_why": told["status_why"]}
        diary.set(week, "mentor", meeting, why, hour="10:00")
        return
    held = told.get("status") != "planned"
    eve = week - (0.2 if held else 0.9)
    for person, words in zip(("mentee", "mentor"), told["wins"], strict=True):
        diary.set(eve, person, meeting, {"wins": words})
    diary.set(
        eve, "mentee", meeting, {"stuck": told["stuck"], "outcome_wanted": told["outcome"]}, hour="19:35"
    )
    goal = {"goal": [f"goals/~{told['goal']}"]} if "goal" in told else {}
    for place, (by, topic) in enumerate(zip(("mentee", "mentor"), told["topics"], strict=True), start=1):
        said = {"what": topic, "rank": place} | (goal if by == "mentee" else {})
        diary.add(eve, by, f"{meeting}/topics", f"topic {number} {place}", said, hour=f"19:4{place}")
    items = (("What became of the actions", 5), (told["topics"][0], length // 2), (told["topics"][1], length // 2 - 10), ("Sum up, next date", 5))  # fmt: skip
    for place, (what, minutes) in enumerate(items, start=1):
        item = {
            "what": what,
            "minutes": minutes,
            "lead": "both" if place in (1, 4) else ("mentee", "mentor")[place - 2],
        }
        if held:
            item |= {"done": True, "took": minutes + (number * place) % 5 - 1}
        diary.add(
            week if held else eve,
            "mentee",
            f"{meeting}/agenda",
            f"item {number} {place}",
            item,
            hour=f"16:0{place}" if held else f"19:5{place}",
        )
    if held:
        _held(diary, number, told, meeting)


def _held(diary: Diary, number: int, told: dict[str, Any], meeting: str) -> None:
    week = told["week"]
    diary.set(week, "mentee", meeting, {"notes": told["notes"].strip()}, hour="16:30")
    for place, (what, why) in enumerate(told["decisions"]):
        decision = {"what": what, "why": why}
        diary.add(
            week,
            "mentee",
            f"{meeting}/decisions",
            f"decision {number} {place}",
            decision,
            hour=f"16:4{place}",
        )
    used = [["open-questions", "restate"], ["open-questions", "silence"], ["summarise", "full-attention"]][
        number % 3
    ]
    for at, person in enumerate(("mentee", "mentor")):
        said = {
            "takeaway": told["takeaways"][at],
            "usefulness": told["useful"][at],
            "worked_for_me": told["worked"][at],
            "change_next": told["change"][at],
            "mentor_share": told["share"][at],
        }
        diary.set(week, person, meeting, said | {"listening": used}, hour="16:50")
        for field in said:
            diary.reveal(week, person, f"{meeting}/{field}", hour="16:52")
    diary.set(week, "mentor", meeting, {"status": "held"}, hour="16:54")


# --- reflections


def _reflection(diary: Diary, number: int, told: dict[str, Any], meetings: list[dict[str, Any]]) -> None:
    by, week, variant = PEOPLE[told["by"]], told["week"], told.get("variant", "three")
    fields: dict[str, Any] = {
        "title": told["about"],
        "date": week,
        "variant": variant,
        "theme": told["theme"],
    }
    match variant:
        case "three":
            names = {name: name for name in ("worked", "worked_why", "did_not", "did_not_why", "next")}
        case "after-action":
            names = {f"aar_{name}": name for name in ("expected", "happened", "why", "keep", "change")}
        case "cycle":
            names = {
                f"cycle_{name}": name for name in ("facts", "feelings", "value", "sense", "options", "plan")
            }
        case _:
            names = {"self_learned": "learned", "self_next": "self_next"}
            rated = ("listening", "questions", "open", "feedback", "step_back", "expect")
            fields |= {f"self_{name}": score for name, score in zip(rated, told["scores"], strict=True)}
    fields |= {name: told[key] for name, key in names.items() if key in told}
    if "tone" in told:
        fields["tone"] = told["tone"]
    if "goal" in told:
        fields["goal"] = [f"goals/~{told['goal']}"]
    if "about_meeting" in told:
        at = next(place for place, one in enumerate(meetings) if one["week"] == told["about_meeting"])
        fields["linked_to"] = [f"meetings/~meeting {at}"]
    fields["sharing"] = "private" if told.get("private") else "shared"
    name = f"reflection {number}"
    diary.add(week, by, "reflections", name, fields, hour="20:00")
    if not told.get("private") and number % 9 == 4:
        reply = ("What did it look like from their side?", "What would you do with one more minute?")[
            number % 2
        ]
        diary.set(week + 0.5, OTHER[by], f"reflections/~{name}", {"reply": reply})


# --- actions


def _actions(diary: Diary, goals: dict[str, Any], meetings: list[dict[str, Any]]) -> None:
    """Everything they said they would do: from meetings, reflections and goals, and what comes round every week."""
    turn, left = count(), list[str]()

    def act(made: Week, due: Week, owner: str, what: str, source: str, goal: str = "", row: str = "") -> None:
        number = next(turn)
        fields: dict[str, Any] = {
            "what": what,
            "owner": owner,
            "due": due,
            "status": "open",
            "came_from": [source],
        }
        if goal:
            fields["goal"] = [f"goals/~{goal}"]
        action = diary.add(made, owner, "actions", row or f"action {number}", fields, hour="16:45")
        done = due + (number % 5 - 3) / 7  # some days early, now and then one late
        if number % 19 == 7 and diary.past(due + 1):
            diary.set(due + 0.3, owner, action, {"status": "dropped"})
        elif diary.past(done) and not (due > 24.5 and number % 3 == 0):
            closed: dict[str, Any] = {"status": "done", "done_on": max(done, made)}
            if number % 4 == 1:
                closed["result"] = RESULTS[number // 4 % len(RESULTS)]
            diary.set(max(done, made), owner, action, closed, hour="17:30")
        else:
            left.append(action)

    for number, told in enumerate(meetings):
        source = f"meetings/~meeting {number}"
        for what, owner in told.get("actions", ()):
            act(told["week"], told["week"] + 1, PEOPLE[owner], what, source, told.get("goal", ""))
        for person in ("mentee", "mentor") if "takeaways" in told else ():
            after = AFTER[person][number % 3]
            goal = told.get("goal", "team")
            words = {"title": told["title"], "goal": goals[goal]["goal"]["title"]}
            act(told["week"], told["week"] + 0.5, person, after.format(**words), source, goal)
        if "takeaways" in told and number % 2 == 0:
            act(
                told["week"],
                told["week"] + 0.8,
                "mentee",
                f"Put what is left of “{told['title']}” on the next agenda",
                source,
            )
    for number, (told, following) in enumerate(pairwise(meetings)):
        for person in ("mentee", "mentor"):
            what = BEFORE[person][number % 3].format(title=following["title"])
            act(told["week"], following["week"] - 0.2, person, what, f"meetings/~meeting {number}")
    for name, told in goals.items():
        for what, owner, due in told["actions"]:
            act(max(told["week"], due - 1.5), due, PEOPLE[owner], what, f"goals/~{name}", name)
    for number, told in enumerate(read("reflections")):
        if "act" in told:
            act(told["week"], told["week"] + 0.8, PEOPLE[told["by"]], told["act"], f"reflections/~reflection {number}", told.get("goal", ""), row=f"reflection {number}")  # fmt: skip
    for action, becomes in zip(left, ("finish", "later", "finish", "drop"), strict=False):
        fields = {"action": [action], "becomes": becomes}
        diary.add(25.03, "mentee", "closure/open_actions", action.rpartition("~")[2], fields, hour="20:50")

"""The built-in pack holds every form, field and journey that workbooks rely on: shipped ids stay."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

import pytest

from mentorbook.content import loader
from mentorbook.content.specs import FieldSpec, Pack

# Ids are in people's workbooks: a field may be added, none of these may go or be renamed.
FIELDS = {
    "profile": """
        name pronouns role_now field experience_years languages story helped_me lightness kinds hope_to_gain
        can_offer unsure_about aspirations reality_now can_help_with want_help_with strengths strengths.what
        strengths.sources strengths.example strengths.helps_how strengths.mentor_view growth growth.what
        growth.sources growth.example growth.mentor_view review_comments work_and_courses informal_feedback
        goal_needs_strengths common_growth time_zone good_days good_times hours_per_month extra_time
        channels_ok reply_time away limits directness thinking planning learning feedback_wish under_stress
        access_helps access_notes in_common different surprised_me""",
    "fit": """
        at_ease curious rapport could_be_honest respect mentor_approachable mentor_committed
        mentor_interested mentor_trusted can_help expectations_fair mentee_committed mentee_open talk_about
        worry decision wants_facilitator""",
    "agreement": """
        mentor_name mentee_name programme facilitator_contact start_date end_date meetings_planned
        meetings_minimum formality purpose kinds focus_areas beyond_goals out_of_scope organisation_link
        mentor_hopes mentee_hopes expect_of_mentee expect_of_mentor mentor_will mentee_will shared_lead
        meeting_frequency meeting_length meeting_day meeting_time meeting_time_zone meeting_place
        meeting_place_detail who_arranges who_sets_agenda agenda_ahead cancel_notice if_missed in_calendars
        between_channels mentor_reply mentee_reply extra_time quiet_times responsibilities
        responsibilities.what responsibilities.who confidentiality confidentiality_exceptions tell_first
        with_manager programme_sees records_kept_by boundaries boundaries_own conflicts_of_interest
        feedback_to_mentee feedback_to_mentor feedback_rule learning disagreement success_mentee
        success_mentor success_measures success_measures.what success_measures.now success_measures.then
        success_measures.when first_activities midpoint_date review_dates review_dates.date
        review_dates.about no_fault_exit exit_how planned_ending records_after mentor_accepts
        mentor_accepts_on mentee_accepts mentee_accepts_on""",
    "goals": """
        title why owner kind horizon part_of topic start_date target_date reality_now strengths_used
        growth_needed mentor_view mentor_alternatives impact mine can_change organisation_link frame
        smart_specific smart_measurable smart_achievable smart_relevant smart_time_bound real_realistic
        real_engaging real_actionable real_linked measures measures.name measures.unit measures.baseline
        measures.target measures.target_date measures.how readings readings.measure readings.date
        readings.value readings.note milestones milestones.title milestones.due milestones.done
        milestones.done_on milestones.note activities approaches confidence commitment one_higher obstacles
        obstacles.what obstacles.if obstacles.then help_needed help_from status status_why achieved_on
        evidence support updates updates.date updates.note updates.progress updates.confidence
        updates.changed comments comments.date comments.note gas_plus_2 gas_plus_1 gas_0 gas_minus_1
        gas_minus_2 gas_start gas_now""",
    "meetings": """
        title date start_time time_zone length place place_detail repeats status status_who status_why wins
        stuck topics topics.what topics.rank topics.goal outcome_wanted prepare agenda agenda.what
        agenda.minutes agenda.lead agenda.done actions_review actions_review.action actions_review.outcome
        actions_review.learned notes listening summary decisions decisions.what decisions.why new_actions
        new_actions.what new_actions.owner new_actions.due takeaway usefulness worked_for_me change_next
        mentor_share private_note next_date next_time next_topic""",
    "actions": "what owner due goal came_from status done_on result",
    "reflections": """
        title date variant tone goal linked_to worked worked_why did_not did_not_why next next_action
        next_owner next_due aar_expected aar_happened aar_why aar_keep aar_change cycle_facts cycle_feelings
        cycle_value cycle_sense cycle_options cycle_plan self_listening self_questions self_open
        self_feedback self_step_back self_expect self_learned self_next sharing theme reply""",
    "activities": """
        activity why goal status planned_for mentor_part mentee_part own_idea worth_sharing""",
    "expectations": """
        date reach_me between_ok reply_in asked_mentor_gain asked_mentor_time heard_mentee limits""",
    "strengths_talk": """
        date goal from_reviews from_work from_people own_view needed seen agree differ chosen""",
    "networks": "date mentee_wants mentor_knows mentor_wants mentee_knows plan",
    "events": """
        title date invited_by doing watch_for may_attend saw feedback debrief next_action next_owner
        next_due""",
    "documents": """
        title kind whose not_confidential where question critique changes changes.what changes.why
        changes.taken learned_writer learned_reader""",
    "lessons": "situation whose tone date worked did_not next similar lesson taken goal",
    "resources": "title kind by where shared_by why goal status reaction compare changes",
    "introductions": """
        person for_whom made_by inside why goal asked how text made_on follow_up_by followed_up thanked
        came_of_it""",
    "moments": """
        kind title date story strength_shown how_marked helped tried next_action next_owner next_due
        suggested_by goal sharing""",
    "stage_checks": """
        date stage signals signals.signal signals.answer more_active ready proof limits stuck decision
        to_stage""",
    "pulses": """
        date trust heard direction progress effort useful rhythm energy more_of less_of talk""",
    "skills": """
        moment date m_listen m_open m_expertise m_feedback m_time m_encourage m_trust m_confidential m_doors
        m_questions m_patience m_accountable m_step_back e_goal e_commit e_listen e_feedback e_follow e_tell
        e_experiment e_evaluate e_network work_on what_changed looking_back sharing""",
    "midpoint": """
        date proud_of goals_review goals_review.goal goals_review.how_far goals_review.keep
        goals_review.note mentor_helps mentee_invested keep change add limits expectations_now
        learned_from_partner agreement_change time_left""",
    "closure": """
        date reason goals_size outcomes outcomes.goal outcomes.result outcomes.evidence outcomes.learned
        agreement_measures can_now mentor_gained mentee_gained proudest strategy_next thanks strength_seen
        advice_next_pair open_actions open_actions.action open_actions.becomes on_my_own new_goals
        pay_forward contact contact_detail records survey_done closed""",
    "evaluation": """
        role meetings_held overall match difference_helped prepared structure agreement_useful trust learned
        learned_what goals_reached gains aligned facilitation length recommend best improve again may_quote""",
    "roster": """
        name email role kinds experience_years skills_offered skills_wanted background likeness languages
        time_zone availability capacity prefers not_with manager team""",
}
STAGES = {
    "four-week": "preparation negotiation enabling closure",
    "relationship-stages": "creating building mastery moving-on",
    "five-steps": "fit goal logistics acknowledge metrics",
    "semester": "ready meet agree aim build midpoint grow close",
}


COUNTS = {
    "profile": 53,
    "fit": 17,
    "agreement": 77,
    "goals": 78,
    "meetings": 47,
    "actions": 8,
    "reflections": 36,
    "activities": 9,
    "expectations": 8,
    "strengths_talk": 11,
    "networks": 6,
    "events": 12,
    "documents": 13,
    "lessons": 11,
    "resources": 11,
    "introductions": 14,
    "moments": 14,
    "stage_checks": 12,
    "pulses": 12,
    "skills": 28,
    "midpoint": 17,
    "closure": 28,
    "evaluation": 21,
    "roster": 17,
}


@dataclass(frozen=True)
class Shape:
    """How a form is kept: per, by, seen, apart."""

    per: str
    by: str
    seen: str
    apart: bool = False


SHAPES = {
    "profile": Shape("person", "pair", "shared"),
    "fit": Shape("person", "pair", "reveal"),
    "agreement": Shape("pair", "pair", "shared", apart=True),
    "goals": Shape("many", "pair", "shared"),
    "meetings": Shape("many", "pair", "shared"),
    "actions": Shape("many", "pair", "shared"),
    "reflections": Shape("many", "person", "author"),
    "activities": Shape("many", "pair", "shared"),
    "expectations": Shape("pair", "pair", "reveal"),
    "strengths_talk": Shape("many", "pair", "shared"),
    "networks": Shape("many", "pair", "shared"),
    "events": Shape("many", "pair", "shared"),
    "documents": Shape("many", "pair", "shared"),
    "lessons": Shape("many", "pair", "shared"),
    "resources": Shape("many", "pair", "shared"),
    "introductions": Shape("many", "pair", "shared"),
    "moments": Shape("many", "pair", "author"),
    "stage_checks": Shape("many", "pair", "reveal"),
    "pulses": Shape("many", "pair", "reveal"),
    "skills": Shape("many", "person", "author"),
    "midpoint": Shape("pair", "pair", "reveal"),
    "closure": Shape("pair", "pair", "shared"),
    "evaluation": Shape("person", "pair", "facilitator"),
    "roster": Shape("many", "facilitator", "facilitator"),
}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return loader.builtin()


def every_field(pack: Pack) -> list[tuple[str, str, FieldSpec]]:
    return [(form.id, name, form.field(name)) for form in pack.forms.values() for name in form.names()]


def test_the_pack_has_no_mistakes() -> None:
    assert loader.check() == []


def test_it_is_read_once() -> None:
    assert loader.builtin() is loader.builtin()


@pytest.mark.parametrize("form", FIELDS)
def test_every_field_is_there(pack: Pack, form: str) -> None:
    assert set(FIELDS[form].split()) <= set(pack.forms[form].names())


def test_how_many_fields_each_form_has(pack: Pack) -> None:
    """More may be added for the program's own sake (a clock's minutes); none of these is left out."""
    assert {form: len(names.split()) for form, names in FIELDS.items()} == COUNTS
    assert all(len(pack.forms[form].names()) >= count for form, count in COUNTS.items())


@pytest.mark.parametrize("form", SHAPES)
def test_forms_are_kept_as_workbooks_expect(pack: Pack, form: str) -> None:
    spec = pack.forms[form]
    assert Shape(spec.per, spec.by, spec.seen, spec.apart) == SHAPES[form]
    assert spec.title and spec.intro


@pytest.mark.parametrize("journey", STAGES)
def test_every_journey_and_stage_is_there(pack: Pack, journey: str) -> None:
    stages = pack.journeys[journey].stages
    assert [stage.id for stage in stages] == STAGES[journey].split()
    for stage in stages:
        assert stage.title and stage.purpose and stage.timing and stage.task and stage.forms
        assert {"here", "ready", "warn"} == {signal.kind for signal in stage.signals}
        assert stage.exits


def test_forms_and_journeys_are_offered_in_order(pack: Pack) -> None:
    assert list(pack.forms) == list(FIELDS)
    assert list(pack.journeys) == list(STAGES)


def test_the_length_of_journeys(pack: Pack) -> None:
    assert {name: journey.weeks for name, journey in pack.journeys.items()} == {
        "four-week": 4,
        "relationship-stages": None,
        "five-steps": None,
        "semester": 16,
    }


def test_every_field_can_be_drawn(pack: Pack) -> None:
    for form, name, field in every_field(pack):
        where = f"{form}/{name}"
        assert field.label and field.help and field.source, where
        assert (field.type in ("choice", "multi")) <= bool(field.options or field.options_from), where
        if field.type in ("scale5", "scale10"):
            assert (field.low, field.high) == ((1, 5) if field.type == "scale5" else (1, 10)), where
            assert field.ends and all(field.ends), where
        if field.type == "number":
            assert bool(field.unit) != bool(field.unit_from), where
        assert (field.type == "rows") == bool(field.fields), where


def test_who_sees_what(pack: Pack) -> None:
    agreement, reflections = pack.forms["agreement"], pack.forms["reflections"]
    assert agreement.seen_of("conflicts_of_interest") == "reveal"
    assert agreement.seen_of("purpose") == "shared"
    assert agreement.seen_of("responsibilities.who") == "shared"
    assert reflections.seen_of("worked") == "author"
    assert reflections.shared_when == {"sharing": "shared"}
    assert pack.forms["actions"].seen_from == "came_from"


def test_acceptance_is_a_view_of_the_signature(pack: Pack) -> None:
    views = {f.id: (f.who, f.view_of) for f in pack.forms["agreement"].fields() if f.view_of}
    assert views == {
        "mentor_accepts": ("mentor", "signed"),
        "mentor_accepts_on": ("mentor", "signed_on"),
        "mentee_accepts": ("mentee", "signed"),
        "mentee_accepts_on": ("mentee", "signed_on"),
    }


def test_what_next_becomes_an_action(pack: Pack) -> None:
    field = pack.forms["reflections"].field("next_action")
    assert field.becomes == "actions"
    assert field.carries == {"what": "next_action", "owner": "next_owner", "due": "next_due"}


def test_variants_show_their_own_questions(pack: Pack) -> None:
    sections = pack.forms["reflections"].sections
    variants = {option.id for option in pack.forms["reflections"].field("variant").options}
    assert {section.when["variant"] for section in sections if section.when} == variants
    shown = [section.title for section in sections if section.when.get("variant", "cycle") == "cycle"]
    assert shown == ["What it is about", "A fuller look", "Next action", "Sharing"]


def test_who_answers_apart(pack: Pack) -> None:
    agreement, goals = pack.forms["agreement"], pack.forms["goals"]
    assert agreement.answers_apart(agreement.field("meeting_frequency"))
    assert not agreement.answers_apart(agreement.field("purpose"))  # shared text: written together
    assert agreement.field("purpose").shared_text
    assert not agreement.answers_apart(agreement.field("mentor_hopes"))
    assert not agreement.answers_apart(agreement.field("mentor_accepts"))
    assert goals.answers_apart(goals.field("support"))
    assert not goals.answers_apart(goals.field("topic"))


def test_what_a_browser_gets(pack: Pack) -> None:
    forms = pack.forms_json()
    assert json.loads(json.dumps(forms)) == forms
    fields = {f["id"]: f for section in forms["goals"]["sections"] for f in section["fields"]}
    assert fields["impact"]["ends"] == ["Hardly anything", "Nearly everything"]
    assert (fields["impact"]["low"], fields["impact"]["high"]) == (1, 10)
    assert fields["part_of"]["link"] == "goals?horizon=long"
    columns = {column["id"]: column for column in fields["readings"]["fields"]}
    assert columns["measure"]["link"] == "measures"
    assert columns["value"]["unit_from"] == "measure.unit"
    assert fields["kind"]["own"] is True and fields["kind"]["options"][0] == {
        "id": "learning",
        "label": "Learn to do something",
    }
    assert {rule["kind"] for rule in forms["goals"]["rules"]} == {"between", "differ", "asks", "most"}


def test_a_browser_gets_links_only_to_forms_that_are_there(pack: Pack) -> None:
    sections = pack.forms_json()["reflections"]["sections"]
    links = {f["id"]: f["link"] for section in sections for f in section["fields"] if f["type"] == "link"}
    assert links == {"goal": "goals", "linked_to": "meetings, events, documents, lessons"}
    alone = pack.forms["reflections"].to_json(known={"goals", "lessons"})["sections"]
    links = {f["id"]: f["link"] for section in alone for f in section["fields"] if f["type"] == "link"}
    assert links == {"goal": "goals", "linked_to": "lessons"}


def test_a_browser_gets_journeys_as_json(pack: Pack) -> None:
    journey = pack.journeys["four-week"].to_json()
    assert json.loads(json.dumps(journey)) == journey
    assert journey["stages"][1]["exits"][0]["evidence"] == [
        "agreement/mentor_accepts",
        "agreement/mentee_accepts",
    ]


def test_prompts_activities_terms_and_plans_are_there(pack: Pack) -> None:
    assert (len(pack.prompts), len(pack.glossary), len(pack.activities)) == (83, 111, 7)
    assert list(dict.fromkeys(prompt.group for prompt in pack.prompts.values())) == [
        *("Getting to know each other", "Agreeing", "Strengths and goals", "Listening", "Working"),
        *("Reflecting and feedback", "Stepping back", "Closing", "Career talks"),
    ]
    activities = pack.options["activity"]
    assert [(one.id, one.title) for one in pack.activities.values()] == [(o.id, o.label) for o in activities]
    for activity in pack.activities.values():
        assert activity.suits and activity.forms and activity.mentor and activity.mentee
    plans = {plan.id: [week.week for week in plan.weeks] for plan in pack.journeys["four-week"].plans}
    assert plans == {"career": [1, 2, 3, 4], "general": [1, 2, 3, 4]}
    for journey in pack.journeys.values():
        assert journey.moves and all(stage.prompts and stage.activities for stage in journey.stages)
    used = {name for j in pack.journeys.values() for stage in j.stages for name in stage.prompts}
    assert used == set(pack.prompts)


def test_meetings_bring_a_frame_and_become_actions(pack: Pack) -> None:
    meetings = pack.forms["meetings"]
    ready = meetings.field("agenda").ready
    assert [(row.row["what"], row.row["minutes"]) for row in ready] == [
        *(("Open", 10), ("Explore", 25), ("Decide", 15), ("Close", 10))
    ]
    assert all(row.help for row in ready)
    assert meetings.field("new_actions").becomes == "actions"
    assert meetings.seen_of("private_note") == "private"
    alone = {f.id for f in meetings.fields() if meetings.seen_of(f.id) == "reveal"}
    assert alone == {"takeaway", "usefulness", "worked_for_me", "change_next", "mentor_share"}


def test_stage_checks_ask_about_the_stages_and_signals_of_the_journeys(pack: Pack) -> None:
    check = pack.forms["stage_checks"]
    stages = [stage for journey in pack.journeys.values() for stage in journey.stages]
    assert [option.id for option in check.field("stage").options] == [stage.id for stage in stages]
    signals = {f"{stage.id}/{signal.id}": signal.text for stage in stages for signal in stage.signals}
    assert {o.id: o.label for o in check.field("signals.signal").options} == signals


def test_a_list_of_skills_is_one_persons(pack: Pack) -> None:
    skills = pack.forms["skills"]
    assert not any(skills.answers_apart(field) for field in skills.fields())
    assert skills.shared_when == {"sharing": "shared"}


def test_a_browser_gets_the_forms_it_asks_for(pack: Pack) -> None:
    assert list(pack.forms_json(["pulses", "nothing", "goals"])) == ["pulses", "goals"]
    assert pack.forms_json(["pulses"])["pulses"] == pack.forms_json()["pulses"]
    assert pack.forms_json(["pulses"])["pulses"]["reading"]
    assert {activity["id"] for activity in pack.activities_json()} == set(pack.activities)
    assert len(pack.prompts_json()) == len(pack.prompts)


def test_unknown_names_are_key_errors(pack: Pack) -> None:
    for missing in ("nothing", "measures.nothing", "nothing.target"):
        assert not pack.forms["goals"].has(missing)
        with pytest.raises(KeyError):
            pack.forms["goals"].field(missing)
    with pytest.raises(KeyError):
        pack.forms["goals"].field("measures").column("nothing")
    with pytest.raises(KeyError):
        pack.journeys["four-week"].stage("nothing")


def test_content_needs_no_user_interface() -> None:
    heavy = ("ipywidgets", "IPython", "pandas", "matplotlib", "anywidget", "sqlalchemy", "pycrdt")
    program = (
        "import sys; from mentorbook.content import loader, rules, values; loader.builtin();"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""The synthesis of a path, from the records to the city's programming."""

from trama.tables.lifecycle.synthesis.conclusion import adopt_act, feed_plan, write_report
from trama.tables.lifecycle.synthesis.consultation import (
    answer_remark,
    finalize,
    open_consultation,
    remark_synthesis,
    reopen_draft,
    tell_consultation,
)
from trama.tables.lifecycle.synthesis.documents import keep_content, keep_paper
from trama.tables.lifecycle.synthesis.drafting import (
    add_section,
    ask_composition,
    compose,
    copy_sections,
    remove_section,
)
from trama.tables.lifecycle.synthesis.paragraphs import (
    Sources,
    add_paragraph,
    move_paragraph,
    remove_paragraph,
    restore_paragraph,
    write_paragraph,
)
from trama.tables.lifecycle.synthesis.priorities import (
    drop_priority,
    raise_priority,
    write_priority,
)

__all__ = [
    "Sources",
    "add_paragraph",
    "add_section",
    "adopt_act",
    "answer_remark",
    "ask_composition",
    "compose",
    "copy_sections",
    "drop_priority",
    "feed_plan",
    "finalize",
    "keep_content",
    "keep_paper",
    "move_paragraph",
    "open_consultation",
    "raise_priority",
    "remark_synthesis",
    "remove_paragraph",
    "remove_section",
    "reopen_draft",
    "restore_paragraph",
    "tell_consultation",
    "write_paragraph",
    "write_priority",
    "write_report",
]

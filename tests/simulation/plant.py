#!/usr/bin/env python3
"""Copies sources of the engine and plants faults in the copies (planted.h).

    plant.py SOURCE_FOLDER TARGET_FOLDER

The product itself has no switch that could turn a check off. Every text to be replaced must occur
exactly once: whoever changes these places says here what the fault is like now.
"""

import pathlib
import sys

# file below src/omnigraph, text, what replaces it (P(x): is the fault kX planted?)
FAULTS = [
    ("graph/publish/rebase.cc", "if (way.changed(pin.table_key)) {",
     "if (!P(WrittenSet) && way.changed(pin.table_key)) {"),
    ("graph/publish/rebase.cc", "hangs = hangs || staged_elsewhere(way, group[i]);",
     "hangs = hangs || (!P(WrittenSet) && !P(StagedSet) && staged_elsewhere(way, group[i]));"),
    ("graph/publish/rebase.cc", "if (way.changed(key)) {",
     "if (!P(ReadSet) && way.changed(key)) {"),
    ("graph/publish/rebase.cc", "return validation_changed && draft.revalidate ?",
     "return !P(ValidatedSet) && validation_changed && draft.revalidate ?"),
    ("graph/maintain/apply_compaction.cc", "source.unchanged = is->",
     "source.unchanged = P(CompactedOver) || is->"),
    ("graph/publish/put_record.cc", "const bool unknown = put.error()",
     "const bool unknown = !P(UnknownIsFailed) && put.error()"),
    ("graph/publish/put_record.cc", "if (!unknown && !doubt) {\n      return put;",
     "if (!unknown && !doubt) {\n"
     "      return P(UnknownIsFailed) ? Status(Error(ErrorCode::kUnavailable, \"lost\")) : put;"),
    ("graph/publish/publisher.cc", "if (staged.ok()) {", "if (staged.ok() || P(FilesIgnored)) {"),
    ("graph/publish/publisher.cc",
     "if (newer->front().record->head_commit_id() == group_.back().commit_id) {",
     "if ((P(TakenIsOurs) && newer->front().record->commits.size() == group_.size()) ||\n"
     "        newer->front().record->head_commit_id() == group_.back().commit_id) {"),
    ("graph/publish/next_record.cc", "const LastChange change = last_change(group, key);",
     "const LastChange change = last_change(group, key);\n"
     "    if (P(CarriedFiles) && change.pin == nullptr) {\n      continue;\n    }"),
    ("graph/publish/next_record.cc", "  std::set<std::string> changed;\n",
     "  std::set<std::string> changed;\n"
     "  if (P(StatesInBetween)) {\n    return carried;\n  }\n"),
    ("graph/publish/next_record.cc", "inherited.base = merge_pins(record.base, later);",
     "inherited.base = P(BasePins) ? record.base : merge_pins(record.base, later);"),
    ("graph/publish/next_record.cc", "head.log_record().sha256,",
     "P(HashChain) ? std::string(64, '0') : head.log_record().sha256,"),
    ("engine/change_group.cc", "if (on_drafts) {", "if (on_drafts && !P(AnswersAtOnce)) {"),
    ("engine/change_group.cc", "if (!commit) {", "if (!commit || P(KnownRequests)) {"),
]

HEAD = ('#include "simulation/planted.h"\n'
        "#define P(fault) "
        "::omnigraph::simulation::is_planted(::omnigraph::simulation::Planted::k##fault)\n")


def main():
    source, target = map(pathlib.Path, sys.argv[1:])
    texts = {}
    for name, old, new in FAULTS:
        text = texts.setdefault(name, (source / name).read_text())
        if text.count(old) != 1:
            sys.exit(f"plant.py: {name} has this {text.count(old)} times, not once:\n{old}")
        texts[name] = text.replace(old, new)
    target.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (target / pathlib.Path(name).name).write_text(HEAD + text)


if __name__ == "__main__":
    main()

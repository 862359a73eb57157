// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/first_comparison.h"

using namespace Qt::StringLiterals;

namespace patchbay {

RunRecord firstComparison()
{
    RunRecord run;
    run.title = u"Your first comparison"_s;
    run.userText = u"Triage this ticket. Give category, urgency (P1–P4), owning team, then a two-sentence reply in the "
                   "customer’s language. Plan: {{plan}}.\n{{ticket}}"_s;
    run.variables = { { u"ticket"_s, u"Payslips show gross pay twice since this morning; the pay run closes at 17:00"_s },
                      { u"plan"_s, u"Business"_s } };
    run.toolsJson = uR"([
  {
    "type": "function",
    "function": {
      "name": "lookup_incident",
      "description": "Finds open incidents of a component",
      "parameters": {
        "type": "object",
        "properties": { "component": { "type": "string" } },
        "required": ["component"]
      }
    }
  }
])"_s;
    for (const QString &model : { u"sandbox/quick"_s, u"sandbox/thorough"_s, u"sandbox/caller"_s, u"sandbox/flaky"_s }) {
        PaneRecord pane;
        pane.model = model;
        run.panes.append(pane);
    }
    return run;
}

} // namespace patchbay

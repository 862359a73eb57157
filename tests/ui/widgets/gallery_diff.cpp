// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/widgets/gallery_sheets.h"
#include "ui/widgets/code_view.h"
#include "ui/widgets/diff_view.h"

#include <QVBoxLayout>

namespace patchbay {
namespace {

using Span = DiffViewRow::Span;

DiffViewRow same(const QString &text, bool code = false)
{
    return { true, true, false, code, { { text } }, { { text } } };
}

DiffViewRow changed(const QList<Span> &left, const QList<Span> &right, bool code = false)
{
    return { !left.isEmpty(), !right.isEmpty(), true, code, left, right };
}

QList<DiffViewRow> sampleRows()
{
    return {
        same("Category Payroll calculation"),
        changed({ { "Urgency " }, { "P1: pay run closes today 17:00", true } }, { { "Urgency " }, { "P2", true } }),
        changed({ { "Owner Payroll " }, { "Engine", true } }, { { "Owner Payroll " }, { "Support", true } }),
        same(""),
        changed({ { "Thank you for reporting this so quickly. Our payroll team has found that", true },
                  { " gross pay " }, { "is added", true }, { " twice on " },
                  { "payslips created after 08:40 today.", true } },
                { { "Thanks for letting us know. We can see that", true }, { " gross pay " }, { "appears", true },
                  { " twice on " }, { "your payslip", true } }),
        same("{", true),
        changed({ { "  \"urgency\": " }, { "\"P1\"", true }, { "," } },
                { { "  \"urgency\": " }, { "\"P2\"", true }, { "," } }, true),
        same("}", true),
        changed({ { "Why P1", true } }, {}),
        changed({ { "• Money is wrong for every employee", true } }, {}),
        changed({ { "• Deadline within the working day", true } }, {}),
    };
}

} // namespace

std::unique_ptr<QWidget> makeDiffSheet(const Theme &theme)
{
    auto sheet = std::make_unique<QWidget>();
    auto *column = new QVBoxLayout(sheet.get());
    auto *diff = new DiffView(theme);
    diff->setRows(sampleRows());
    diff->setFixedHeight(310);
    column->addWidget(diff);
    auto *code = new CodeView(theme);
    code->setLanguage("yaml");
    code->setPlainText("# gateway\nmodel_list:\n  - model_name: support-triage\n    litellm_params:\n"
                       "      model: openai/gpt-4o\n      rpm: 120\n      api_key: \"os.environ/OPENAI\"\n");
    code->setProblems({ { 5, "No such deployment" } });
    code->setFixedHeight(150);
    column->addWidget(code);
    return sheet;
}

} // namespace patchbay

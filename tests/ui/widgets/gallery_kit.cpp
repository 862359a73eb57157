// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/widgets/gallery_sheets.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/collapsible_section.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/inline_message.h"
#include "ui/widgets/key_cap.h"
#include "ui/widgets/metric_strip.h"
#include "ui/widgets/sparkline.h"
#include "ui/widgets/state_label.h"
#include "ui/widgets/swatch.h"
#include "ui/widgets/themed.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace patchbay {
namespace {

QWidget *makeHeader(const Theme &theme, int slot, const QString &name, const QString &state)
{
    auto *header = new QWidget;
    setBackground(header, theme, Role::Raised);
    auto *column = new QVBoxLayout(header);
    column->setContentsMargins(12, 4, 12, 4);
    column->setSpacing(2);
    auto *top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(new Swatch(theme, slot, name));
    auto *title = new ElidedLabel(theme, TypeStep::Strong);
    title->setText(name);
    top->addWidget(title, 1);
    auto *label = new StateLabel(theme);
    label->setState(state);
    top->addWidget(label);
    column->addLayout(top);
    auto *detail = new ElidedLabel(theme, TypeStep::Meta, Role::Muted);
    detail->setText("Anthropic · temp 0.2 · max 512 · and more that does not fit");
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(detail, 1);
    for (const char *icon : { "edit-copy", "view-refresh", "view-more-symbolic" }) {
        auto *button = new QToolButton;
        button->setAutoRaise(true);
        button->setIconSize(QSize(14, 14));
        setThemedIcon(button, theme, icon);
        bottom->addWidget(button);
    }
    column->addLayout(bottom);
    return header;
}

QWidget *makeFooter(const Theme &theme, bool best)
{
    auto *footer = new MetricStrip(theme);
    footer->setContentsMargins(12, 8, 12, 8);
    footer->setMinimumHeight(footer->sizeHint().height() + 16);
    footer->setMetrics({ { "TTFT", best ? "291 ms" : "612 ms", best },
                         { "total", best ? "1.62 s" : "", best },
                         { "tok/s", best ? "188" : "74", best },
                         { "cost", best ? "$0.00089" : QStringLiteral("≈ $0.0038"), best } });
    footer->setDetail("412 in · 256 cached · 211 out · 1 hop");
    return footer;
}

QWidget *makeError(const Theme &theme)
{
    auto *error = new InlineMessage(theme, InlineMessage::Severity::Error);
    error->setTitle("Rate limited by Groq");
    error->setSentence("Attempt 2 of 2 was answered 429: 12,000 tokens per minute are used up. "
                       "Groq asks to wait 14 s.");
    error->setRows({ { "1", "429 after 214 ms", "waited 1.1 s" }, { "2", "429 after 198 ms", "gave up" } });
    error->addAction("Retry in 14 s", "chronometer");
    error->addAction("Retry now", "view-refresh");
    error->addLink("Use qwen2.5:14b instead");
    auto *words = new CollapsibleSection(theme, "Groq's own words");
    words->setTrailing("HTTP 429, 412 bytes");
    error->addWidget(words);
    return error;
}

QVBoxLayout *makePane(const Theme &theme, int slot, const QString &state, bool best)
{
    auto *pane = new QVBoxLayout;
    pane->setSpacing(0);
    pane->addWidget(makeHeader(theme, slot, "claude-sonnet-4-5", state));
    auto *body = new QVBoxLayout;
    body->setContentsMargins(12, 12, 12, 12);
    auto *thought = new CollapsibleSection(theme, "Thought for 0.9 s");
    thought->setTrailing("118 tokens");
    auto *content = new QLabel("First the category, then who owns it.");
    thought->setContent(content);
    thought->setExpanded(best);
    body->addWidget(thought);
    body->addStretch();
    pane->addLayout(body, 1);
    pane->addWidget(makeFooter(theme, best));
    return pane;
}

QWidget *makeChipFlow(const Theme &theme)
{
    auto *box = new QWidget;
    auto *flow = new FlowLayout(box);
    for (const char *name : { "ticket", "plan", "customer", "language", "tone", "deadline" }) {
        flow->addWidget(new Chip(theme, name, "a value"));
    }
    return box;
}

} // namespace

std::unique_ptr<QWidget> makeKitSheet(const Theme &theme)
{
    auto sheet = std::make_unique<QWidget>();
    auto *column = new QVBoxLayout(sheet.get());
    auto *panes = new QHBoxLayout;
    panes->addLayout(makePane(theme, 0, "streaming", false), 1);
    panes->addLayout(makePane(theme, 1, "done", true), 1);
    auto *failed = new QVBoxLayout;
    failed->addWidget(makeHeader(theme, 4, "llama-3.3-70b", "failed"));
    failed->addWidget(makeError(theme));
    failed->addStretch();
    panes->addLayout(failed, 1);
    column->addLayout(panes);
    auto *empty = new EmptyState(theme, "Press Run: four simulated models answer here, offline, no key needed.");
    empty->setDetail("Their answers, timings and errors are made up but go through the real engine.");
    empty->setButton("Run the comparison", "media-playback-start", "Ctrl+Enter");
    empty->setNote("Or change the prompt first. Nothing is sent anywhere.");
    column->addWidget(empty);
    auto *row = new QHBoxLayout;
    auto *meter = new Sparkline(theme, Sparkline::Shape::Bars);
    auto *line = new Sparkline(theme, Sparkline::Shape::Line);
    line->setSlot(3);
    for (int at = 0; at < 16; ++at) {
        meter->push(at * 20 + (at % 3) * 60);
        line->push(at == 9 ? std::nan("") : 40 + 30 * std::sin(at));
    }
    auto *quiet = new Sparkline(theme, Sparkline::Shape::Bars);
    row->addWidget(meter);
    row->addWidget(quiet);
    row->addWidget(line);
    row->addWidget(new KeyCap(theme, "Ctrl+K"));
    row->addWidget(new KeyCap(theme, "Esc"));
    row->addWidget(makeChipFlow(theme), 1);
    column->addLayout(row);
    auto *warning = new InlineMessage(theme, InlineMessage::Severity::Warning, InlineMessage::Look::Filled);
    warning->setTitle("Still in use");
    warning->setSentence("batch-nightly reads its own copy of the old key at 10.0.4.17. "
                         "Give it a virtual key instead.");
    column->addWidget(warning);
    sheet->resize(900, 700);
    return sheet;
}

} // namespace patchbay

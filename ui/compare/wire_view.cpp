// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/wire_view.h"

#include "models/compare/comparison.h"
#include "models/compare/pane_name.h"
#include "models/compare/json_layout.h"
#include "ui/widgets/code_view.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/themed.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

// More is cut in the view; copying takes all.
constexpr qsizetype longestShown = 512 * 1024;

} // namespace

WireView::WireView(const CompareContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(new QLabel(this))
    , m_side(new SegmentedControl(context.theme, this))
    , m_attempt(new QComboBox(this))
    , m_text(new CodeView(context.theme, this))
{
    setBackground(this, context.theme, Role::Raised);
    setCompactControls(this);
    setFocusProxy(m_text);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    createHead();
    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_text->setWordWrapMode(QTextOption::WrapAnywhere);
    m_text->setAccessibleName(tr("Raw wire"));
    layout->addWidget(m_text, 1);
    auto *copy = new QPushButton(tr("Copy"), this);
    setThemedIcon(copy, context.theme, u"edit-copy"_s);
    layout->addWidget(copy, 0, Qt::AlignLeft);
    m_text->setLanguage(u"json"_s);
    m_text->setLineNumbersVisible(false);
    connect(copy, &QPushButton::clicked, this, [this] {
        const TurnLive *turn =
            m_comparison != nullptr ? m_comparison->lastTurn(m_comparison->indexOfPane(m_key)) : nullptr;
        if (turn != nullptr) {
            QGuiApplication::clipboard()->setText(currentText(*turn));
        }
    });
}

void WireView::createHead()
{
    setTextStyle(m_title, m_context.theme, TypeStep::Strong);
    auto *close = new QPushButton(tr("Back"), this);
    setLink(close);
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(close);
    m_side->addSegment(tr("Request"));
    m_side->addSegment(tr("Answer"));
    m_attempt->setAccessibleName(tr("Attempt"));
    auto *choice = new QHBoxLayout;
    choice->addWidget(m_side);
    choice->addWidget(m_attempt, 1);
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addLayout(head);
    column->addLayout(choice);
    connect(close, &QPushButton::clicked, this, &WireView::closeRequested);
    connect(m_side, &SegmentedControl::currentChanged, this, &WireView::refresh);
    connect(m_attempt, &QComboBox::activated, this, &WireView::refresh);
}

void WireView::setPane(Comparison *comparison, int index)
{
    if (m_comparison != nullptr) {
        disconnect(m_comparison, nullptr, this, nullptr);
    }
    m_comparison = comparison;
    m_key = comparison != nullptr ? comparison->paneKey(index) : 0;
    if (comparison != nullptr) {
        // Not while it streams: the wire is complete only at the end.
        connect(comparison, &Comparison::turnFinished, this, &WireView::refresh);
        connect(comparison, &QObject::destroyed, this, [this] { m_comparison = nullptr; });
    }
    refresh();
}

QString WireView::readable(const QString &wire)
{
    const qsizetype gap = wire.indexOf(u"\n\n"_s);
    if (gap < 0) {
        return wire;
    }
    const QString text = wire.left(gap + 2) + layOutJson(wire.mid(gap + 2));
    return text.size() > longestShown ? text.left(longestShown) + u"\n…"_s : text;
}

QString WireView::currentText(const TurnLive &turn) const
{
    const bool answer = m_side->currentIndex() == 1;
    if (const qsizetype attempt = m_attempt->currentIndex(); attempt >= 0 && attempt < turn.wire.size()) {
        return answer ? turn.wire[attempt].response : turn.wire[attempt].request;
    }
    // A run from the history: the canonical form is what was kept.
    return u"\n\n"_s + QString::fromUtf8(answer ? turn.responseJson : turn.requestJson);
}

void WireView::refresh()
{
    const int index = m_comparison != nullptr ? m_comparison->indexOfPane(m_key) : -1;
    const TurnLive *turn = index >= 0 ? m_comparison->lastTurn(index) : nullptr;
    if (turn == nullptr) {
        m_text->clear();
        return;
    }
    m_title->setText(tr("Raw wire · %1").arg(paneName(*m_comparison, index)));
    if (m_attempt->count() != turn->wire.size()) {
        m_attempt->clear();
        for (const WireText &wire : turn->wire) {
            m_attempt->addItem(tr("attempt %1").arg(wire.attempt));
        }
        m_attempt->setCurrentIndex(m_attempt->count() - 1);
    }
    m_attempt->setVisible(m_attempt->count() > 1);
    const QString text = readable(currentText(*turn)).trimmed();
    m_text->setPlainText(text.isEmpty() ? tr("Nothing of this was kept.") : text);
}

QString WireView::shownText() const
{
    return m_text->toPlainText();
}

} // namespace patchbay

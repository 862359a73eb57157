// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/first_run_card.h"

#include "ui/shell/command.h"
#include "ui/widgets/paint.h"
#include "ui/widgets/themed.h"

#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

FirstRunCard::FirstRunCard(const CompareContext &context, QWidget *parent)
    : QFrame(parent)
    , m_theme(context.theme)
    , m_run(new QPushButton(tr("Run the comparison"), this))
{
    auto *title = new QLabel(tr("Press Run: four simulated models answer here, offline, no key needed."), this);
    auto *detail = new QLabel(tr("Their answers, timings and errors are made up but go through the real engine."), this);
    auto *hint = new QLabel(tr("Or change the prompt first. Nothing is sent anywhere."), this);
    setTextStyle(title, m_theme, TypeStep::Title);
    setTextStyle(detail, m_theme, TypeStep::Body, Role::Muted);
    setTextStyle(hint, m_theme, TypeStep::Meta, Role::Muted);
    for (QLabel *label : { title, detail, hint }) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
    }
    setPrimary(m_run);
    setThemedIcon(m_run, m_theme, u"media-playback-start"_s, Role::AccentText);
    const QString keys = context.commands.shortcut(u"compare.run"_s).toString(QKeySequence::NativeText);
    setKeyCap(m_run, QString(keys).replace(u"Return"_s, u"Enter"_s));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(4);
    layout->addWidget(title);
    layout->addWidget(detail);
    layout->addSpacing(12);
    layout->addWidget(m_run, 0, Qt::AlignHCenter);
    layout->addSpacing(8);
    layout->addWidget(hint);
    followTheme(this, m_theme);
    connect(m_run, &QPushButton::clicked, this, &FirstRunCard::runRequested);
}

void FirstRunCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paint::box(painter, rect(), { m_theme.color(Role::Surface), m_theme.color(Role::LineStrong) });
}

} // namespace patchbay

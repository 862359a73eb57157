// SPDX-License-Identifier: GPL-3.0-or-later
//
// ReconcilePage: bills that the provider is asked for.
#include "models/spend/spend_desk.h"
#include "models/spend/spend_view.h"
#include "ui/spend/bill_form.h"
#include "ui/spend/pull_form.h"
#include "ui/spend/reconcile_page.h"

#include <QLocale>
#include <QMenu>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace patchbay {

// This month's days that are over, the month before, or any others.
void ReconcilePage::buildPull()
{
    m_pull->setObjectName(u"pullBill"_s);
    m_pull->setVisible(m_context.books->canPull());
    auto *menu = new QMenu(m_pull);
    menu->setObjectName(u"pullMenu"_s);
    m_pull->setMenu(menu);
    m_pullForm->hide();
    connect(m_pullForm, &FormStrip::closed, m_pullForm, &QWidget::hide);
    connect(m_pullForm, &PullForm::pullWanted, this, &ReconcilePage::pull);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        const QDate yesterday = localTime(m_context.desk.now(), QTimeZone::utc()).date().addDays(-1);
        const QDate month(yesterday.year(), yesterday.month(), 1);
        for (const auto &[provider, name] : PullForm::providers()) {
            menu->addAction(tr("%1, %2").arg(name, QLocale::c().toString(month, u"MMMM"_s)), this, [this, provider, month, yesterday] { pull(provider, month, yesterday); });
            const QDate before = month.addMonths(-1);
            if (provider != u"openrouter") { // which tells thirty days
                menu->addAction(tr("%1, %2").arg(name, QLocale::c().toString(before, u"MMMM"_s)), this,
                                [this, provider, before, month] { pull(provider, before, month.addDays(-1)); });
            }
        }
        menu->addSeparator();
        menu->addAction(tr("Other days…"), this, [this, yesterday] {
            openForm(false);
            m_pullForm->show();
            m_pullForm->start(yesterday);
        })->setObjectName(u"pullOtherDays"_s);
    });
}

void ReconcilePage::pull(const QString &provider, QDate first, QDate last)
{
    m_pullForm->hide();
    m_path = tr("asked %1").arg(provider);
    m_answer.reset();
    m_found.reset();
    m_question = {};
    begin(tr("Asking %1…").arg(provider));
    const quint64 asked = m_asked;
    m_context.books->pullBill(provider, first, last, this, [this, asked](const Result<SpendBooks::BillAnswer> &answer) {
        if (asked == m_asked) {
            take(answer);
            m_columns->hide(); // there is no file that could mean something else
            openForm(false);
        }
    });
}

} // namespace patchbay

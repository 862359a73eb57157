// SPDX-License-Identifier: GPL-3.0-or-later
//
// DiffInspector: what changed between two answers, in numbers and one sentence, beside the diff.
#pragma once

#include "ui/compare/compare_context.h"
#include "ui/widgets/theme.h"

#include <QWidget>

class QFormLayout;
class QLabel;
class QVBoxLayout;

namespace patchbay {

class DiffPage;
struct TurnLive;

class DiffInspector final : public QWidget {
    Q_OBJECT
public:
    explicit DiffInspector(const CompareContext &context, QWidget *parent = nullptr);

    // Null lets go of the page.
    void setPage(DiffPage *page);
    // "The candidate answers 1.79 s sooner for about a fifth of the price."
    static QString verdict(const TurnLive &baseline, const TurnLive &candidate);
    QLabel *verdictLabel() const { return m_verdict; }

private:
    QLabel *addRow(QFormLayout *form, const QString &text, Role role);
    void refresh();
    void refreshCounts();
    void refreshFacts();

    const Theme &m_theme;
    DiffPage *m_page = nullptr;
    QVBoxLayout *m_layout;
    QLabel *m_count;
    QLabel *m_kept = nullptr;
    QLabel *m_removed = nullptr;
    QLabel *m_added = nullptr;
    QLabel *m_similarity = nullptr;
    QLabel *m_factsHeading;
    QWidget *m_facts;
    QLabel *m_verdict;
};

} // namespace patchbay

// SPDX-License-Identifier: GPL-3.0-or-later
//
// CollapsibleSection: a line with a chevron that shows or hides what is below it: reasoning, a
// provider's own words, a part of the inspector.
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

namespace patchbay {

class SectionHeader;

class CollapsibleSection final : public QWidget {
    Q_OBJECT
public:
    // Closed at first.
    CollapsibleSection(const Theme &theme, const QString &title, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    // Muted, flush right: "118 tokens".
    void setTrailing(const QString &trailing);
    // Meta and muted by default; Strong and Text for a part of the inspector.
    void setTitleStyle(TypeStep step, Role role);
    // Takes the widget; the one before is deleted.
    void setContent(QWidget *content);
    QWidget *content() const { return m_content; }
    bool isExpanded() const;
    void setExpanded(bool expanded);
    SectionHeader *header() const { return m_header; }

Q_SIGNALS:
    void expandedChanged(bool expanded);

private:
    SectionHeader *m_header;
    QWidget *m_content = nullptr;
};

} // namespace patchbay

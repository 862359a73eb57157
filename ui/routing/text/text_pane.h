// SPDX-License-Identifier: GPL-3.0-or-later
//
// TextPane: the text beside the picture: file name and state, search line, editor, problems.
#pragma once

#include "ui/routing/routing_context.h"

#include <QWidget>

class QLabel;

namespace patchbay {

namespace bay {
class ConfigTab;
}
class ElidedLabel;
class FindBar;
class ProblemList;
class YamlEditor;

class TextPane final : public QWidget {
    Q_OBJECT
public:
    TextPane(const RoutingContext &context, bay::ConfigTab &tab, QWidget *parent = nullptr);

    YamlEditor *editor() const { return m_editor; }
    FindBar *search() const { return m_search; }
    ProblemList *problems() const { return m_problems; }

private:
    void describe();

    bay::ConfigTab &m_tab;
    ElidedLabel *m_name;
    QLabel *m_state;
    QLabel *m_line;
    FindBar *m_search;
    YamlEditor *m_editor;
    ProblemList *m_problems;
};

} // namespace patchbay

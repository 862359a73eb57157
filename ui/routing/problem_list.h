// SPDX-License-Identifier: GPL-3.0-or-later
//
// ProblemList: what is wrong with the text, line by line, with what to do about it: the list of
// `patchbay-cli check`. A click goes there.
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

class QLabel;
class QListView;

namespace patchbay {

namespace bay {
class ConfigTab;
}
class ProblemListModel;

class ProblemList final : public QWidget {
    Q_OBJECT
public:
    ProblemList(const Theme &theme, bay::ConfigTab &tab, QWidget *parent = nullptr);

Q_SIGNALS:
    void chosen(quint32 line, quint32 column);

private:
    void read();

    const Theme &m_theme;
    bay::ConfigTab &m_tab;
    QLabel *m_count;
    QListView *m_list;
    ProblemListModel *m_model;
};

} // namespace patchbay

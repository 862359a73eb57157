// SPDX-License-Identifier: GPL-3.0-or-later
//
// ImportDialog: a configuration from the models that OpenRouter or a LiteLLM gateway lists: asks it, lets people choose,
// and makes a group of each. The key is used for the question alone; the configuration names a variable.
#pragma once

#include "ui/routing/routing_context.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QSortFilterProxyModel;
class QStandardItemModel;
class QVBoxLayout;

namespace patchbay {

class ImportDialog final : public QDialog {
    Q_OBJECT
public:
    explicit ImportDialog(const RoutingContext &context, QWidget *parent = nullptr);

    QComboBox *source() const { return m_source; }
    QLineEdit *address() const { return m_address; }
    QLineEdit *key() const { return m_key; }
    QPushButton *askButton() const { return m_ask; }
    QLineEdit *filter() const { return m_filter; }
    QListView *models() const { return m_list; }
    QPushButton *allButton() const { return m_all; }
    QPushButton *makeButton() const { return m_make; }
    QString said() const;

Q_SIGNALS:
    void made(const QString &title, const patchbay::bay::Imported &imported);

private:
    void buildQuestion(QVBoxLayout *column);
    void buildModels(QVBoxLayout *column);
    void connectAll();
    QString provider() const;
    void showSource();
    void ask();
    void take(const Result<QStringList> &models);
    void checkShown();
    void showState();
    QStringList chosen() const;
    void make();

    RoutingContext m_context;
    QComboBox *m_source = nullptr;
    QLineEdit *m_address = nullptr;
    QLineEdit *m_key = nullptr;
    QPushButton *m_ask = nullptr;
    QLabel *m_said = nullptr;
    QLineEdit *m_filter = nullptr;
    QListView *m_list = nullptr;
    QStandardItemModel *m_models = nullptr;
    QSortFilterProxyModel *m_shown = nullptr;
    QPushButton *m_all = nullptr;
    QPushButton *m_make = nullptr;
    bool m_asking = false;
    int m_question = 0; // answers to an earlier one are dropped
};

} // namespace patchbay

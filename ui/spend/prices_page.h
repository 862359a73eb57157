// SPDX-License-Identifier: GPL-3.0-or-later
//
// PricesPage: recorded amounts computed anew after a price was wrong: first told, then written; both values stay.
#pragma once

#include "models/spend/spend_books.h"
#include "models/spend/spend_view.h"
#include "ui/spend/spend_context.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace patchbay {

class DaySpan;
class PlainTable;

class PricesPage final : public QWidget {
    Q_OBJECT
public:
    explicit PricesPage(const SpendContext &context, QWidget *parent = nullptr);

    // `zone`: of the spans.
    void start(const QTimeZone &zone);
    bool isReading() const { return m_pending > 0; }
    const std::optional<RepricingReport> &report() const { return m_report; }
    PlainTable *preview() const { return m_preview; }
    PlainTable *past() const { return m_past; }
    QString verdict() const;
    void focusFirst();

Q_SIGNALS:
    void said(const QString &sentence);

private:
    QWidget *buildHead();
    QWidget *buildForm();
    void buildTables(QVBoxLayout *column);
    void readModels();
    void readPast();
    void showModel();
    void forget();
    SpendSpan span() const;
    TokenPrices written() const;
    std::expected<SpendBooks::Repricing, QString> question() const;
    void tell();
    void apply();
    void take(const Result<RepricingReport> &report, bool applied);
    void showButtons();
    bool isCorrected() const;

    SpendContext m_context;
    QTimeZone m_zone;
    QLabel *m_title;
    QLabel *m_detail;
    QComboBox *m_model;
    QComboBox *m_span;
    DaySpan *m_days;
    QLineEdit *m_prices[4] {};
    QLabel *m_source;
    QCheckBox *m_keep;
    QPushButton *m_tell;
    QPushButton *m_apply;
    QLabel *m_verdict;
    PlainTable *m_preview;
    QLabel *m_pastTitle;
    PlainTable *m_past;
    TokenPrices m_listed;
    std::optional<RepricingReport> m_report; // of what the form says now
    int m_pending = 0;
    quint64 m_asked = 0;
};

} // namespace patchbay

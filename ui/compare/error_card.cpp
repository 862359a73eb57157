// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/error_card.h"

#include "models/format/format.h"
#include "ui/widgets/collapsible_section.h"
#include "ui/widgets/inline_message.h"
#include "ui/widgets/theme.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

constexpr int wordsHeight = 120;

} // namespace

ErrorCard::ErrorCard(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_message(new InlineMessage(theme, InlineMessage::Severity::Error, InlineMessage::Look::Plain, this))
    , m_later(m_message->addAction(tr("Retry later"), u"chronometer"_s))
    , m_now(m_message->addAction(tr("Retry now"), u"view-refresh"_s))
    , m_words(new CollapsibleSection(theme, {}, this))
    , m_wordsText(new QPlainTextEdit(this))
{
    createWords();
    m_message->addWidget(m_words);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_message);
    connect(m_now, &QPushButton::clicked, this, &ErrorCard::retryNowRequested);
    connect(m_later, &QPushButton::clicked, this, [this] {
        if (m_waiting) {
            Q_EMIT cancelRetryRequested();
        } else {
            Q_EMIT retryLaterRequested(m_wait);
        }
    });
}

void ErrorCard::createWords()
{
    m_wordsText->setReadOnly(true);
    m_wordsText->setFrameShape(QFrame::NoFrame);
    m_wordsText->setFixedHeight(wordsHeight);
    m_wordsText->setWordWrapMode(QTextOption::WrapAnywhere);
    const auto applyFont = [this] { m_wordsText->setFont(m_theme.font(TypeStep::CodeBlock)); };
    applyFont();
    connect(&m_theme, &Theme::changed, this, applyFont);
    m_words->setContent(m_wordsText);
}

QString ErrorCard::outcomeText(const AttemptLive &attempt)
{
    if (attempt.endedMicroseconds < 0) {
        return tr("under way");
    }
    const QString what = attempt.status > 0 ? QString::number(attempt.status)
        : attempt.errorClass.isEmpty()      ? tr("answered")
                                            : tr("no answer");
    const auto span = std::chrono::microseconds(attempt.endedMicroseconds - attempt.startedMicroseconds);
    return tr("%1 after %2").arg(what, format::duration(span));
}

QString ErrorCard::nextText(const AttemptLive &attempt, bool last)
{
    if (attempt.waitMilliseconds >= 0) {
        const QString span = format::duration(std::chrono::milliseconds(attempt.waitMilliseconds));
        return last ? tr("waiting %1").arg(span) : tr("waited %1").arg(span);
    }
    return last && !attempt.errorClass.isEmpty() ? tr("gave up") : QString();
}

void ErrorCard::setProviderWords(const PaneError &error)
{
    m_words->setVisible(!error.providerBody.isEmpty());
    m_words->setTitle(tr("%1's own words").arg(error.provider));
    const QString size = format::bytes(error.providerBody.toUtf8().size());
    m_words->setTrailing(error.status > 0 ? tr("HTTP %1, %2").arg(error.status).arg(size) : size);
    m_wordsText->setAccessibleName(tr("%1's own words").arg(error.provider));
    if (m_wordsText->toPlainText() != error.providerBody) {
        m_wordsText->setPlainText(error.providerBody);
    }
}

void ErrorCard::setTurn(const TurnLive &turn, qint64 retryDue)
{
    const PaneError &error = turn.error;
    m_wait = error.retryAfterMilliseconds;
    m_waiting = retryDue >= 0;
    m_message->setTitle(error.title);
    QStringList sentences { error.sentence };
    if (m_wait > 0) {
        sentences.append(
            tr("%1 asks to wait %2.").arg(error.provider, format::countdown(std::chrono::milliseconds(m_wait))));
    }
    sentences.append(error.remedy);
    sentences.removeAll(QString());
    m_message->setSentence(sentences.join(u' '));
    QList<InlineMessage::Row> rows;
    for (qsizetype index = 0; index < turn.attempts.size(); ++index) {
        const AttemptLive &attempt = turn.attempts[index];
        rows.append({ QString::number(attempt.number), outcomeText(attempt),
                      nextText(attempt, index + 1 == turn.attempts.size()) });
    }
    m_message->setRows(rows);
    m_later->setVisible(m_wait > 0 || m_waiting);
    m_later->setText(m_waiting ? tr("Cancel, %1").arg(format::countdown(std::chrono::milliseconds(retryDue)))
                               : tr("Retry in %1").arg(format::countdown(std::chrono::milliseconds(m_wait))));
    setProviderWords(error);
}

} // namespace patchbay

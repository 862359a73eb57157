// SPDX-License-Identifier: GPL-3.0-or-later
//
// SpendDesk: asks the ledger for a window. One thread of its own has the read-only connection and runs the questions one
// after the other; answers are values and come by signal or callback on the desk's thread. Of pictures the newest
// question wins: an older one that still runs ends early and is forgotten.
#pragma once

#include "models/mailbox/mailbox.h"
#include "models/spend/spend_course.h"
#include "models/spend/spend_outlook.h"
#include "models/spend/spend_waste.h"
#include "providers/core/clock.h"

#include <QObject>

#include <atomic>
#include <functional>
#include <memory>

namespace patchbay {

class SpendDesk final : public QObject {
    Q_OBJECT
public:
    struct Source {
        QString file; // of the ledger; need not exist yet
        // Called on the desk's thread before each reading; empty: keys have no names.
        std::function<SpendNames()> names {};
        QString sampleFile {}; // where the sample ledger is made; empty: there is none
        // The price lists in force, which stay; called on the desk's thread. Empty: none are known.
        std::function<const Catalog *()> prices {};
    };
    // The clock outlives the desk.
    SpendDesk(Source source, const Clock &clock, QObject *parent = nullptr);
    ~SpendDesk() override;

    // Whether what is shown is the made-up quarter; it is made when it is wanted first.
    bool isSample() const { return m_sample; }
    void setSample(bool sample);
    bool hasSample() const { return !m_source.sampleFile.isEmpty(); }
    // Whose ledger it is: rows of others may be handed in through it.
    const QString &file() const { return m_source.file; }
    // Of what is shown.
    const QString &shownFile() const { return m_sample ? m_source.sampleFile : m_source.file; }
    WallTime now() const { return m_clock.now(); }

    void ask(const SpendView &view);
    // Of virtual keys, as read with the last picture.
    const SpendNames &names() const { return m_names; }
    bool isAsking() const { return m_shown != m_wanted; }
    // The picture is there, its outlook is not yet.
    bool isLookingAhead() const { return m_lookingAhead; }
    const std::optional<SpendPicture> &picture() const { return m_picture; }
    const std::optional<Error> &problem() const { return m_problem; }
    // Follows the picture a little later; nothing until then.
    const std::optional<SpendOutlook> &outlook() const { return m_outlook; }

    // Callbacks come only while the context lives.
    using Page = Result<QList<AttemptRow>>;
    void readRows(const SpendRequest &request, const SpendQuery::Place &behind, int limit, QObject *context,
                  std::function<void(Page)> done);
    using Waste = Result<QList<SpendWaste>>;
    void readWaste(const SpendRequest &request, QObject *context, std::function<void(Waste)> done);
    using Rows = Result<QList<SpendRow>>;
    void read(const SpendRequest &request, QObject *context, std::function<void(Rows)> done);
    // Beside the picture that is shown; its filters and range count.
    using Course = Result<SpendCourse>;
    void readCourse(const SpendPicture &picture, SpendSubject subject, SpendDimension across, QObject *context, std::function<void(Course)> done);
    // Anything else: the question runs on the desk's thread and may wait there; its query is null while there is no ledger.
    // `sample` says whose ledger, whatever is shown.
    void run(bool sample, std::function<void(const Result<SpendQuery *> &)> question, QObject *context, std::function<void()> done);

Q_SIGNALS:
    // A new picture, or a problem instead of it.
    void changed();
    void outlookChanged();

private:
    class Reader;
    void askOutlook(quint64 mine);
    template <typename T>
    void post(std::function<T(SpendQuery &)> question, QObject *context, std::function<void(T)> done);

    Source m_source;
    const Clock &m_clock;
    bool m_sample = false;
    std::atomic<quint64> m_wanted = 0;
    const std::shared_ptr<Mailbox> m_mailbox;
    std::unique_ptr<Reader> m_reader; // goes first: its thread uses what stands above
    quint64 m_shown = 0;
    std::optional<SpendPicture> m_picture;
    SpendNames m_names;
    std::optional<SpendOutlook> m_outlook;
    std::optional<Error> m_problem;
    bool m_lookingAhead = false;
};

} // namespace patchbay

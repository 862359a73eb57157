// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/spend/spend_desk.h"

#include "models/mailbox/work_thread.h"
#include "models/spend/sample_ledger.h"
#include "providers/catalog/catalog.h"

#include <QFileInfo>
#include <QPointer>

namespace patchbay {

// The connection and its thread.
class SpendDesk::Reader {
public:
    using Job = std::move_only_function<void(Reader &)>;

    Reader(const Source &source, const Clock &clock)
        : m_source(source)
        , m_clock(clock)
    {
    }

    ~Reader()
    {
        m_ends = true; // what waits is not begun any more
        if (m_began) {
            m_thread.post([this] { close(); }); // the connection ends on the thread that it belongs to
        }
    }

    void post(Job job)
    {
        m_began = true;
        m_thread.post([this, job = std::move(job)]() mutable {
            if (!m_ends) {
                job(*this);
            }
        });
    }

    // For jobs. Null without a ledger; that is no error.
    Result<SpendQuery *> query(bool sample)
    {
        const QString &file = sample ? m_source.sampleFile : m_source.file;
        if (m_query && m_sample == sample) {
            return m_query.get();
        }
        m_query.reset();
        m_sample = sample;
        if (sample) {
            if (const Result<void> made = makeSampleLedger(file, m_clock.now()); !made) {
                return std::unexpected(made.error());
            }
        } else if (!QFileInfo::exists(file)) {
            return nullptr;
        }
        return SpendQuery::open(file).transform([this](std::unique_ptr<SpendQuery> opened) {
            m_query = std::move(opened);
            return m_query.get();
        });
    }
    SpendNames names() const
    {
        SpendNames names = m_sample || !m_source.names ? SpendNames {} : m_source.names();
        if (const Catalog *catalog = m_source.prices ? m_source.prices() : nullptr) {
            for (const ProviderEntry &provider : catalog->providers()) {
                if (!provider.name.empty()) {
                    names.insert(providerNameKey(QString::fromStdString(provider.id)), QString::fromStdString(provider.name));
                }
            }
        }
        return names;
    }
    void close() { m_query.reset(); }

private:
    const Source &m_source;
    const Clock &m_clock;
    std::unique_ptr<SpendQuery> m_query; // with m_sample the thread's alone
    bool m_sample = false;
    std::atomic<bool> m_ends = false;
    bool m_began = false; // the desk's
    WorkThread m_thread; // last: it ends before what it uses
};

SpendDesk::SpendDesk(Source source, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_clock(clock)
    , m_mailbox(Mailbox::of(this))
    , m_reader(std::make_unique<Reader>(m_source, clock))
{
}

SpendDesk::~SpendDesk()
{
    ++m_wanted;
}

template <typename T>
void SpendDesk::post(std::function<T(SpendQuery &)> question, QObject *context, std::function<void(T)> done)
{
    m_reader->post([sample = m_sample, question = std::move(question), mailbox = m_mailbox, alive = QPointer<QObject>(context),
                    done = std::move(done)](Reader &reader) mutable {
        const Result<SpendQuery *> query = reader.query(sample);
        T answer = query ? T() : T(std::unexpected(query.error()));
        if (query && *query != nullptr) {
            answer = question(**query);
        }
        if (!answer) {
            // The file may have been replaced: the next question opens it again.
            reader.close();
        }
        mailbox->post([alive = std::move(alive), done = std::move(done), answer = std::move(answer)]() mutable {
            if (alive) {
                done(std::move(answer));
            }
        });
    });
}

void SpendDesk::run(bool sample, std::function<void(const Result<SpendQuery *> &)> question, QObject *context, std::function<void()> done)
{
    m_reader->post([sample, question = std::move(question), mailbox = m_mailbox, alive = QPointer<QObject>(context),
                    done = std::move(done)](Reader &reader) mutable {
        question(reader.query(sample));
        mailbox->post([alive = std::move(alive), done = std::move(done)] {
            if (alive) {
                done();
            }
        });
    });
}

void SpendDesk::setSample(bool sample)
{
    m_sample = sample && hasSample();
}

void SpendDesk::ask(const SpendView &view)
{
    const quint64 mine = ++m_wanted;
    SpendView asked = view;
    asked.withSimulated = asked.withSimulated || m_sample;
    const auto wanted = [this, mine] { return m_wanted == mine; };
    struct Read {
        std::optional<SpendPicture> picture;
        SpendNames names;
    };
    using Answer = Result<Read>;
    post<Answer>(
        [asked, wanted, now = m_clock.now(), reader = m_reader.get()](SpendQuery &query) {
            const SpendNames names = reader->names();
            return readPicture(query, asked, now, names, wanted).transform([&](std::optional<SpendPicture> picture) {
                return Read { std::move(picture), names };
            });
        },
        this,
        [this, mine](const Answer &answer) {
            if (mine != m_wanted) {
                return;
            }
            m_shown = mine;
            m_problem = answer ? std::nullopt : std::optional(answer.error());
            m_picture = answer ? answer->picture : std::nullopt;
            m_names = answer ? answer->names : SpendNames {};
            m_outlook.reset();
            Q_EMIT changed();
            askOutlook(mine);
        });
}

void SpendDesk::askOutlook(quint64 mine)
{
    if (!m_picture || !m_picture->anything) {
        return;
    }
    m_lookingAhead = true;
    using Answer = Result<std::optional<SpendOutlook>>;
    post<Answer>(
        [picture = *m_picture, names = m_names, wanted = [this, mine] { return m_wanted == mine; }](SpendQuery &query) {
            return readOutlook(query, picture, names, wanted);
        },
        this,
        [this, mine](const Answer &answer) {
            m_lookingAhead = m_lookingAhead && mine != m_wanted;
            // What could not be read is told by the picture that is asked for next.
            if (mine == m_wanted && answer && *answer) {
                m_outlook = *answer;
                Q_EMIT outlookChanged();
            }
        });
}

void SpendDesk::readRows(const SpendRequest &request, const SpendQuery::Place &behind, int limit, QObject *context,
                         std::function<void(Page)> done)
{
    post<Page>([request, behind, limit](SpendQuery &query) { return query.attempts(request, behind, limit); }, context,
               std::move(done));
}

void SpendDesk::readWaste(const SpendRequest &request, QObject *context, std::function<void(Waste)> done)
{
    post<Waste>([request, prices = m_source.prices](SpendQuery &query) { return patchbay::readWaste(query, request, prices ? prices() : nullptr); }, context, std::move(done));
}

void SpendDesk::readCourse(const SpendPicture &picture, SpendSubject subject, SpendDimension across, QObject *context,
                           std::function<void(Course)> done)
{
    post<Course>([picture, subject, across, names = m_names](SpendQuery &query) { return patchbay::readCourse(query, picture, subject, across, names); },
                 context, std::move(done));
}

void SpendDesk::read(const SpendRequest &request, QObject *context, std::function<void(Rows)> done)
{
    post<Rows>([request](SpendQuery &query) { return query.read(request); }, context, std::move(done));
}

} // namespace patchbay

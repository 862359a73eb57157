// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/compare/sample_world.h"

#include "models/compare/catalog_directory.h"
#include "models/compare/sample_calls.h"
#include "models/runs/run_json.h"
#include "resources/embedded.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace patchbay {

namespace {

Result<QJsonObject> sample(std::string_view path)
{
    const std::string_view text = resources::samples(path);
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray(text.data(), static_cast<qsizetype>(text.size())));
    if (!document.isObject()) {
        return failure(ErrorClass::Api, "sample " + std::string(path) + " cannot be read");
    }
    return document.object();
}

} // namespace

class SampleWorld::Private {
public:
    explicit Private(Catalog built)
        : catalog(std::move(built))
    {
    }

    Catalog catalog;
    CatalogDirectory directory { catalog };
    SampleClock clock;
    SampleCalls calls { clock, catalog };
    std::unique_ptr<RunStore> runs;
    std::unique_ptr<SessionStore> session;
    QJsonObject file;
    QJsonObject kinds;
};

SampleWorld::SampleWorld() = default;
SampleWorld::~SampleWorld() = default;

Result<std::unique_ptr<SampleWorld>> SampleWorld::create()
{
    Result<Catalog> catalog = Catalog::builtIn();
    Result<QJsonObject> file = sample("samples/compare.json");
    Result<QJsonObject> kinds = sample("samples/kinds.json");
    Result<std::unique_ptr<RunStore>> runs = RunStore::open(u":memory:"_s);
    Result<std::unique_ptr<SessionStore>> session = SessionStore::open(u":memory:"_s);
    if (!catalog || !file || !kinds || !runs || !session) {
        return std::unexpected(!catalog     ? catalog.error()
                                   : !file  ? file.error()
                                   : !kinds ? kinds.error()
                                   : !runs  ? runs.error()
                                            : session.error());
    }
    std::unique_ptr<SampleWorld> world(new SampleWorld);
    world->m_private = std::make_unique<Private>(std::move(*catalog));
    Private &parts = *world->m_private;
    parts.file = *file;
    parts.kinds = *kinds;
    parts.runs = std::move(*runs);
    parts.session = std::move(*session);
    world->m_set = std::make_unique<ComparisonSet>(ComparisonParts { parts.calls, parts.directory, parts.clock },
                                                   *parts.runs, *parts.session);
    for (const QJsonValue list : { parts.file[u"panes"], parts.file[u"morePanes"], parts.kinds[u"panes"] }) {
        for (const QJsonValue &pane : list.toArray()) {
            parts.calls.setPlay(pane[u"model"].toString().toStdString(), pane[u"play"].toObject());
            world->m_entities.slotOf(pane[u"model"].toString());
        }
    }
    return world;
}

const ModelDirectory &SampleWorld::models() const
{
    return m_private->directory;
}

RunRecord SampleWorld::draft(bool allPanes) const
{
    const QJsonObject &file = m_private->file;
    RunRecord record = runFromJson(file);
    if (allPanes) {
        const QJsonObject more { { u"panes"_s, file[u"morePanes"] } };
        record.panes += runFromJson(more).panes;
    }
    record.attachments.clear();
    for (const QJsonValue &attachment : file[u"attachments"].toArray()) {
        record.attachments.append(
            { attachment[u"name"].toString(), u"image/png"_s, QByteArray(attachment[u"bytes"].toInt(), '\0') });
    }
    return record;
}

void SampleWorld::run(RunRecord record, bool streaming)
{
    setStreaming(streaming);
    m_set->open(std::move(record)).run();
}

void SampleWorld::openFirstComparison()
{
    if (Result<RunRecord> first = firstComparison()) {
        m_set->open(std::move(*first));
    }
}

void SampleWorld::setStreaming(bool streaming)
{
    m_private->calls.setStreaming(streaming);
}

void SampleWorld::openReady()
{
    m_set->open(draft(false));
}

void SampleWorld::openStreaming()
{
    run(draft(false), true);
}

void SampleWorld::openDone()
{
    run(draft(false), false);
}

void SampleWorld::openEightPanes()
{
    run(draft(true), false);
}

void SampleWorld::openKinds()
{
    run(runFromJson(m_private->kinds), false);
}

void SampleWorld::fillHistory()
{
    const RunRecord pattern = draft(false);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    int number = 0;
    for (const QJsonValue &title : m_private->file[u"history"].toArray()) {
        RunRecord run = pattern;
        ++number;
        run.id = u"run_sample_%1"_s.arg(number);
        run.title = title.toString();
        run.created = now.addSecs(-7000 * number * number);
        run.panes.resize(2 + number % 3);
        for (PaneRecord &pane : run.panes) {
            TurnRecord turn;
            turn.state = pane.model.startsWith(u"groq") ? u"failed"_s : u"done"_s;
            turn.costNanoDollars = 400'000 + number * 137'000;
            turn.costBasis = u"computed"_s;
            pane.turns = { turn };
        }
        (void)m_private->runs->save(run);
    }
}

Result<RunRecord> firstComparison()
{
    const Result<QJsonObject> file = sample("samples/first-comparison.json");
    if (!file) {
        return std::unexpected(file.error());
    }
    return runFromJson(*file);
}

} // namespace patchbay

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/config_tab.h"

#include "models/bay/text_map.h"
#include "models/mailbox/mailbox.h"

#include <QFileInfo>
#include <QThreadPool>

#include <algorithm>
#include <ranges>

namespace patchbay::bay {
namespace {

using document::ConfigDocument;
using document::TextPatch;

std::string nameOf(const QString &file)
{
    return file.isEmpty() ? "config.yaml" : file.toStdString();
}

bool joinable(const TextPatch &last, const TextPatch &next)
{
    const bool insertion = last.removed.empty() && next.removed.empty() && next.begin == last.begin + last.inserted.size();
    const bool erasing = last.inserted.empty() && next.inserted.empty()
        && (next.begin + next.removed.size() == last.begin || next.begin == last.begin);
    return (insertion || erasing) && !next.inserted.contains('\n') && !next.removed.contains('\n');
}

} // namespace

ConfigTab::ConfigTab(Source source, const Catalog *catalog, QThreadPool *readers, QObject *parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_catalog(catalog)
    , m_readers(readers)
{
    m_reader.setSingleShot(true);
    m_reader.setInterval(readDelayMilliseconds);
    connect(&m_reader, &QTimer::timeout, this, &ConfigTab::read);
    m_document = *ConfigDocument::fromText({}, nameOf(m_source.file));
    read();
}

QString ConfigTab::title() const
{
    return m_source.file.isEmpty() ? m_source.title : QFileInfo(m_source.file).fileName();
}

void ConfigTab::readNow()
{
    if (m_reader.isActive()) {
        m_reader.stop();
        read();
    }
}

void ConfigTab::read()
{
    m_reader.stop();
    const TextEffort before = std::exchange(m_effort, effortFor(m_source.text));
    if (m_readers && (m_isReading || m_effort > TextEffort::AtOnce)) {
        m_outdated = m_isReading; // one at a time: the text is read again when this one is done
        if (!std::exchange(m_isReading, true)) {
            readAside();
        }
        Q_EMIT readingChanged();
        return;
    }
    take(readTab(m_source.text, nameOf(m_source.file), m_catalog));
    if (m_effort != before) {
        Q_EMIT readingChanged();
    }
}

void ConfigTab::readAside()
{
    m_outdated = false;
    m_mailbox = m_mailbox ? m_mailbox : Mailbox::of(this);
    m_readers->start([this, mailbox = m_mailbox, text = m_source.text, name = nameOf(m_source.file), catalog = m_catalog] {
        const auto reading = std::make_shared<TabReading>(readTab(text, name, catalog));
        mailbox->post([this, reading] {
            if (m_outdated) {
                readAside();
                return;
            }
            m_isReading = false;
            take(std::move(*reading));
            Q_EMIT readingChanged();
            Q_EMIT stateChanged();
        });
    });
}

// The document stays that of the last text that could be read.
void ConfigTab::take(TabReading reading)
{
    m_unreadable = std::move(reading.unreadable);
    if (!m_unreadable) {
        if (reading.document) {
            std::swap(*m_document, *reading.document);
            letGo(std::make_shared<std::optional<ConfigDocument>>(std::move(reading.document)));
        }
        m_problems = std::move(reading.problems);
        m_picture = std::move(reading.picture);
    }
    Q_EMIT pictureChanged();
}

std::optional<Error> ConfigTab::whyNoEdit() const
{
    const std::string why = m_isReading ? "The text is still being read."
        : isTextOnly()                  ? "The text is too large for edits of a picture."
        : m_unreadable ? "Line " + std::to_string(m_unreadable->line) + " cannot be read, so the picture cannot be edited."
                       : std::string();
    if (why.empty()) {
        return std::nullopt;
    }
    Error error = makeError(ErrorClass::BadRequest, why);
    error.remedy = m_isReading ? "Try again in a moment." : isTextOnly() ? "Edit the text." : "Mend the text first, or undo.";
    return error;
}

Result<document::EditReport> ConfigTab::edit(const Change &change, const QString &sentence)
{
    readNow();
    if (std::optional<Error> why = whyNoEdit()) {
        return std::unexpected(std::move(*why));
    }
    const std::size_t before = m_document->editsDone();
    Result<document::EditReport> report = change(*m_document);
    const std::size_t after = m_document->editsDone();
    if (!report) {
        while (m_document->editsDone() > before) {
            m_document->undo();
        }
        return report;
    }
    letGo(std::move(report->replaced));
    if (after == before) {
        return report;
    }
    TabStep step;
    for (std::size_t number = before; number < after; ++number) {
        const document::Edit &edit = m_document->edits()[number];
        step.patches.insert(step.patches.end(), edit.patches.begin(), edit.patches.end());
    }
    step.sentence = !sentence.isEmpty() ? sentence : QString::fromStdString(report->sentence);
    m_source.text = m_document->text();
    push(std::move(step));
    m_joins = false;
    Q_EMIT textChanged();
    m_problems = shownProblems(*m_document, m_catalog);
    m_picture = makePicture(*m_document, m_catalog, &m_problems);
    Q_EMIT pictureChanged();
    Q_EMIT stateChanged();
    return report;
}

void ConfigTab::release()
{
    letGo(std::make_shared<std::optional<ConfigDocument>>(std::exchange(m_document, *ConfigDocument::fromText({}, nameOf(m_source.file)))));
}

// Some ten thousand nodes: the frame that shows what comes after them does not wait.
void ConfigTab::letGo(std::shared_ptr<const void> replaced)
{
    if (m_readers && replaced) {
        m_readers->start([old = std::move(replaced)]() mutable { old.reset(); });
    }
}

void ConfigTab::push(TabStep step)
{
    TabHistory &history = m_source.history;
    history.steps.resize(history.done);
    history.steps.push_back(std::move(step));
    history.done = history.steps.size();
}

void ConfigTab::setPlaces(Pins places, const QString &sentence)
{
    if (places == m_source.places) {
        return;
    }
    push({ sentence, {}, false, TabStep::Places { m_source.places, places } });
    m_source.places = std::move(places);
    m_joins = false;
    Q_EMIT placesChanged();
    Q_EMIT stateChanged();
}

void ConfigTab::type(const TextPatch &patch, std::optional<int> known)
{
    std::vector<TabStep> &steps = m_source.history.steps;
    const bool joins = m_joins && canUndo() && !canRedo() && steps.back().typed && joinable(steps.back().patches.back(), patch);
    apply({ patch }, true);
    if (joins) {
        TextPatch &last = steps.back().patches.back();
        if (patch.removed.empty()) {
            last.inserted += patch.inserted;
        } else if (patch.begin < last.begin) {
            last = { patch.begin, patch.removed + last.removed, {} };
        } else {
            last.removed += patch.removed;
        }
    } else {
        const int line = known ? *known : placeOf(m_source.text, patch.begin).line + 1;
        push({ patch.inserted.empty() ? tr("erasing in line %1").arg(line) : tr("typing in line %1").arg(line), { patch }, true, {} });
    }
    m_joins = true;
    m_reader.start();
    Q_EMIT textChanged();
    Q_EMIT stateChanged();
}

void ConfigTab::change(document::Patches patches, const QString &sentence)
{
    if (patches.empty()) {
        return;
    }
    document::fromBack(patches);
    apply(patches, true);
    push({ sentence, std::move(patches), false, {} });
    m_joins = false;
    Q_EMIT textChanged();
    read();
    Q_EMIT stateChanged();
}

void ConfigTab::replaceText(const std::string &text, const QString &sentence)
{
    if (text == m_source.text) {
        return;
    }
    const auto same = std::ranges::mismatch(text, m_source.text);
    const auto head = static_cast<std::size_t>(same.in1 - text.begin());
    std::size_t tail = 0;
    while (tail < std::min(text.size(), m_source.text.size()) - head
           && text[text.size() - 1 - tail] == m_source.text[m_source.text.size() - 1 - tail]) {
        ++tail;
    }
    const TextPatch patch { head, m_source.text.substr(head, m_source.text.size() - tail - head),
                            text.substr(head, text.size() - tail - head) };
    m_source.text = text;
    push({ sentence, { patch }, false, {} });
    m_joins = false;
    Q_EMIT textChanged();
    read();
    Q_EMIT stateChanged();
}

void ConfigTab::apply(const document::Patches &patches, bool forward)
{
    std::string &text = m_source.text;
    if (forward) {
        for (const TextPatch &patch : patches) {
            text.replace(patch.begin, patch.removed.size(), patch.inserted);
        }
    } else {
        for (const TextPatch &patch : patches | std::views::reverse) {
            text.replace(patch.begin, patch.inserted.size(), patch.removed);
        }
    }
}

QString ConfigTab::undoSentence() const
{
    return canUndo() ? history().steps[history().done - 1].sentence : QString();
}

QString ConfigTab::redoSentence() const
{
    return canRedo() ? history().steps[history().done].sentence : QString();
}

QStringList ConfigTab::sentences() const
{
    QStringList all;
    for (std::size_t number = 0; number < history().done; ++number) {
        all.append(history().steps[number].sentence);
    }
    return all;
}

void ConfigTab::undo()
{
    if (canUndo()) {
        go(m_source.history.steps[--m_source.history.done], false);
    }
}

void ConfigTab::redo()
{
    if (canRedo()) {
        go(m_source.history.steps[m_source.history.done++], true);
    }
}

void ConfigTab::go(const TabStep &step, bool forward)
{
    m_joins = false;
    if (step.places) {
        m_source.places = forward ? step.places->after : step.places->before;
        Q_EMIT placesChanged();
    } else {
        apply(step.patches, forward);
        Q_EMIT textChanged();
        read();
    }
    Q_EMIT stateChanged();
}

void ConfigTab::markSaved(const QString &file)
{
    m_source.file = file;
    m_source.saved = m_source.text;
    m_editedFrom.reset();
    m_joins = false;
    Q_EMIT stateChanged();
}

void ConfigTab::setSaved(std::string bytes)
{
    m_source.saved = std::move(bytes);
    Q_EMIT stateChanged();
}

void ConfigTab::takeDisk(std::string bytes)
{
    if (!m_editedFrom) {
        m_editedFrom = m_source.saved;
    }
    setSaved(std::move(bytes));
}

void ConfigTab::settleDisk()
{
    m_editedFrom.reset();
    Q_EMIT stateChanged();
}

} // namespace patchbay::bay

// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/bay/config_tab.h"

#include "models/bay/model_check.h"
#include "models/bay/text_map.h"

#include <QFileInfo>

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

// The parser's problem: fromText() tells it as a line only.
std::optional<config::Problem> problemOf(const std::string &text, const std::string &name)
{
    const auto tree = document::readSpans(text, name);
    return tree ? std::nullopt : std::optional(tree.error());
}

bool joinable(const TextPatch &last, const TextPatch &next)
{
    const bool insertion = last.removed.empty() && next.removed.empty() && next.begin == last.begin + last.inserted.size();
    const bool erasing = last.inserted.empty() && next.inserted.empty()
        && (next.begin + next.removed.size() == last.begin || next.begin == last.begin);
    return (insertion || erasing) && !next.inserted.contains('\n') && !next.removed.contains('\n');
}

} // namespace

ConfigTab::ConfigTab(Source source, const Catalog *catalog, QObject *parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_catalog(catalog)
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
    Result<ConfigDocument> fresh = ConfigDocument::fromText(m_source.text, nameOf(m_source.file));
    if (fresh) {
        m_document = std::move(*fresh);
        adopt();
        return;
    }
    m_unreadable = problemOf(m_source.text, nameOf(m_source.file));
    if (!m_unreadable) {
        m_unreadable = config::Problem { .message = fresh.error().message, .code = "yaml" };
    }
    Q_EMIT pictureChanged();
}

// The document is that of the text.
void ConfigTab::adopt()
{
    m_unreadable.reset();
    m_problems = m_catalog ? allProblems(m_document->configuration(), *m_catalog)
                           : m_document->configuration().problems;
    m_picture = makePicture(*m_document, m_catalog, &m_problems);
    Q_EMIT pictureChanged();
}

Result<document::EditReport> ConfigTab::edit(const Change &change, const QString &sentence)
{
    readNow();
    if (m_unreadable) {
        Error error = makeError(ErrorClass::BadRequest,
                                "Line " + std::to_string(m_unreadable->line) + " cannot be read, so the picture cannot be edited.");
        error.remedy = "Mend the text first, or undo.";
        return std::unexpected(std::move(error));
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
    if (after == before) {
        return report;
    }
    Step step;
    for (std::size_t number = before; number < after; ++number) {
        const document::Edit &edit = m_document->edits()[number];
        step.patches.insert(step.patches.end(), edit.patches.begin(), edit.patches.end());
    }
    step.sentence = !sentence.isEmpty() ? sentence : QString::fromStdString(report->sentence);
    m_source.text = m_document->text();
    push(std::move(step));
    m_joins = false;
    Q_EMIT textChanged();
    adopt();
    Q_EMIT stateChanged();
    return report;
}

void ConfigTab::push(Step step)
{
    m_steps.resize(m_next);
    m_steps.push_back(std::move(step));
    m_next = m_steps.size();
}

void ConfigTab::type(const TextPatch &patch)
{
    const bool joins = m_joins && m_next > 0 && m_next == m_steps.size() && m_steps.back().typed
        && joinable(m_steps.back().patches.back(), patch);
    apply({ patch }, true);
    if (joins) {
        TextPatch &last = m_steps.back().patches.back();
        if (patch.removed.empty()) {
            last.inserted += patch.inserted;
        } else if (patch.begin < last.begin) {
            last = { patch.begin, patch.removed + last.removed, {} };
        } else {
            last.removed += patch.removed;
        }
    } else {
        const int line = placeOf(m_source.text, patch.begin).line + 1;
        push({ patch.inserted.empty() ? tr("erasing in line %1").arg(line) : tr("typing in line %1").arg(line), { patch }, true });
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
    push({ sentence, std::move(patches), false });
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
    push({ sentence, { patch }, false });
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
    return canUndo() ? m_steps[m_next - 1].sentence : QString();
}

QString ConfigTab::redoSentence() const
{
    return canRedo() ? m_steps[m_next].sentence : QString();
}

QStringList ConfigTab::sentences() const
{
    QStringList all;
    for (std::size_t number = 0; number < m_next; ++number) {
        all.append(m_steps[number].sentence);
    }
    return all;
}

void ConfigTab::undo()
{
    if (canUndo()) {
        apply(m_steps[--m_next].patches, false);
        m_joins = false;
        Q_EMIT textChanged();
        read();
        Q_EMIT stateChanged();
    }
}

void ConfigTab::redo()
{
    if (canRedo()) {
        apply(m_steps[m_next++].patches, true);
        m_joins = false;
        Q_EMIT textChanged();
        read();
        Q_EMIT stateChanged();
    }
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

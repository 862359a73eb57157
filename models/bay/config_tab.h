// SPDX-License-Identifier: GPL-3.0-or-later
//
// ConfigTab: one open configuration: its text, what was saved, one undo stack for typing and for edits of the
// picture, and the last picture that could be made. While the text cannot be read the document, the problems and
// the picture stay those of the last text that could.
//
// Belongs to the GUI thread. Typing is read shortly after it pauses; edits of the picture at once. A large text is read
// on another thread: until then the rest is that of the text before, and the picture is not edited.
#pragma once

#include "models/bay/tab_history.h"
#include "models/bay/tab_reading.h"

#include <QObject>
#include <QTimer>

class QThreadPool;

namespace patchbay {
class Mailbox;
}

namespace patchbay::bay {

class ConfigTab final : public QObject {
    Q_OBJECT
public:
    static constexpr int readDelayMilliseconds = 140;

    struct Source {
        QString file {}; // empty: never saved
        QString title {}; // of one that was never saved
        std::string text {};
        std::string saved {}; // what the file holds
        TabHistory history {}; // of the text
        Pins places {}; // of nodes that were moved by hand
    };
    // Both outlive the tab; the catalogue may be null. Without readers every text is read on this thread.
    ConfigTab(Source source, const Catalog *catalog, QThreadPool *readers = nullptr, QObject *parent = nullptr);

    QString file() const { return m_source.file; }
    QString title() const;
    const std::string &text() const { return m_source.text; }
    const std::string &saved() const { return m_source.saved; }
    bool isModified() const { return m_source.text != m_source.saved; }
    // Reads what was typed and not read yet; a large text is only begun.
    void readNow();
    bool isReading() const { return m_isReading; }
    // Too large for a picture: it is shown, checked and written.
    bool isTextOnly() const { return m_effort >= TextEffort::TextOnly; }

    // Why the text cannot be read; the rest is that of an earlier text then.
    const std::optional<config::Problem> &unreadable() const { return m_unreadable; }
    const document::ConfigDocument &document() const { return *m_document; }
    const std::vector<config::Problem> &problems() const { return m_problems; }
    const Picture &picture() const { return m_picture; }

    using Change = std::function<Result<document::EditReport>(document::ConfigDocument &)>;
    // All that `change` does becomes one step; where it fails nothing is changed. `sentence` replaces the edit's own.
    Result<document::EditReport> edit(const Change &change, const QString &sentence = {});
    // Typing: neighbouring patches join to one step. The line (from 1) saves counting where it is known.
    void type(const document::TextPatch &patch, std::optional<int> line = {});
    // Patches of the text as it is, none over another, as one step.
    void change(document::Patches patches, const QString &sentence);
    // The whole text, as one step.
    void replaceText(const std::string &text, const QString &sentence);

    // Where nodes were put by hand: beside the text, one step like any other.
    const Pins &places() const { return m_source.places; }
    void setPlaces(Pins places, const QString &sentence);

    bool canUndo() const { return history().done > 0; }
    bool canRedo() const { return history().done < history().steps.size(); }
    QString undoSentence() const;
    QString redoSentence() const;
    void undo();
    void redo();
    QStringList sentences() const; // of the steps that are done
    const TabHistory &history() const { return m_source.history; }

    // It is closed: what its document holds goes on another thread, and the document is an empty one. The text stays.
    void release();

    // The text was written there.
    void markSaved(const QString &file);
    // The file holds something else now; the text stays.
    void setSaved(std::string bytes);
    // Likewise, written by somebody else: what the text was edited from is kept until the change is settled.
    void takeDisk(std::string bytes);
    void settleDisk();
    // Nothing while the file is as it was when it was edited.
    const std::optional<std::string> &editedFrom() const { return m_editedFrom; }

Q_SIGNALS:
    void textChanged();
    void pictureChanged(); // also problems and unreadable()
    void placesChanged();
    void stateChanged(); // undo, modified, title
    void readingChanged(); // isReading(), isTextOnly()

private:
    void push(TabStep step);
    void go(const TabStep &step, bool forward);
    void apply(const document::Patches &patches, bool forward);
    void read();
    void readAside();
    void take(TabReading reading);
    std::optional<Error> whyNoEdit() const;
    void letGo(std::shared_ptr<const void> replaced);

    Source m_source;
    const Catalog *m_catalog;
    std::optional<std::string> m_editedFrom;
    std::optional<document::ConfigDocument> m_document; // never empty after construction
    std::optional<config::Problem> m_unreadable;
    std::vector<config::Problem> m_problems;
    Picture m_picture;
    QTimer m_reader;
    QThreadPool *m_readers;
    std::shared_ptr<Mailbox> m_mailbox; // made for the first large text
    TextEffort m_effort = TextEffort::AtOnce;
    bool m_isReading = false;
    bool m_outdated = false; // what is being read is not the text any more
    bool m_joins = false; // the next typing may join the last step
};

} // namespace patchbay::bay

// SPDX-License-Identifier: GPL-3.0-or-later
//
// TabStore: open configurations as they are kept for the next start. A small draft is kept whole, with the text that it
// was edited from. Of a large one the text that it was edited from is kept once, compressed, in a value of its own, and
// each save writes only the stretch in which the draft differs.
#pragma once

#include "models/bay/tab_history.h"
#include "providers/core/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QStringList>

#include <functional>

namespace patchbay::bay {

// Small values by key, such as the session store's; both may be called at any time on the GUI thread. An empty value is
// one that is not kept any more.
struct ValueStore {
    std::function<QByteArray(const QString &key)> read {};
    std::function<Result<void>(const QString &key, const QByteArray &value)> write {};
};

struct KeptTab {
    QString file {}; // empty: never saved
    QString title {};
    std::string text {};
    std::optional<std::string> editedFrom {}; // of a file with changes
    TabHistory history {};
};

struct KeptTabs {
    std::vector<KeptTab> tabs {};
    int current = -1;
    QStringList recent {};
};

class TabStore {
public:
    // As values: what takes long has been done.
    struct Made {
        QByteArray state {};
        QStringList bases {}; // digests of the texts that large drafts of the state were edited from
        std::vector<std::pair<QString, QByteArray>> fresh {}; // those that were not kept yet, compressed
    };
    struct Found {
        QString file {};
        QString title {};
        std::optional<std::string> text {}; // nothing: what the file holds
        std::optional<std::string> editedFrom {};
        QJsonObject history {}; // for historyOf()
    };
    struct FoundTabs {
        std::vector<Found> tabs {};
        int current = -1;
        QStringList recent {};
    };

    explicit TabStore(ValueStore store);

    // For large texts slow: on any thread. `known` bases are not made again.
    static Made make(const KeptTabs &tabs, const QStringList &known);
    // The rest belongs to the GUI thread. Bases are written before the state that needs them, and go after it.
    Result<void> write(const Made &made);
    bool writes() const { return static_cast<bool>(m_store.write); }
    QStringList bases() const { return m_bases; }
    FoundTabs read();
    Pins places(const QString &file) const;
    void keepPlaces(const QString &file, const Pins &places) const;

private:
    std::optional<std::string> textOf(const QJsonObject &tab, const std::optional<std::string> &base) const;

    ValueStore m_store;
    QStringList m_bases; // that are kept
};

} // namespace patchbay::bay

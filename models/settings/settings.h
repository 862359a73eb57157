// SPDX-License-Identifier: GPL-3.0-or-later
//
// Settings: what the user chose, typed, in one JSON file that is replaced atomically.
//
// Keys of the file that this version does not know are kept as they are. A file that cannot be read
// is set aside as FILE.damaged-TIME and told by problem(); the defaults hold then. Changes are
// written shortly after they are made, all together, and when the object goes. Made once by the
// composition root and passed on; belongs to the GUI thread.
#pragma once

#include "providers/core/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QMap>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <optional>

namespace patchbay {

class Settings : public QObject {
    Q_OBJECT
public:
    enum class Theme { System, Light, Dark };
    Q_ENUM(Theme)
    enum class Density { Comfortable, Compact };
    Q_ENUM(Density)

    // An empty file name keeps everything in memory.
    explicit Settings(const QString &file, QObject *parent = nullptr);
    ~Settings() override;

    // What was wrong with the file when it was read.
    const std::optional<Error> &problem() const { return m_problem; }
    QString file() const { return m_file; }

    Theme theme() const;
    void setTheme(Theme theme);
    Density density() const;
    void setDensity(Density density);

    // Families; empty is the system's. The offset is in points, -4 to +8.
    QString uiFont() const;
    QString fixedFont() const;
    int fontOffset() const;
    void setFonts(const QString &uiFont, const QString &fixedFont, int offset);

    // Command id → shortcut in portable text; an empty shortcut switches the command's off.
    QMap<QString, QString> shortcuts() const;
    void setShortcut(const QString &command, const QString &shortcut);
    void resetShortcut(const QString &command);

    // Provider id → api_base; an empty one removes the override.
    QMap<QString, QString> apiBases() const;
    void setApiBase(const QString &provider, const QString &apiBase);

    bool showSandbox() const;
    void setShowSandbox(bool show);

    // After so many minutes without keyboard or mouse the vault locks itself; 0: never.
    int vaultIdleMinutes() const;
    void setVaultIdleMinutes(int minutes);
    // Not while the window's own gateway serves with its keys.
    bool vaultOpenWhileServing() const;
    void setVaultOpenWhileServing(bool open);

    // The configuration that the window's gateway serves, empty while none was chosen, and where: "127.0.0.1:4000".
    QString gatewayFile() const;
    QString gatewayPlace() const;
    void setGateway(const QString &file, const QString &place);

    // Saved views of the Spend panel, as it writes them.
    QJsonArray spendViews() const;
    void setSpendViews(const QJsonArray &views);

    // What a new comparison starts with.
    QStringList defaultModels() const;
    void setDefaultModels(const QStringList &models);

    // Writes at once what is not written yet.
    Result<void> save();

Q_SIGNALS:
    void themeChanged();
    void densityChanged();
    void fontsChanged();
    void shortcutsChanged();
    void apiBaseChanged(const QString &provider, const QString &apiBase);
    void showSandboxChanged();
    void vaultIdleMinutesChanged();
    void vaultOpenWhileServingChanged();
    void defaultModelsChanged();
    void saveFailed(const patchbay::Error &error);

private:
    void read();
    void setAside(const QString &reason);
    // False when the value is there already.
    bool put(const QString &key, const QJsonValue &value);
    bool putInto(const QString &group, const QString &key, const QJsonValue &value);
    QMap<QString, QString> texts(const QString &group) const;

    QString m_file;
    QJsonObject m_root;
    std::optional<Error> m_problem;
    QTimer m_saver;
    bool m_unsaved = false;
};

} // namespace patchbay

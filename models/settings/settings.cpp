// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/settings/settings.h"

#include "models/storage/storage_error.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMetaEnum>
#include <QSaveFile>
#include <QTimeZone>

#include <algorithm>
#include <cerrno>

namespace patchbay {

using namespace Qt::StringLiterals;

namespace {

constexpr int saveDelayMilliseconds = 200;
constexpr int smallestFontOffset = -4;
constexpr int largestFontOffset = 8;
// Nobody's settings are this large; a wrong file must not fill the memory.
constexpr qint64 maximumFileSize = 16 * 1024 * 1024;

template <typename Enum> Enum fromName(const QJsonValue &value, Enum otherwise)
{
    const QMetaEnum names = QMetaEnum::fromType<Enum>();
    for (int index = 0; index < names.keyCount(); ++index) {
        if (value.toString() == QString::fromLatin1(names.key(index)).toLower()) {
            return static_cast<Enum>(names.value(index));
        }
    }
    return otherwise;
}

template <typename Enum> QString toName(Enum value)
{
    return QString::fromLatin1(QMetaEnum::fromType<Enum>().valueToKey(int(value))).toLower();
}

} // namespace

Settings::Settings(const QString &file, QObject *parent)
    : QObject(parent)
    , m_file(file)
{
    m_saver.setSingleShot(true);
    m_saver.setInterval(saveDelayMilliseconds);
    connect(&m_saver, &QTimer::timeout, this, [this] { static_cast<void>(save()); });
    read();
}

Settings::~Settings()
{
    static_cast<void>(save());
}

void Settings::read()
{
    QFile source(m_file);
    if (m_file.isEmpty() || !source.exists()) {
        return;
    }
    if (!source.open(QIODevice::ReadOnly)) {
        m_problem = storage::fileError(EACCES, u"read"_s, m_file);
        return;
    }
    if (source.size() > maximumFileSize) {
        setAside(u"it is too large"_s);
        return;
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(source.readAll(), &error);
    source.close();
    if (document.isObject()) {
        m_root = document.object();
    } else {
        setAside(error.error == QJsonParseError::NoError ? u"it is not a JSON object"_s : error.errorString());
    }
}

void Settings::setAside(const QString &reason)
{
    const QString time = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss-zzz"_s);
    const QString aside = u"%1.damaged-%2"_s.arg(m_file, time);
    if (!QFile::rename(m_file, aside)) {
        m_problem = storage::fileError(EACCES, u"set aside"_s, m_file);
        return;
    }
    m_problem = storage::toError({ .code = "corrupt",
                                   .message = u"The settings could not be read (%1); the defaults hold."_s.arg(reason),
                                   .remedy = u"The old file was kept as %1."_s.arg(aside) });
}

bool Settings::put(const QString &key, const QJsonValue &value)
{
    if (m_root.value(key) == value) {
        return false;
    }
    m_root.insert(key, value);
    m_unsaved = true;
    m_saver.start();
    return true;
}

bool Settings::putInto(const QString &group, const QString &key, const QJsonValue &value)
{
    QJsonObject entries = m_root.value(group).toObject();
    if (value.isUndefined()) {
        entries.remove(key);
    } else {
        entries.insert(key, value);
    }
    return put(group, entries);
}

QMap<QString, QString> Settings::texts(const QString &group) const
{
    QMap<QString, QString> found;
    const QJsonObject entries = m_root.value(group).toObject();
    for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
        if (entry.value().isString()) {
            found.insert(entry.key(), entry.value().toString());
        }
    }
    return found;
}

Settings::Theme Settings::theme() const
{
    return fromName(m_root.value("theme"_L1), Theme::System);
}

void Settings::setTheme(Theme theme)
{
    if (put(u"theme"_s, toName(theme))) {
        Q_EMIT themeChanged();
    }
}

Settings::Density Settings::density() const
{
    return fromName(m_root.value("density"_L1), Density::Comfortable);
}

void Settings::setDensity(Density density)
{
    if (put(u"density"_s, toName(density))) {
        Q_EMIT densityChanged();
    }
}

QString Settings::uiFont() const
{
    return m_root.value("ui_font"_L1).toString();
}

QString Settings::fixedFont() const
{
    return m_root.value("fixed_font"_L1).toString();
}

int Settings::fontOffset() const
{
    return std::clamp(m_root.value("font_offset"_L1).toInt(), smallestFontOffset, largestFontOffset);
}

void Settings::setFonts(const QString &uiFont, const QString &fixedFont, int offset)
{
    // All three are put, whichever of them changed.
    bool changed = put(u"ui_font"_s, uiFont);
    changed = put(u"fixed_font"_s, fixedFont) || changed;
    changed = put(u"font_offset"_s, std::clamp(offset, smallestFontOffset, largestFontOffset)) || changed;
    if (changed) {
        Q_EMIT fontsChanged();
    }
}

QMap<QString, QString> Settings::shortcuts() const
{
    return texts(u"shortcuts"_s);
}

void Settings::setShortcut(const QString &command, const QString &shortcut)
{
    if (putInto(u"shortcuts"_s, command, shortcut)) {
        Q_EMIT shortcutsChanged();
    }
}

void Settings::resetShortcut(const QString &command)
{
    if (putInto(u"shortcuts"_s, command, QJsonValue::Undefined)) {
        Q_EMIT shortcutsChanged();
    }
}

QMap<QString, QString> Settings::apiBases() const
{
    return texts(u"api_bases"_s);
}

void Settings::setApiBase(const QString &provider, const QString &apiBase)
{
    if (putInto(u"api_bases"_s, provider,
                apiBase.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(apiBase))) {
        Q_EMIT apiBaseChanged(provider, apiBase);
    }
}

bool Settings::showSandbox() const
{
    return m_root.value("show_sandbox"_L1).toBool(true);
}

void Settings::setShowSandbox(bool show)
{
    if (put(u"show_sandbox"_s, show)) {
        Q_EMIT showSandboxChanged();
    }
}

int Settings::vaultIdleMinutes() const
{
    constexpr int usual = 10;
    constexpr int most = 24 * 60;
    return std::clamp(m_root.value("vault_idle_minutes"_L1).toInt(usual), 0, most);
}

void Settings::setVaultIdleMinutes(int minutes)
{
    if (put(u"vault_idle_minutes"_s, minutes)) {
        Q_EMIT vaultIdleMinutesChanged();
    }
}

bool Settings::vaultOpenWhileServing() const
{
    return m_root.value("vault_open_while_serving"_L1).toBool(true);
}

void Settings::setVaultOpenWhileServing(bool open)
{
    if (put(u"vault_open_while_serving"_s, open)) {
        Q_EMIT vaultOpenWhileServingChanged();
    }
}

QString Settings::gatewayFile() const
{
    return m_root.value("gateway_file"_L1).toString();
}

QString Settings::gatewayPlace() const
{
    return m_root.value("gateway_place"_L1).toString(u"127.0.0.1:4000"_s);
}

void Settings::setGateway(const QString &file, const QString &place)
{
    put(u"gateway_file"_s, file);
    put(u"gateway_place"_s, place);
}

QJsonArray Settings::spendViews() const
{
    return m_root.value("spend_views"_L1).toArray();
}

void Settings::setSpendViews(const QJsonArray &views)
{
    put(u"spend_views"_s, views);
}

QStringList Settings::defaultModels() const
{
    QStringList models;
    for (const QJsonValue &model : m_root.value("default_models"_L1).toArray()) {
        if (model.isString()) {
            models.append(model.toString());
        }
    }
    return models;
}

void Settings::setDefaultModels(const QStringList &models)
{
    if (put(u"default_models"_s, QJsonArray::fromStringList(models))) {
        Q_EMIT defaultModelsChanged();
    }
}

Result<void> Settings::save()
{
    m_saver.stop();
    if (!m_unsaved || m_file.isEmpty()) {
        return {};
    }
    QSaveFile target(m_file);
    const QByteArray text = QJsonDocument(m_root).toJson(QJsonDocument::Indented);
    const bool written = target.open(QIODevice::WriteOnly)
        && target.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) && target.write(text) == text.size()
        && target.commit();
    if (written) {
        m_unsaved = false;
        return {};
    }
    const int reason = target.error() == QFileDevice::ResourceError || errno == ENOSPC ? ENOSPC : EACCES;
    const Error error = storage::fileError(reason, u"write"_s, m_file);
    // What was chosen holds until exit; the next change or the end of the program tries again.
    Q_EMIT saveFailed(error);
    return std::unexpected(error);
}

} // namespace patchbay

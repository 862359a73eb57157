// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys/key_fields.h"

#include <QDate>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace patchbay {

Result<std::string> originFrom(const QString &text)
{
    const QString typed = text.trimmed();
    if (typed.isEmpty()) {
        return std::string();
    }
    const QUrl url(typed.contains(u"://") ? typed : u"https://"_s + typed, QUrl::StrictMode);
    const bool secure = url.scheme() == u"https";
    if (!url.isValid() || url.host().isEmpty() || (!secure && url.scheme() != u"http") || !url.userInfo().isEmpty()) {
        return failure(ErrorClass::BadRequest, "A host is like https://api.example.com.");
    }
    const QString host = url.host().contains(u':') ? u'[' + url.host() + u']' : url.host();
    return u"%1://%2:%3"_s.arg(url.scheme(), host).arg(url.port(secure ? 443 : 80)).toStdString();
}

Result<std::optional<WallTime>> dayFrom(const QString &text)
{
    if (text.trimmed().isEmpty()) {
        return std::optional<WallTime>();
    }
    const QDate day = QDate::fromString(text.trimmed(), Qt::ISODate);
    if (!day.isValid()) {
        return failure(ErrorClass::BadRequest, "A day is like 2027-01-31.");
    }
    return std::optional<WallTime>(day.toStdSysDays());
}

std::vector<std::string> tagsFrom(const QString &text)
{
    std::vector<std::string> tags;
    for (const QString &tag : text.split(u',')) {
        if (!tag.trimmed().isEmpty()) {
            tags.push_back(tag.trimmed().toStdString());
        }
    }
    return tags;
}

} // namespace patchbay

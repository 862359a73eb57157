// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/trial_words.h"

#include <QCoreApplication>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace patchbay {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("patchbay::AddProviderForm", text);
}

// How many names are shown; the rest is counted.
constexpr qsizetype shownModels = 5;

QString withRemedy(const QString &sentence, const Error &error)
{
    return error.remedy.empty() ? sentence : sentence + u' ' + QString::fromStdString(error.remedy);
}

} // namespace

TrialWords wordsOfModels(const QString &provider, const QStringList &models)
{
    if (models.isEmpty()) {
        return { .state = u"valid"_s, .sentence = tr("%1 accepts the key but lists no models.").arg(provider) };
    }
    QString names = models.first(std::min(models.size(), shownModels)).join(u", "_s);
    if (models.size() > shownModels) {
        names += u' ' + tr("and %1 more").arg(models.size() - shownModels);
    }
    const QString count = models.size() == 1 ? tr("1 model") : tr("%1 models").arg(models.size());
    return { .state = u"valid"_s, .sentence = tr("%1 listed %2: %3.").arg(provider, count, names) };
}

TrialWords wordsOfError(const QString &provider, const Error &error)
{
    const QString message = QString::fromStdString(error.message);
    const auto words = [&error](const QString &state, const QString &sentence) {
        return TrialWords { .state = state, .sentence = withRemedy(sentence, error) };
    };
    switch (error.kind) {
    case ErrorClass::Authentication:
        return words(u"refused"_s, tr("%1 does not accept this key: %2").arg(provider, message));
    case ErrorClass::PermissionDenied:
        return words(u"refused"_s, tr("%1 knows the key but does not let it list models: %2").arg(provider, message));
    case ErrorClass::RateLimit:
        return words(u"failed"_s,
                     tr("%1 is limiting requests, so the key could not be tested: %2").arg(provider, message));
    case ErrorClass::ApiConnection:
    case ErrorClass::Timeout:
        return words(u"failed"_s, tr("No answer from %1: %2").arg(provider, message));
    case ErrorClass::NotFound:
        return words(u"failed"_s, tr("Nothing answers at this base URL the way %1 does: %2").arg(provider, message));
    default: return words(u"failed"_s, tr("The test failed: %1").arg(message));
    }
}

QString apiBaseProblem(const QString &apiBase)
{
    if (apiBase.isEmpty()) {
        return tr("Give the base URL of your deployment");
    }
    const QUrl url(apiBase, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"https" && url.scheme() != u"http")) {
        return tr("The base URL must be like https://host/v1");
    }
    if (!url.userInfo().isEmpty()) {
        return tr("The base URL must not contain a password");
    }
    return {};
}

} // namespace patchbay

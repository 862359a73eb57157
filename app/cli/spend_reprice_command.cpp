// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/spend_command.h"
#include "app/cli/spend_printing.h"
#include "models/ledger/repricing.h"
#include "models/ledger/sql_ledger.h"
#include "models/spend/model_price.h"
#include "models/storage/data_directory.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <ostream>

using namespace Qt::StringLiterals;

namespace patchbay::cli {
namespace {

constexpr Option options[] = {
    { "--from", true, "first moment: 2026-11-01, 2026-11-01T08:00, with Z or +01:00; the ledger's first when left out" },
    { "--to", true, "first moment that is left as it is" },
    { "--timezone", true, "of moments without a zone: Europe/Berlin; UTC when left out" },
    { "--model", true, "only this one: provider/name as in `spend --by provider,model`" },
    { "--apply", false, "writes the new amounts; without it they are only told" },
    { "--json", false, "for machines" },
    { "--data", true, "the data directory, whose imported and own prices count first" },
    { "--help", false, "this text" },
};

constexpr std::string_view synopsis
    = "spend reprice [--from T] [--to T] [--model P/NAME] [--apply]\n\n"
      "Computes the amounts of recorded attempts anew by the prices of now, after a price was corrected. What a\n"
      "provider reported itself stays. The earlier amounts are kept; all sums follow.";

QString dollars(Money money)
{
    return u'$' + QString::fromStdString(toDecimalString(money));
}

QJsonObject jsonOf(const RepricingSum &sum)
{
    return { { u"rows"_s, qint64(sum.rows) },
             { u"before_usd"_s, QString::fromStdString(toDecimalString(sum.before)) },
             { u"after_usd"_s, QString::fromStdString(toDecimalString(sum.after)) },
             { u"had_no_price"_s, qint64(sum.pricedFirst) } };
}

void print(const RepricingReport &report, bool applied, bool json, std::ostream &out)
{
    if (json) {
        QJsonObject models;
        for (const auto &[model, sum] : report.byModel) {
            models.insert(QString::fromStdString(model), jsonOf(sum));
        }
        const QJsonObject object { { u"applied"_s, applied },
                                   { u"looked"_s, qint64(report.looked) },
                                   { u"reported"_s, qint64(report.reported) },
                                   { u"no_price"_s, qint64(report.noPrice) },
                                   { u"changed"_s, jsonOf(report.changed) },
                                   { u"models"_s, models } };
        out << QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString() << '\n';
        return;
    }
    for (const auto &[model, sum] : report.byModel) {
        out << model << ": " << sum.rows << " rows, " << dollars(sum.before).toStdString() << " -> "
            << dollars(sum.after).toStdString();
        out << (sum.pricedFirst > 0 ? ", " + std::to_string(sum.pricedFirst) + " had no price\n" : std::string("\n"));
    }
    out << report.looked << " looked at, " << report.changed.rows << (applied ? " changed, " : " would change, ")
        << report.reported << " reported by the provider and left, " << report.noPrice << " without a price now and left\n";
    if (!applied && report.changed.rows > 0) {
        out << "Nothing was written; --apply does that.\n";
    }
}

Result<RepricingRequest> requestFrom(const Arguments &arguments, const Catalog &catalog)
{
    const Result<QTimeZone> zone = zoneFrom(arguments.value("--timezone"));
    if (!zone) {
        return std::unexpected(zone.error());
    }
    const Result<std::optional<WallTime>> from = momentFrom(arguments.value("--from"), *zone);
    const Result<std::optional<WallTime>> to = momentFrom(arguments.value("--to"), *zone);
    if (!from || !to) {
        return std::unexpected(from ? to.error() : from.error());
    }
    if (const Result<void> span = orderedSpan(*from, *to); !span) {
        return std::unexpected(span.error());
    }
    RepricingRequest request { .from = *from, .to = *to };
    const std::string model = arguments.value("--model");
    if (const std::size_t slash = model.find('/'); slash != std::string::npos) {
        request.provider = model.substr(0, slash);
        request.model = model.substr(slash + 1);
    } else if (!model.empty()) {
        return failure(ErrorClass::BadRequest, "A model is named with its provider: openai/gpt-4o.");
    }
    request.price = [&catalog](const AttemptRow &row) { return priceOf(row, catalog.model(row.draft.provider, row.draft.model)); };
    request.apply = arguments.has("--apply");
    return request;
}

// The one who owns the directory, with what a crash left put in order first.
template <typename Work> auto withOwnedLedger(const Arguments &arguments, const Work &work)
    -> decltype(work(QString()))
{
    // A directory that is written wrong is not made.
    const QString given = QString::fromStdString(arguments.value("--data"));
    if (const QString file = DataDirectory::ledgerFileIn(given.isEmpty() ? DataDirectory::defaultPath() : given); !QFileInfo::exists(file)) {
        return failure(ErrorClass::NotFound, "There is no ledger: " + file.toStdString() + '.');
    }
    const Result<DataDirectory> directory = DataDirectory::open(given);
    if (!directory) {
        return std::unexpected(directory.error());
    }
    if (const auto ledger = SqlLedger::open(directory->ledgerFile()); !ledger) {
        return std::unexpected(ledger.error());
    }
    return work(directory->ledgerFile());
}

} // namespace

int spendRepriceCommand(std::span<const std::string> words, const Streams &streams, const Catalog &catalog)
{
    const Result<Arguments> arguments = Arguments::parse(words, options);
    if (arguments && arguments->has("--help")) {
        streams.out << usageText(synopsis, options);
        return Done;
    }
    const Result<RepricingRequest> request = arguments && arguments->positional().empty()
        ? requestFrom(*arguments, catalog)
        : Result<RepricingRequest>(arguments ? failure(ErrorClass::BadRequest, "spend reprice takes options only.")
                                             : std::unexpected(arguments.error()));
    if (!request) {
        streams.err << request.error().message << "\n\n" << usageText(synopsis, options);
        return WrongUsage;
    }
    const Result<RepricingReport> report = withOwnedLedger(
        *arguments, [&](const QString &file) { return repriceLedger(file, *request, SystemClock().now()); });
    if (!report) {
        return reportError(report.error(), streams.err);
    }
    print(*report, request->apply, arguments->has("--json"), streams.out);
    return Done;
}

int spendRebuildCommand(std::span<const std::string> words, const Streams &streams)
{
    constexpr Option rebuildOptions[] = { { "--data", true, "the data directory" }, { "--help", false, "this text" } };
    constexpr std::string_view rebuildSynopsis = "spend rebuild\n\nMakes the sums that the ledger keeps anew from its rows.";
    const Result<Arguments> arguments = Arguments::parse(words, rebuildOptions);
    if (!arguments || arguments->has("--help") || !arguments->positional().empty()) {
        const bool asked = arguments && arguments->has("--help");
        (asked ? streams.out : streams.err) << usageText(rebuildSynopsis, rebuildOptions);
        return asked ? Done : WrongUsage;
    }
    const Result<void> rebuilt = withOwnedLedger(*arguments, [](const QString &file) { return rebuildSums(file); });
    if (!rebuilt) {
        return reportError(rebuilt.error(), streams.err);
    }
    streams.out << "The sums were made anew from the rows.\n";
    return Done;
}

} // namespace patchbay::cli
